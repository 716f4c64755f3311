import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What one request is answered with; `drop` closes the socket, `hang` never answers. */
export type ScriptedAnswer =
  | 'drop'
  | 'hang'
  | { status?: number; headers?: Record<string, string>; body?: string | Buffer; delayMs?: number };

/** A server that answers W&B's address by a script, for what the emulator does not do: any status, any header. */
export interface ScriptedWandb extends AsyncDisposable {
  url: string;
  /** When each request came, in milliseconds since the first one, and its key. */
  requests: { atMs: number; authorization: string | null }[];
  mostAtOnce(): number;
  close(): Promise<void>;
}

/** To a user's fields and to whether the key is known. */
const viewer = { id: '1', name: 'ada', username: 'ada', entity: 'ada', teams: { edges: [] } };
const goodBody = JSON.stringify({ data: { viewer, viewer_1: viewer } });

export async function startScriptedWandb(
  answerFor: (index: number, request: IncomingMessage) => ScriptedAnswer,
): Promise<ScriptedWandb> {
  const requests: ScriptedWandb['requests'] = [];
  let startedMs = 0;
  let atOnce = 0;
  let most = 0;
  const server = createServer((request, response) => {
    if (requests.length === 0) startedMs = performance.now();
    most = Math.max(most, ++atOnce);
    response.once('close', () => (atOnce -= 1));
    const answer = answerFor(requests.length, request);
    requests.push({
      atMs: performance.now() - startedMs,
      authorization: request.headers.authorization ?? null,
    });
    request.resume();
    request.once('end', () => send(answer, response));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const close = (): Promise<void> =>
    new Promise((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    mostAtOnce: () => most,
    close,
    [Symbol.asyncDispose]: close,
  };
}

function send(answer: ScriptedAnswer, response: ServerResponse): void {
  if (answer === 'hang') return;
  if (answer === 'drop') {
    response.destroy();
    return;
  }
  const { status = 200, headers = {}, body = goodBody, delayMs = 0 } = answer;
  setTimeout(() => {
    response.writeHead(status, { 'content-type': 'application/json', ...headers });
    // A body that is shorter than its header says breaks off: a server that kept the connection open would be waited for.
    if (Number(headers['content-length'] ?? 0) > body.length)
      response.write(body, () => response.socket?.end());
    else response.end(body);
  }, delayMs);
}
