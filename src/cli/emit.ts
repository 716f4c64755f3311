import { createHash } from 'node:crypto';
import { appendFile, readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import pLimit from 'p-limit';
import { ConfigError } from '../config/read-settings.ts';
import { openLineageFromIndex } from '../exports/openlineage/openlineage.ts';
import { rateLimitFrom } from '../wandb/transport/limits.ts';
import { backoffMs, isWorthRetrying, type RetryPolicy } from '../wandb/transport/retry.ts';
import { collectClosure, reportVerdict, verdictOnClosure, walkFrom } from './closure.ts';
import { withWalkEngine } from './command-engine.ts';
import type { CommandContext, EmitOptions } from './command-options.ts';
import { CommandError } from './errors.ts';

interface Receiver {
  url: string;
  /** Sent as a bearer token; never shown. */
  apiKey: string | null;
  timeoutMs: number;
  retry: RetryPolicy;
}

const maxWaitMs = 60_000;

/** Sends the events of a closure to an OpenLineage endpoint. */
export async function emit(path: string, options: EmitOptions, context: CommandContext): Promise<void> {
  const url = endpointFrom(options.to);
  const record = options.progress === undefined ? null : await openSentRecord(options.progress, url);
  const { closure, config } = await withWalkEngine(options, context, async (engine) => {
    const request = { ...walkFrom(options), rootId: await engine.findRoot(path) };
    return { closure: await collectClosure(engine, request), config: engine.config };
  });
  const events = (await openLineageFromIndex(closure.index)).split('\n').filter((line) => line !== '');
  const receiver: Receiver = {
    url,
    apiKey: context.environment['OPENLINEAGE_API_KEY']?.trim() || null,
    timeoutMs: config.wandbTimeoutMs,
    retry: config.wandbRetry,
  };
  const refusals = await sendAll(events, receiver, record, options.concurrency);
  const verdict = verdictOnClosure(closure);
  const exitCode = refusals.length > 0 ? 2 : verdict.exitCode;
  reportVerdict({ ...verdict, exitCode, lines: [...refusals, ...verdict.lines] });
}

/** Events do not refer to one another, so their order does not matter. Returns what was refused. @throws CommandError if all are */
async function sendAll(
  events: readonly string[],
  receiver: Receiver,
  record: SentRecord | null,
  concurrency: number,
): Promise<string[]> {
  const limit = pLimit({ concurrency, rejectOnClear: true });
  const unsent = events.filter((event) => !record?.has(event));
  const refusals = new Map<string, number>();
  let sent = 0;
  const outcomes = await Promise.allSettled(
    unsent.map((event) =>
      limit(async () => {
        try {
          const refusal = await sendEvent(receiver, event);
          if (refusal !== null) return void refusals.set(refusal, (refusals.get(refusal) ?? 0) + 1);
          await record?.add(event);
          sent += 1;
        } catch (error) {
          // Those that wait are rejected too, after this one.
          limit.clearQueue();
          throw error;
        }
      }),
    ),
  );
  const sentBefore = events.length - unsent.length;
  const note = sentBefore > 0 ? `, ${sentBefore} had been sent before` : '';
  process.stdout.write(`${sent} of ${events.length} events sent to ${receiver.url}${note}.\n`);
  for (const outcome of outcomes) if (outcome.status === 'rejected') throw outcome.reason;
  const lines = [...refusals].map(
    ([why, count]) => `${count} ${count === 1 ? 'event was' : 'events were'} refused: ${why}.`,
  );
  if (lines.length > 0 && sent === 0) throw new CommandError(lines.join('\n'));
  return lines;
}

/**
 * Sends one event, and again if that may help. Null: it was accepted; otherwise why the receiver will never accept it.
 * @throws CommandError if no event can be sent: the receiver cannot be reached, or refuses us
 */
async function sendEvent({ url, apiKey, timeoutMs, retry }: Receiver, event: string): Promise<string | null> {
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
      throw new CommandError(
        `${url} responds with ${why}. Set OPENLINEAGE_API_KEY to a key that it accepts.`,
      );
    if (status === 404 || status === 405 || (status !== null && status >= 300 && status < 400))
      throw new CommandError(
        `${url} responds with ${why}, so it is not an OpenLineage endpoint. That of Marquez is http://<host>:5000/api/v1/lineage.`,
      );
    if (!isWorthRetrying(status)) return why;
    if (attempt > retry.maxRetries)
      throw new CommandError(`${url} accepts no events: ${why}, ${attempt} times in a row.`);
    await sleep(Math.min(maxWaitMs, Math.max(askedForMs, backoffMs(attempt, retry))));
  }
}

function endpointFrom(text: string | undefined): string {
  const name = '--to (OPENLINEAGE_ENDPOINT)';
  const wanted = "the URL of an OpenLineage endpoint, such as Marquez's http://localhost:5000/api/v1/lineage";
  if (text === undefined) throw new ConfigError([`${name} is missing; write ${wanted}.`]);
  if (!/^https?:\/\//.test(text) || !URL.canParse(text))
    throw new ConfigError([`${name} is "${text}"; write ${wanted}.`]);
  const url = new URL(text);
  if (url.username || url.password)
    throw new ConfigError([`${name} holds a user; set OPENLINEAGE_API_KEY instead.`]);
  return url.href;
}

/** Which events a receiver has accepted, so that a later run continues where the last one ended. */
type SentRecord = Awaited<ReturnType<typeof openSentRecord>>;

/** Reads the file, which has the hash of an event on each line. The receiver is part of the hash, so one file serves several. */
async function openSentRecord(file: string, url: string) {
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return '';
    throw unusable(file, error);
  });
  // A last line that was cut by a crash equals no hash.
  const sent = new Set(text.split('\n'));
  let separator = text === '' || text.endsWith('\n') ? '' : '\n';
  const hashOf = (event: string): string =>
    createHash('sha256')
      .update(`${url}\n${contentOf(event)}`)
      .digest('hex');
  return {
    has: (event: string) => sent.has(hashOf(event)),
    /** Resolves when it is on disk. */
    async add(event: string): Promise<void> {
      const line = `${separator}${hashOf(event)}\n`;
      separator = '';
      await appendFile(file, line).catch((error: unknown) => Promise.reject(unusable(file, error)));
    },
  };
}

/** Events of datasets carry the time of the export, which must not make them new events. */
function contentOf(event: string): string {
  const { eventTime, ...rest } = JSON.parse(event) as { eventTime: string; run?: object };
  return JSON.stringify(rest.run ? { eventTime, ...rest } : rest);
}

function unusable(file: string, error: unknown): CommandError {
  return new CommandError(`--progress ${file} cannot be used: ${(error as Error).message}`, { cause: error });
}
