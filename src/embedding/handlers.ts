import { AsyncLocalStorage } from 'node:async_hooks';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import type { ReadableStream } from 'node:stream/web';
import type { FastifyInstance } from 'fastify';

type App = () => Promise<FastifyInstance>;
type Cut = (path: string) => string;

/** Cuts off where the other program has the gateway; Express has done so already. */
export function withoutBase(base: string, path: string): string {
  if (base === '' || !path.startsWith(base)) return path;
  const rest = path.slice(base.length);
  if (rest === '' || rest.startsWith('?')) return `/${rest}`;
  return rest.startsWith('/') ? rest : path;
}

const callerSignal = new AsyncLocalStorage<AbortSignal>();

/** Cancels a request when its client disconnects: `inject` has no socket, and its own signal throws outside of every handler. */
export function followCallers(app: FastifyInstance): void {
  app.addHook('onRequest', (_, reply, done) => {
    const signal = callerSignal.getStore();
    signal?.addEventListener('abort', () => reply.raw.destroy(), { once: true });
    done();
  });
}

const statusesWithoutBody = new Set([101, 204, 205, 304]);
/** They speak of a connection that is not there. */
const ofConnections = new Set(['connection', 'keep-alive', 'transfer-encoding']);

/** Answers a web Request; what streams there streams here too, and an aborted request ends its W&B requests. */
export function fetchHandler(app: App, cut: Cut): (request: Request) => Promise<Response> {
  return async (request) => {
    const { pathname, search, host } = new URL(request.url);
    const { body, signal, method } = request;
    const started = await app();
    signal.throwIfAborted();
    const answer = await callerSignal.run(
      signal,
      async () =>
        await started.inject({
          method: method as 'GET',
          url: cut(`${pathname}${search}`),
          headers: { host, ...Object.fromEntries(request.headers) },
          ...(body && { payload: Readable.fromWeb(body) }),
          payloadAsStream: true,
        }),
    );
    const headers = new Headers();
    for (const [name, value] of Object.entries(answer.headers)) {
      if (ofConnections.has(name)) continue;
      for (const one of [value ?? []].flat()) headers.append(name, String(one));
    }
    const isEmpty = statusesWithoutBody.has(answer.statusCode) || method === 'HEAD';
    const stream = answer.stream();
    if (isEmpty) stream.resume();
    const content = isEmpty ? null : (Readable.toWeb(stream) as ReadableStream<Uint8Array>);
    return new Response(content, {
      status: answer.statusCode,
      headers,
    });
  };
}

/** Answers on Node's own objects. */
export function nodeHandler(
  app: App,
  cut: Cut,
): (request: IncomingMessage & { originalUrl?: string }, response: ServerResponse) => void {
  return (request, response) => {
    const { originalUrl = request.url ?? '/', method } = request;
    request.url = cut(request.url ?? '/');
    const [mount = '', query] = originalUrl.split('?');
    // The links of the start page are relative to the mount, which needs its slash.
    if (method === 'GET' && /^\/?(?:\?|$)/.test(request.url) && !mount.endsWith('/')) {
      const name = mount.slice(mount.lastIndexOf('/') + 1);
      response.writeHead(308, { location: `${name}/${query === undefined ? '' : `?${query}`}` }).end();
      return;
    }
    app()
      .then((started) => started.routing(withBody(request), response))
      .catch((error: unknown) => refuse(response, error));
  };
}

/** Express's and Fastify's parsers leave a stream that has nothing more to give, and the body beside it. */
function withBody(request: IncomingMessage & { body?: unknown }): IncomingMessage {
  const { body } = request;
  if (!request.readableEnded || body === undefined || body === null) return request;
  const bytes = Buffer.isBuffer(body)
    ? body
    : Buffer.from(typeof body === 'string' ? body : JSON.stringify(body));
  const again = Readable.from([bytes], { objectMode: false });
  const headers = { ...request.headers, 'content-length': String(bytes.length) };
  return Object.assign(again, {
    method: request.method,
    url: request.url,
    headers,
    rawHeaders: request.rawHeaders,
    httpVersion: request.httpVersion,
    socket: request.socket,
    raw: request,
  }) as unknown as IncomingMessage;
}

function refuse(response: ServerResponse, error: unknown): void {
  if (response.headersSent) return void response.destroy();
  const message = `The gateway could not start: ${error instanceof Error ? error.message : String(error)}`;
  response.writeHead(503, { 'content-type': 'application/json; charset=utf-8' });
  response.end(JSON.stringify({ errors: [{ message }] }));
}
