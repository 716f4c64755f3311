import { Option, type Command } from 'commander';
import pLimit from 'p-limit';
import { addConnectionOptions, ConfigError, type ConnectionOptions } from '../config/config.ts';
import { exportIndexFromGraph } from '../exports/index.ts';
import { openLineageFromIndex } from '../exports/openlineage/openlineage.ts';
import { wholeNumber } from './arguments.ts';
import { collectClosure, walkFrom, type WalkOptions } from './closure.ts';
import { withEngine, wordsOf, type CommandSurroundings } from './command-engine.ts';
import { pathHelp, unhurriedMs } from './graph.ts';
import { sendEvent, type Receiver } from './openlineage-sender.ts';
import { createProgress } from './output.ts';
import { createSentEvents, openSentEvents, type SentEvents } from './sent-events.ts';

interface EmitOptions extends ConnectionOptions, WalkOptions {
  to?: string;
  progress?: string;
  concurrency: string;
}

/** Adds the options of `emit` and what it does. */
export function addEmitCommand(program: Command, surroundings: CommandSurroundings): void {
  const command = program
    .command('emit')
    .description('send the lineage of a run or an artifact version to an OpenLineage endpoint')
    .argument('<path>', 'where to begin: see below')
    .addOption(
      new Option('--to <url>', 'the endpoint, as http://localhost:5000/api/v1/lineage of Marquez').env(
        'OPENLINEAGE_ENDPOINT',
      ),
    )
    .addOption(new Option('--up', 'only what it was made from').conflicts('down'))
    .addOption(new Option('--down', 'only what was made from it').conflicts('up'))
    .option('--depth <hops>', 'how many hops; run to artifact to run is two', '20')
    .option('--max-nodes <number>', 'how many nodes at most', '20000')
    .option(
      '--include-system-types',
      'send what W&B logs by itself too (wandb-*, run_table, code, job)',
      false,
    )
    .option(
      '--progress <file>',
      'remember here what was taken: a later run sends only what is new or changed',
    )
    .option('--concurrency <number>', 'events on their way at once', '4')
    .addHelpText(
      'after',
      `${pathHelp}

A run keeps its run id however often it is sent, so that sending again changes nothing at the receiver.
Environment only: OPENLINEAGE_API_KEY is sent to the endpoint as a bearer token.`,
    );
  addConnectionOptions(command, unhurriedMs).action(async (path: string, options: EmitOptions) => {
    await emit(path, options, surroundings);
  });
}

async function emit(path: string, options: EmitOptions, surroundings: CommandSurroundings): Promise<void> {
  const walk = walkFrom(options);
  const concurrency = wholeNumber('--concurrency', options.concurrency, 1, 64);
  const url = endpointFrom(options.to);
  const sent =
    options.progress === undefined ? createSentEvents() : await openSentEvents(options.progress, url);
  const progress = createProgress();
  try {
    await withEngine(options, surroundings, async (engine) => {
      const request = { ...walk, rootId: await engine.findRoot(path) };
      const closure = await collectClosure(engine, request, (nodes, context) =>
        progress.page(nodes, context),
      );
      progress.end();
      const index = await exportIndexFromGraph(closure.graph);
      const events = (await openLineageFromIndex(index)).split('\n').filter((line) => line !== '');
      const receiver: Receiver = {
        url,
        apiKey: surroundings.environment['OPENLINEAGE_API_KEY']?.trim() || null,
        timeoutMs: engine.config.wandbTimeoutMs,
        retry: engine.config.wandbRetry,
      };
      await sendAll(events, receiver, sent, concurrency);
      if (closure.errors.length > 0) process.stderr.write(`${wordsOf(closure.errors)}\n`);
      if (!closure.graph.completeness.complete)
        process.stderr.write(`This is not all: ${index.incompleteBecause.join('; ')}.\n`);
    });
  } finally {
    progress.end();
  }
}

/** Events stand for themselves, so that their order does not matter to the receiver. */
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
  let broken = false;
  const outcomes = await Promise.allSettled(
    waiting.map((event) =>
      slots(async () => {
        if (broken) return;
        try {
          const refusal = await sendEvent(receiver, event);
          if (refusal !== null) return void refusals.set(refusal, (refusals.get(refusal) ?? 0) + 1);
          await sent.add(event);
          taken += 1;
        } catch (error) {
          broken = true;
          throw error;
        }
      }),
    ),
  );
  const before = events.length - waiting.length;
  const known = before > 0 ? `, ${before} had been sent before` : '';
  process.stdout.write(`${taken} of ${events.length} events sent to ${receiver.url}${known}.\n`);
  for (const outcome of outcomes) if (outcome.status === 'rejected') throw outcome.reason;
  for (const [why, count] of refusals) {
    process.stderr.write(`${count} events were refused: ${why}.\n`);
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
