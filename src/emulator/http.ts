import type { IncomingMessage, ServerResponse } from 'node:http';
import { gzipSync } from 'node:zlib';
import type { GraphqlRequest } from './executor.ts';

const longestBody = 50_000_000;

/** A shorter answer is not worth the compressing. */
const shortestToCompress = 1_024;

/**
 * Sends a JSON answer, compressed as W&B's front does where the client takes it, or where `isCut` its first half and the
 * end of the connection. Gives back the bytes that went out.
 */
export function sendJson(
  response: ServerResponse,
  status: number,
  body: unknown,
  { isCut = false, headers = {} }: { isCut?: boolean; headers?: Record<string, string> } = {},
): number {
  const text = Buffer.from(JSON.stringify(body));
  const isCompressed =
    text.length >= shortestToCompress && /\bgzip\b/.test(response.req.headers['accept-encoding'] ?? '');
  const bytes = isCompressed ? gzipSync(text, { level: 4 }) : text;
  response.writeHead(status, {
    ...headers,
    'content-type': 'application/json',
    'content-length': bytes.length,
    ...(isCompressed && { 'content-encoding': 'gzip' }),
  });
  if (!isCut) {
    response.end(bytes);
    return bytes.length;
  }
  const half = bytes.subarray(0, bytes.length / 2);
  response.write(half, () => response.destroy());
  return half.length;
}

export async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > longestBody) throw new RangeError('body too long');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** null for anything that is not a request of one GraphQL operation. */
export function graphqlRequestFrom(text: string): GraphqlRequest | null {
  try {
    const body = JSON.parse(text) as { [name in keyof GraphqlRequest]: unknown } | null;
    const { query, variables = null, operationName = null } = body ?? {};
    const isRequest =
      typeof query === 'string' &&
      typeof variables === 'object' &&
      !Array.isArray(variables) &&
      (operationName === null || typeof operationName === 'string');
    return isRequest
      ? { query, variables: variables as Record<string, unknown> | null, operationName }
      : null;
  } catch {
    return null;
  }
}

/** The key of `Basic api:KEY` or `Bearer KEY`; null without the header. */
export function keyFrom(authorization: string | undefined): string | null {
  if (authorization === undefined) return null;
  const [scheme = '', value = ''] = authorization.trim().split(/ +/);
  // Whatever stands before the colon: the SDK writes "api", others nothing.
  return scheme.toLowerCase() === 'basic'
    ? Buffer.from(value, 'base64')
        .toString('utf8')
        .replace(/^[^:]*:/, '')
    : value;
}

/** The name of the operation to run, or of the first one; `anonymous` without any. */
export function operationNameOf(request: GraphqlRequest | null): string {
  const { query = '', operationName } = request ?? {};
  return operationName ?? /\b(?:query|mutation)\s+(\w+)/.exec(query)?.[1] ?? 'anonymous';
}
