import { fetch as undiciFetch } from 'undici';

/** What one plain request to W&B's address shows, without a key. */
export interface Probe {
  /** In words for an operator; null where a GraphQL API answered. */
  problem: string | null;
  durationMs: number;
  /** How far W&B's clock is ahead of ours, to a second or so; null where it does not tell. */
  clockAheadMs: number | null;
}

const reasons = new Map([
  ['ENOTFOUND', 'its name is not known to DNS'],
  ['EAI_AGAIN', 'DNS gives no answer'],
  ['ECONNREFUSED', 'nothing listens there'],
  ['ECONNRESET', 'it hung up'],
  ['UND_ERR_CONNECT_TIMEOUT', 'no connection came about in time'],
  ['UND_ERR_SOCKET', 'it hung up'],
  ['DEPTH_ZERO_SELF_SIGNED_CERT', 'its certificate is signed by itself: name it in NODE_EXTRA_CA_CERTS'],
  [
    'SELF_SIGNED_CERT_IN_CHAIN',
    'its certificate is signed by an authority that is not known here: name that in NODE_EXTRA_CA_CERTS',
  ],
  [
    'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
    'its certificate is signed by an authority that is not known here: name that in NODE_EXTRA_CA_CERTS',
  ],
  ['CERT_HAS_EXPIRED', 'its certificate has expired'],
  ['ERR_TLS_CERT_ALTNAME_INVALID', 'its certificate is for another name'],
]);

/** Asks for next to nothing, to tell an address that cannot be reached from one that is not W&B's API. */
export async function probeWandb(baseUrl: string, timeoutMs: number): Promise<Probe> {
  const startedAt = performance.now();
  const took = (): number => Math.round(performance.now() - startedAt);
  try {
    const response = await undiciFetch(`${baseUrl}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query: 'query Probe { __typename }' }),
      redirect: 'manual',
      signal: AbortSignal.timeout(timeoutMs),
    });
    const receivedAt = Date.now();
    const text = await response.text();
    const date = Date.parse(response.headers.get('date') ?? '');
    const clockAheadMs = Number.isNaN(date) ? null : date - receivedAt;
    const problem = isJson(text)
      ? null
      : `it answers, but not as a GraphQL API (HTTP ${response.status}, no JSON): check WANDB_BASE_URL, and what stands in between`;
    return { problem, durationMs: took(), clockAheadMs };
  } catch (error) {
    const { name, cause } = error as Error & { cause?: { code?: string } };
    const code = cause?.code ?? '';
    const why =
      name === 'TimeoutError'
        ? `no answer within ${timeoutMs / 1_000} s`
        : (reasons.get(code) ?? `the connection fails (${code || name})`);
    return { problem: why, durationMs: took(), clockAheadMs: null };
  }
}

function isJson(text: string): boolean {
  try {
    return typeof JSON.parse(text) === 'object';
  } catch {
    return false;
  }
}
