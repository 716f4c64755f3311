import { Option, type Command } from 'commander';
import { checkBaseUrl, checkOrigins, checkUrl, defaultBaseUrl } from './addresses.ts';
import {
  addCallerOptions,
  areCallersChecked,
  callerRulesFrom,
  isLoopback,
  type CallerOptions,
  type CallerRules,
} from './callers.ts';
import {
  addOperationOptions,
  operationRulesFrom,
  type OperationOptions,
  type OperationRules,
} from './operations.ts';
import { createSettingsReader, type Environment } from './reader.ts';
import { findSharedKey, type SharedKey } from './shared-key.ts';
import { addSchemaOptions, schemaOptionsFrom, type SchemaFlags } from './schema-options.ts';
import type { SchemaOptions } from '../schema.ts';
import { mostHops } from '../wandb/hop-memory.ts';
import type { RetryPolicy } from '../wandb/retry-timing.ts';

/** Where the key comes from with which callers without one of their own are served. */
export type AuthMode = 'demo' | 'snapshot' | 'sharedKey' | 'passthrough';

/** The most that one query may ask for, and how long it may take. */
export interface Limits {
  /** Hops of one walk. */
  readonly maxDepth: number;
  /** Nodes of one page of a walk. */
  readonly maxNodes: number;
  /** When a walk is cut and gives what it has, and W&B is no longer waited for. */
  readonly deadlineMs: number;
  /** HTTP requests to W&B. */
  readonly maxWandbRequests: number;
}

export interface Config extends OperationRules {
  readonly host: string;
  readonly port: number;
  readonly mode: AuthMode;
  /** The world file that stands in for W&B; null in the other modes. */
  readonly snapshot: string | null;
  /** W&B's API, without a trailing slash; the demo replaces it by its emulator's. */
  readonly wandbBaseUrl: string;
  /** W&B's web app where it is not beside the API; null: worked out from the API's address. */
  readonly wandbAppUrl: string | null;
  /** The shared key, and where it was found; null in the other modes. */
  readonly shared: SharedKey | null;
  readonly callers: CallerRules;
  readonly schema: SchemaOptions;
  readonly wandbTimeoutMs: number;
  /** W&B requests side by side, of all queries together. */
  readonly wandbConcurrency: number;
  readonly wandbRetry: RetryPolicy;
  readonly wandbBatchSize: number;
  /** How many hops one W&B operation asks at most; 1: each by itself. */
  readonly wandbMaxFusedHops: number;
  readonly limits: Limits;
  readonly corsOrigins: readonly string[];
  readonly logLevel: string;
}

/** Everything that is wrong with the settings, each with what to write instead. */
export class ConfigError extends Error {
  constructor(problems: readonly string[]) {
    super(problems.map((problem) => `  ${problem}`).join('\n'));
    this.name = 'ConfigError';
  }
}

export type { Environment } from './reader.ts';

const logLevels = ['silent', 'fatal', 'error', 'warn', 'info', 'debug', 'trace'];

/** Which W&B to ask, and how: options of every command that asks it. Each names its variable, which `--help` shows. */
export function addConnectionOptions(command: Command, deadlineMs = '25000'): Command {
  return command
    .option('--demo', 'use the demo data, whatever keys there are', false)
    .option('--snapshot <file>', 'use a file that the command snapshot made in the place of W&B')
    .addOption(
      new Option('--wandb-base-url <url>', `W&B's API (default: ${defaultBaseUrl})`).env('WANDB_BASE_URL'),
    )
    .addOption(
      new Option('--wandb-app-url <url>', "W&B's web app, if it is not beside the API").env('WANDB_APP_URL'),
    )
    .addOption(
      new Option('--wandb-http-timeout <seconds>', 'how long to wait for one answer of W&B')
        .env('WANDB_HTTP_TIMEOUT')
        .default('20'),
    )
    .addOption(
      new Option('--wandb-concurrency <number>', 'W&B requests side by side, of all queries together')
        .env('WANDB_CONCURRENCY')
        .default('16'),
    )
    .addOption(
      new Option('--wandb-retry-max <number>', 'how often a W&B request that failed is sent again')
        .env('WANDB_X_GRAPHQL_RETRY_MAX')
        .default(retryDefaults.wandbRetryMax),
    )
    .addOption(
      new Option(
        '--wandb-retry-wait-min <seconds>',
        'the first wait before that; each later one is twice as long',
      )
        .env('WANDB_X_GRAPHQL_RETRY_WAIT_MIN_SECONDS')
        .default(retryDefaults.wandbRetryWaitMin),
    )
    .addOption(
      new Option('--wandb-retry-wait-max <seconds>', 'the longest of these waits')
        .env('WANDB_X_GRAPHQL_RETRY_WAIT_MAX_SECONDS')
        .default(retryDefaults.wandbRetryWaitMax),
    )
    .addOption(
      new Option('--wandb-batch-size <number>', 'keys in one W&B request')
        .env('WANDB_BATCH_SIZE')
        .default('50'),
    )
    .addOption(
      new Option(
        '--wandb-max-fused-hops <number>',
        'hops asked in one W&B operation at most; 1: each by itself',
      )
        .env('WANDB_MAX_FUSED_HOPS')
        .default('8'),
    )
    .addOption(
      new Option(
        '--request-deadline-ms <ms>',
        'when W&B is asked no more for one query: a lineage walk gives what it has',
      )
        .env('REQUEST_DEADLINE_MS')
        .default(deadlineMs),
    )
    .addHelpText(
      'after',
      `
Environment only:
  WANDB_API_KEY                   the W&B key; else the W&B host's entry in ~/.netrc, as "wandb login" writes it
  NETRC                           another place for ~/.netrc`,
    );
}

/** Options of `serve`. */
export function addServeOptions(command: Command): Command {
  return addSchemaOptions(addOperationOptions(addCallerOptions(addConnectionOptions(command))))
    .option(
      '--passthrough',
      "serve only callers who bring their own W&B key; use no key of this machine's",
      false,
    )
    .option('--allow-anonymous', 'let anyone who reaches the address read what the shared key reads', false)
    .addOption(new Option('--host <address>', 'address to listen on').env('HOST').default(serveOnly.host))
    .addOption(
      new Option('--port <number>', 'port to listen on; 0: any free one').env('PORT').default(serveOnly.port),
    )
    .addOption(
      new Option('--max-depth <hops>', 'the most hops of one lineage walk')
        .env('MAX_DEPTH')
        .default(serveOnly.maxDepth),
    )
    .addOption(
      new Option('--max-nodes <number>', 'the most nodes on one page of a lineage walk')
        .env('MAX_NODES')
        .default(serveOnly.maxNodes),
    )
    .addOption(
      new Option('--max-wandb-requests <number>', 'the most W&B requests of one query')
        .env('MAX_WANDB_REQUESTS')
        .default(serveOnly.maxWandbRequests),
    )
    .addOption(
      new Option('--cors-origins <list>', 'origins of other frontends, separated by commas; *: any')
        .env('CORS_ORIGINS')
        .default(serveOnly.corsOrigins),
    )
    .addOption(
      new Option('--log-level <level>', logLevels.join(', ')).env('LOG_LEVEL').default(serveOnly.logLevel),
    )
    .addHelpText(
      'after',
      `  REDIS_URL                       where replicas share what W&B answered: redis://user:password@host:6379, rediss://
                                  for TLS, the nodes of a cluster with commas between them

The key is shared by all callers without one of their own; without any key the demo is served. A caller's own key comes
as "X-WandB-Api-Key: <key>", or "Authorization: Bearer <key>" where callers are not checked, and always wins.`,
    );
}

/** What commander makes of `addConnectionOptions`. */
export interface ConnectionOptions {
  demo: boolean;
  snapshot?: string;
  wandbBaseUrl?: string;
  wandbAppUrl?: string;
  wandbHttpTimeout: string;
  wandbConcurrency: string;
  wandbBatchSize: string;
  wandbMaxFusedHops: string;
  requestDeadlineMs: string;
  wandbRetryMax?: string;
  wandbRetryWaitMin?: string;
  wandbRetryWaitMax?: string;
}

interface ServeOnlyOptions {
  passthrough: boolean;
  allowAnonymous: boolean;
  host: string;
  port: string;
  maxDepth: string;
  maxNodes: string;
  maxWandbRequests?: string;
  corsOrigins: string;
  logLevel: string;
}

type RawOptions = ConnectionOptions & ServeOnlyOptions & CallerOptions & OperationOptions & SchemaFlags;

/** A person waits for the answer: shorter waits than those of W&B's SDK, which 20 retries and a minute each suit. */
const retryDefaults = { wandbRetryMax: '4', wandbRetryWaitMin: '0.25', wandbRetryWaitMax: '8' };

const serveOnly = {
  passthrough: false,
  allowAnonymous: false,
  host: '127.0.0.1',
  port: '4000',
  maxDepth: '50',
  maxNodes: '20000',
  maxWandbRequests: '500',
  corsOrigins: '',
  logLevel: 'info',
} satisfies ServeOnlyOptions;

const mostWandbRequests = 1_000_000;

/** The settings of a command that asks W&B and listens nowhere. Throws as `createConfig` does. */
export function createConnectionConfig(options: ConnectionOptions, environment: Environment): Config {
  // Nobody else waits while a command runs.
  return createConfig({ ...options, ...serveOnly, maxWandbRequests: String(mostWandbRequests) }, environment);
}

/** Checks all settings and finds the key. Throws one ConfigError that lists everything that is wrong. */
export function createConfig(options: RawOptions, environment: Environment): Config {
  const read = createSettingsReader();
  const { problems, number } = read;
  const port = number('--port (PORT)', options.port, 0, 65_535);
  const timeout = number(
    '--wandb-http-timeout (WANDB_HTTP_TIMEOUT)',
    options.wandbHttpTimeout,
    0.1,
    600,
    false,
  );
  const wandbConcurrency = number('--wandb-concurrency (WANDB_CONCURRENCY)', options.wandbConcurrency, 1, 64);
  const wandbBatchSize = number('--wandb-batch-size (WANDB_BATCH_SIZE)', options.wandbBatchSize, 1, 500);
  const wandbMaxFusedHops = number(
    '--wandb-max-fused-hops (WANDB_MAX_FUSED_HOPS)',
    options.wandbMaxFusedHops,
    1,
    mostHops,
  );
  const retryWait = (name: string, text: string): number => number(name, text, 0, 600, false) * 1_000;
  const { wandbRetryMax, wandbRetryWaitMin, wandbRetryWaitMax } = { ...retryDefaults, ...options };
  const wandbRetry: RetryPolicy = Object.freeze({
    maxRetries: number('--wandb-retry-max (WANDB_X_GRAPHQL_RETRY_MAX)', wandbRetryMax, 0, 100),
    minWaitMs: retryWait(
      '--wandb-retry-wait-min (WANDB_X_GRAPHQL_RETRY_WAIT_MIN_SECONDS)',
      wandbRetryWaitMin,
    ),
    maxWaitMs: retryWait(
      '--wandb-retry-wait-max (WANDB_X_GRAPHQL_RETRY_WAIT_MAX_SECONDS)',
      wandbRetryWaitMax,
    ),
  });
  const limits: Limits = Object.freeze({
    maxDepth: number('--max-depth (MAX_DEPTH)', options.maxDepth, 1, 50),
    maxNodes: number('--max-nodes (MAX_NODES)', options.maxNodes, 1, 20_000),
    deadlineMs: number(
      '--request-deadline-ms (REQUEST_DEADLINE_MS)',
      options.requestDeadlineMs,
      100,
      600_000,
    ),
    maxWandbRequests: number(
      '--max-wandb-requests (MAX_WANDB_REQUESTS)',
      options.maxWandbRequests ?? serveOnly.maxWandbRequests,
      1,
      mostWandbRequests,
    ),
  });
  if (!logLevels.includes(options.logLevel)) {
    problems.push(`--log-level (LOG_LEVEL) is "${options.logLevel}"; write one of ${logLevels.join(', ')}.`);
  }
  const wandbBaseUrl = checkBaseUrl(options.wandbBaseUrl ?? defaultBaseUrl, problems);
  const wandbAppUrl = options.wandbAppUrl
    ? checkUrl('--wandb-app-url (WANDB_APP_URL)', options.wandbAppUrl, problems)
    : null;
  const corsOrigins = checkOrigins(options.corsOrigins, problems);
  const snapshot = options.snapshot ?? null;
  const sources = [
    ...(options.demo ? ['--demo'] : []),
    ...(snapshot === null ? [] : ['--snapshot']),
    ...(options.passthrough ? ['--passthrough'] : []),
  ];
  if (sources.length > 1)
    problems.push(`${sources.join(' and ')} exclude each other; leave all but one of them out.`);

  const shared = sources.length > 0 ? null : findSharedKey(wandbBaseUrl, environment, problems);
  const mode = modeFrom(options, shared);
  const isOpen = mode === 'sharedKey' && !options.allowAnonymous;
  const callers = callerRulesFrom(
    options,
    environment,
    read,
    (checked) => isOpen && !checked && isLoopback(options.host),
  );
  if (isOpen && !areCallersChecked(callers) && !isLoopback(options.host)) {
    problems.push(
      `--host (HOST) is "${options.host}", and the key from ${shared?.source ?? ''} is shared: whoever reaches that address could read what it reads. Check callers with GATEWAY_TOKENS or GATEWAY_JWKS_URL, use --passthrough so that they bring their own keys, listen on 127.0.0.1, or accept it with --allow-anonymous.`,
    );
  }
  const operations = operationRulesFrom(options, environment, read);
  const schema = schemaOptionsFrom(options, read);
  if (problems.length > 0) throw new ConfigError(problems);
  return Object.freeze({
    host: options.host,
    port,
    mode,
    snapshot,
    wandbBaseUrl,
    wandbAppUrl,
    shared,
    callers,
    schema,
    ...operations,
    wandbTimeoutMs: timeout * 1_000,
    wandbConcurrency,
    wandbRetry,
    wandbBatchSize,
    wandbMaxFusedHops,
    limits,
    corsOrigins,
    logLevel: options.logLevel,
  });
}

function modeFrom(options: RawOptions, shared: SharedKey | null): AuthMode {
  if (options.demo) return 'demo';
  if (options.snapshot !== undefined) return 'snapshot';
  if (shared) return 'sharedKey';
  return options.passthrough || options.wandbBaseUrl ? 'passthrough' : 'demo';
}
