import { promisify } from 'node:util';
import { brotliDecompress, gunzip, inflate, type ZlibOptions } from 'node:zlib';
import { request, type Agent, type Dispatcher } from 'undici';

/** The most that one response may have, unpacked: a small one can be packed so that it fills the memory. */
export const maxResponseBytes = 64 * 1024 * 1024;

/** No whole response came. Its message says what W&B did. */
export class NoResponseError extends Error {}
export class ResponseTooLargeError extends Error {}

/**
 * `fetch` for graphql-request, over undici's `request`: the web streams of `fetch` took a tenth of a large walk's CPU. The
 * body is read whole and bounded. Every response is handed over as JSON with a good status, because graphql-request would
 * turn others into errors that hold the query; the real status stands beside it.
 */
export function createBoundedFetch(dispatcher: Agent): typeof fetch {
  return async (url, init) => {
    const { signal, body, headers } = init ?? {};
    const response = await request(url as URL, {
      method: 'POST',
      dispatcher,
      signal: signal ?? null,
      headers: Object.fromEntries(new Headers(headers)),
      body: body as string,
    }).catch((cause: unknown) => Promise.reject(new NoResponseError('cannot be reached', { cause })));
    const { statusCode: status } = response;
    const text = await textOf(response).catch((error: unknown) => {
      // A refusal says enough by its status and headers.
      if (isGoodStatus(status) || !(error instanceof NoResponseError)) throw error;
      return '';
    });
    const received = headersFrom(response);
    received.set('content-type', 'application/json');
    return { ok: true, status, headers: received, text: () => Promise.resolve(text) } as Response;
  };
}

export function isGoodStatus(status: number): boolean {
  return status >= 200 && status < 300;
}

/** gzip is what is asked for; a proxy may send something else. */
const unpack = new Map<string, (bytes: Buffer, options: ZlibOptions) => Promise<Buffer>>([
  ['gzip', promisify(gunzip)],
  ['x-gzip', promisify(gunzip)],
  ['deflate', promisify(inflate)],
  ['br', promisify(brotliDecompress)],
]);

async function textOf({ body, headers }: Dispatcher.ResponseData): Promise<string> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  try {
    for await (const chunk of body as AsyncIterable<Uint8Array>) {
      length += chunk.byteLength;
      if (length > maxResponseBytes) throw new ResponseTooLargeError('the response is too large');
      chunks.push(chunk);
    }
    let bytes: Buffer = Buffer.concat(chunks);
    const codings = [headers['content-encoding'] ?? []].flat().join(',').toLowerCase().split(/[ ,]+/);
    for (const coding of codings.reverse())
      bytes = (await unpack.get(coding)?.(bytes, { maxOutputLength: maxResponseBytes })) ?? bytes;
    return new TextDecoder().decode(bytes);
  } catch (cause) {
    if (cause instanceof ResponseTooLargeError) throw cause;
    const { code } = cause as NodeJS.ErrnoException;
    if (code === 'ERR_BUFFER_TOO_LARGE')
      throw new ResponseTooLargeError('the response unpacks to too much', { cause });
    throw new NoResponseError('broke off its answer', { cause });
  }
}

function headersFrom({ headers }: Dispatcher.ResponseData): Headers {
  const result = new Headers();
  for (const [name, values] of Object.entries(headers))
    for (const value of [values ?? []].flat()) result.append(name, value);
  return result;
}
