import { randomUUID } from 'node:crypto';
import { GraphQLError, type GraphQLFormattedError } from 'graphql';
import { createConnectionConfig, type Config } from '../config/config.ts';
import type { GivenSettings, Overrides } from '../config/read-settings.ts';
import type { GatewayContext } from '../context.ts';
import { didYouMean } from '../graphql/graphql-client.ts';
import { createEngine, type Engine } from '../server/engine.ts';
import { createInProcessClient } from '../server/in-process-client.ts';
import { walkOverrides, type CommandContext } from './command-options.ts';
import { CommandError } from './errors.ts';
import { startLocalWandb, targetFrom } from './snapshots/local-wandb.ts';
import { createProgress } from './output.ts';

interface CommandAnswer<TData> {
  data: TData;
  errors: readonly GraphQLFormattedError[];
}

/** The gateway's own schema for a command: the queries of a client, without HTTP. */
export interface CommandEngine {
  config: Config;
  engine: Pick<Engine, 'ownSchema' | 'apiSdl'>;
  /** A new request: its deadline starts now, and it shares no loaded data with others. */
  readonly openContext: (signal?: AbortSignal) => GatewayContext;
  /** Executes a query in a request of its own; returns errors beside data. @throws CommandError if there is no data */
  ask<TData>(source: string, variables: Readonly<Record<string, unknown>>): Promise<CommandAnswer<TData>>;
  /** The global id of what people wrote. @throws CommandError if W&B shows no such object */
  findRoot(text: string): Promise<string>;
}

/** Opens a gateway for one command, and closes all of it afterwards. */
export async function withEngine<T>(
  options: GivenSettings,
  { environment, version }: Pick<CommandContext, 'environment' | 'version'>,
  use: (engine: CommandEngine) => Promise<T>,
  overrides?: Overrides,
  onContext: (context: GatewayContext) => void = () => undefined,
): Promise<T> {
  const config = createConnectionConfig(options, environment, overrides);
  const local = await startLocalWandb(config);
  const target = targetFrom(config, local);
  // The emulator's port changes with every start; names derived from W&B's host must not.
  const wandbAppUrl = config.wandbAppUrl ?? (local && `http://${config.mode}.localhost`);
  const engine = createEngine({ ...config, wandbAppUrl }, target, version);
  const openContext = (signal = new AbortController().signal): GatewayContext => {
    const context = engine.openContext(randomUUID(), target.sharedCredential, signal);
    onContext(context);
    return context;
  };
  // A command has no log: an unexpected error is thrown as it is.
  const openClient = () =>
    createInProcessClient(engine, openContext(), ([unexpected]) => {
      if (unexpected) throw unexpected.originalError ?? unexpected;
    });
  try {
    return await use({
      config,
      engine,
      openContext,
      async ask<TData>(source: string, variables: Readonly<Record<string, unknown>>) {
        const { data, errors } = await openClient().query<TData>(source, variables);
        if (data === null) throw new CommandError(messagesOf(errors));
        return { data, errors };
      },
      async findRoot(text) {
        const { ids, errors, suggestions } = await openClient()
          .findRoots('<path>', [text])
          .catch((error: unknown) => {
            throw error instanceof GraphQLError ? new CommandError(error.message, { cause: error }) : error;
          });
        if (errors.length > 0) throw new CommandError(messagesOf(errors));
        const [id] = ids;
        if (id) return id;
        throw new CommandError(
          `W&B shows no run and no artifact version "${text}" ${sourceOf(config)}. It does not exist, was deleted, or is not visible to that key: W&B does not say which.${didYouMean(suggestions[0])}`,
        );
      },
    });
  } finally {
    await engine.close();
    await local?.close();
  }
}

/** `withEngine` for a command that walks: it may take as long as it needs, and stderr shows its progress. */
export async function withWalkEngine<T>(
  options: GivenSettings,
  context: CommandContext,
  use: (engine: CommandEngine) => Promise<T>,
): Promise<T> {
  const progress = createProgress();
  return withEngine(options, context, use, walkOverrides, progress.add).finally(progress.end);
}

/** All messages, each once. */
export function messagesOf(errors: readonly { message: string }[]): string {
  return [...new Set(errors.map(({ message }) => message))].join('\n');
}

function sourceOf({ mode, wandbBaseUrl, shared, snapshot }: Config): string {
  switch (mode) {
    case 'demo':
      return 'in the demo data, which are used with --demo or if there is no key';
    case 'snapshot':
      return `in the snapshot ${snapshot ?? ''}`;
    case 'sharedKey':
      return `at ${wandbBaseUrl} to the key from ${shared?.source ?? ''}`;
    case 'passthrough':
      return `at ${wandbBaseUrl} to callers without a key; set WANDB_API_KEY or run "wandb login"`;
  }
}
