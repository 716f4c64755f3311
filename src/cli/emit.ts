import pLimit from 'p-limit';
import { ConfigError } from '../config/read-settings.ts';
import { openLineageFromIndex } from '../exports/openlineage/openlineage.ts';
import { collectClosure, reportIncomplete, walkFrom } from './closure.ts';
import { withEngine } from './command-engine.ts';
import { walkOverrides, type CommandContext, type EmitOptions } from './command-options.ts';
import { sendEvent, type Receiver } from './openlineage-sender.ts';
import { createProgress } from './output.ts';
import { createSentEvents, openSentEvents, type SentEvents } from './sent-events.ts';

/** Sends the events of a closure to an OpenLineage endpoint. */
export async function emit(path: string, options: EmitOptions, context: CommandContext): Promise<void> {
  const url = endpointFrom(options.to);
  const sent =
    options.progress === undefined ? createSentEvents() : await openSentEvents(options.progress, url);
  const progress = createProgress();
  try {
    await withEngine(
      options,
      context,
      async (engine) => {
        const request = { ...walkFrom(options), rootId: await engine.findRoot(path) };
        const { index, errors } = await collectClosure(engine, request, progress.page);
        progress.end();
        const events = (await openLineageFromIndex(index)).split('\n').filter((line) => line !== '');
        const receiver: Receiver = {
          url,
          apiKey: context.environment['OPENLINEAGE_API_KEY']?.trim() || null,
          timeoutMs: engine.config.wandbTimeoutMs,
          retry: engine.config.wandbRetry,
        };
        await sendAll(events, receiver, sent, options.concurrency);
        reportIncomplete(index, errors);
      },
      walkOverrides,
    );
  } finally {
    progress.end();
  }
}

/** Events do not refer to one another, so their order does not matter. */
async function sendAll(
  events: readonly string[],
  receiver: Receiver,
  sent: SentEvents,
  concurrency: number,
): Promise<void> {
  const slots = pLimit(concurrency);
  const waiting = events.filter((event) => !sent.has(event));
  const refusals = new Map<string, number>();
  let taken = 0;
  let stopped = false;
  const outcomes = await Promise.allSettled(
    waiting.map((event) =>
      slots(async () => {
        if (stopped) return;
        try {
          const refusal = await sendEvent(receiver, event);
          if (refusal !== null) return void refusals.set(refusal, (refusals.get(refusal) ?? 0) + 1);
          await sent.add(event);
          taken += 1;
        } catch (error) {
          stopped = true;
          throw error;
        }
      }),
    ),
  );
  const sentBefore = events.length - waiting.length;
  const note = sentBefore > 0 ? `, ${sentBefore} had been sent before` : '';
  process.stdout.write(`${taken} of ${events.length} events sent to ${receiver.url}${note}.\n`);
  for (const outcome of outcomes) if (outcome.status === 'rejected') throw outcome.reason;
  for (const [why, count] of refusals) {
    process.stderr.write(`${count} ${count === 1 ? 'event was' : 'events were'} refused: ${why}.\n`);
    process.exitCode = 1;
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
