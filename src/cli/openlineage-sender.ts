import { setTimeout as sleep } from 'node:timers/promises';
import { backoffMs, isWorthRetrying, rateLimitFrom, type RetryPolicy } from '../wandb/retry-timing.ts';
import { CommandError } from './errors.ts';

export interface Receiver {
  url: string;
  /** Sent as a bearer token; never shown. */
  apiKey: string | null;
  timeoutMs: number;
  retry: RetryPolicy;
}

/** null: taken. Else why the receiver will never take this event. */
export type Refusal = string | null;

const longestWaitMs = 60_000;

/**
 * Sends one event until it is taken or refused. Waits and sends again where the receiver may yet take it.
 * @throws CommandError where no event can be sent: the receiver is gone, or does not let us in
 */
export async function sendEvent(
  { url, apiKey, timeoutMs, retry }: Receiver,
  event: string,
): Promise<Refusal> {
  const headers = {
    'content-type': 'application/json',
    ...(apiKey !== null && { authorization: `Bearer ${apiKey}` }),
  };
  for (let attempt = 1; ; attempt += 1) {
    const signal = AbortSignal.timeout(timeoutMs);
    let status: number | null = null;
    let why: string;
    let askedForMs = 0;
    try {
      // A redirect would carry the key to another host.
      const response = await fetch(url, { method: 'POST', headers, body: event, signal, redirect: 'manual' });
      await response.body?.cancel();
      if (response.ok) return null;
      status = response.status;
      why = `HTTP ${status}`;
      askedForMs = (rateLimitFrom(response.headers).retryAfterSeconds ?? 0) * 1_000;
    } catch (error) {
      const { name, cause } = error as Error;
      const code = (cause as { code?: string } | undefined)?.code;
      why = name === 'TimeoutError' ? `no answer within ${timeoutMs / 1_000} s` : (code ?? name);
    }
    if (status === 401 || status === 403)
      throw new CommandError(`${url} answers ${why}. Set OPENLINEAGE_API_KEY to a key that it takes.`);
    if (status === 404 || status === 405 || (status !== null && status >= 300 && status < 400))
      throw new CommandError(
        `${url} answers ${why}, so that it is no OpenLineage endpoint. Marquez's is http://<host>:5000/api/v1/lineage.`,
      );
    if (!isWorthRetrying(status)) return why;
    if (attempt > retry.maxRetries)
      throw new CommandError(`${url} takes no events: ${why}, ${attempt} times in a row.`);
    await sleep(Math.min(longestWaitMs, Math.max(askedForMs, backoffMs(attempt, retry))));
  }
}
