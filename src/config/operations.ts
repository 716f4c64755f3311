import { readFileSync } from 'node:fs';
import { Option, type Command } from 'commander';
import type { Environment, SettingsReader } from './reader.ts';
import { redisAddressFrom, type RedisAddress } from './redis-address.ts';
import type { CacheRules } from '../cache/answer-cache.ts';
import { trustedDocumentsFrom, type TrustedDocuments } from './trusted-documents.ts';

/** The most that one operation may be, and that callers may do at once. */
export interface OperationLimits {
  /** Values in the answer. */
  readonly maxCost: number;
  /** Levels of fields; what only holds a list together (`edges`, `nodes`, `node`) is none. */
  readonly maxLevels: number;
  readonly maxAliases: number;
  readonly maxDirectives: number;
  readonly maxTokens: number;
  readonly maxBodyBytes: number;
  /** Requests of one caller in a minute; 0: as many as they like. */
  readonly ratePerMinute: number;
  /** Answered at the same time. */
  readonly maxConcurrent: number;
  /** Waiting for that. */
  readonly maxQueued: number;
  readonly queueTimeoutMs: number;
  /** Nodes that one answer of `/lineage.ndjson` may hold. */
  readonly maxStreamNodes: number;
}

export interface OperationRules {
  readonly operationLimits: OperationLimits;
  readonly introspection: boolean;
  readonly graphiql: boolean;
  /** How answers of W&B are kept for later requests; null: not at all. */
  readonly cache: CacheRules | null;
  /** Where replicas share them; null: each keeps its own. */
  readonly redis: RedisAddress | null;
  /** The only operations that are answered; null: any. */
  readonly trustedDocuments: TrustedDocuments | null;
  /** How long requests may go on after the signal to end. */
  readonly shutdownTimeoutMs: number;
}

/** Each number: its flag, its variable, what it is, its default, its range. */
const numbers = {
  maxQueryCost: [
    '--max-query-cost',
    'MAX_QUERY_COST',
    'the most values in one answer, lists at their full size',
    '1000000',
    1,
    1e9,
  ],
  maxQueryDepth: [
    '--max-query-depth',
    'MAX_QUERY_DEPTH',
    'the most levels of fields in a query; edges, nodes and node are none',
    '32',
    1,
    1_000,
  ],
  maxQueryAliases: [
    '--max-query-aliases',
    'MAX_QUERY_ALIASES',
    'the most aliases in a query',
    '500',
    0,
    100_000,
  ],
  maxQueryDirectives: [
    '--max-query-directives',
    'MAX_QUERY_DIRECTIVES',
    'the most directives in a query',
    '100',
    0,
    100_000,
  ],
  maxQueryTokens: [
    '--max-query-tokens',
    'MAX_QUERY_TOKENS',
    'the most words and signs in a query',
    '5000',
    1,
    1_000_000,
  ],
  maxBodyBytes: ['--max-body-bytes', 'MAX_BODY_BYTES', 'the longest request', '1048576', 1_024, 1e9],
  rateLimitPerMinute: [
    '--rate-limit-per-minute',
    'RATE_LIMIT_PER_MINUTE',
    'the most requests of one caller in a minute; 0: no limit',
    '0',
    0,
    10_000_000,
  ],
  maxConcurrentRequests: [
    '--max-concurrent-requests',
    'MAX_CONCURRENT_REQUESTS',
    'requests answered at the same time',
    '200',
    1,
    100_000,
  ],
  maxQueuedRequests: [
    '--max-queued-requests',
    'MAX_QUEUED_REQUESTS',
    'requests waiting for that, before callers are told to come back',
    '1000',
    0,
    1_000_000,
  ],
  queueTimeoutMs: ['--queue-timeout-ms', 'QUEUE_TIMEOUT_MS', 'how long they wait', '5000', 0, 600_000],
  maxStreamNodes: [
    '--max-stream-nodes',
    'MAX_STREAM_NODES',
    'the most nodes of one answer of /lineage.ndjson',
    '1000000',
    1,
    10_000_000,
  ],
  cacheMaxBytes: [
    '--cache-max-bytes',
    'CACHE_MAX_BYTES',
    "the memory for W&B's answers",
    '67108864',
    1_048_576,
    1e11,
  ],
  cacheSeconds: [
    '--cache-seconds',
    'CACHE_SECONDS',
    'how long an answer is kept that may change; 0: not',
    '15',
    0,
    3_600,
  ],
  cacheFixedSeconds: [
    '--cache-fixed-seconds',
    'CACHE_FIXED_SECONDS',
    'how long, where W&B never changes it',
    '600',
    0,
    86_400,
  ],
  cacheMissingSeconds: [
    '--cache-missing-seconds',
    'CACHE_MISSING_SECONDS',
    'how long, where W&B shows nothing',
    '5',
    0,
    3_600,
  ],
  shutdownTimeoutMs: [
    '--shutdown-timeout-ms',
    'SHUTDOWN_TIMEOUT_MS',
    'how long requests may go on after SIGTERM',
    '10000',
    0,
    600_000,
  ],
} as const;

type NumberName = keyof typeof numbers;

/** What commander makes of `addOperationOptions`. */
export type OperationOptions = Partial<Record<NumberName, string>> & {
  cache?: string;
  introspection?: string;
  graphiql?: string;
  trustedDocuments?: string;
};

export function addOperationOptions(command: Command): Command {
  for (const [flag, variable, meaning, fallback] of Object.values(numbers))
    command.addOption(new Option(`${flag} <number>`, meaning).env(variable).default(fallback));
  return command
    .addOption(
      new Option('--cache <on|off>', "whether W&B's answers are kept for later requests of the same key")
        .env('CACHE')
        .default('on'),
    )
    .addOption(
      new Option('--introspection <on|off>', 'whether clients may ask for the schema')
        .env('INTROSPECTION')
        .default('on'),
    )
    .addOption(
      new Option('--graphiql <on|off>', 'whether the pages /, /graphiql and /explore are served')
        .env('GRAPHIQL')
        .default('on'),
    )
    .addOption(
      new Option(
        '--trusted-documents <file>',
        'a manifest of persisted operations; everything else is refused',
      ).env('TRUSTED_DOCUMENTS'),
    );
}

export function operationRulesFrom(
  options: OperationOptions,
  environment: Environment,
  read: SettingsReader,
): OperationRules {
  const number = (name: NumberName): number => {
    const [flag, variable, , fallback, least, most] = numbers[name];
    return read.number(`${flag} (${variable})`, options[name] ?? fallback, least, most);
  };
  // Commands have no such option: each is one request.
  const keeps = options.cache !== undefined && read.onOff('--cache (CACHE)', options.cache);
  const redis = redisAddressFrom(environment['REDIS_URL'] ?? '', read.problems);
  if (redis && options.cache !== undefined && !keeps)
    read.problems.push('REDIS_URL is set and CACHE is off: leave one of them out.');
  return {
    operationLimits: Object.freeze({
      maxCost: number('maxQueryCost'),
      maxLevels: number('maxQueryDepth'),
      maxAliases: number('maxQueryAliases'),
      maxDirectives: number('maxQueryDirectives'),
      maxTokens: number('maxQueryTokens'),
      maxBodyBytes: number('maxBodyBytes'),
      ratePerMinute: number('rateLimitPerMinute'),
      maxConcurrent: number('maxConcurrentRequests'),
      maxQueued: number('maxQueuedRequests'),
      queueTimeoutMs: number('queueTimeoutMs'),
      maxStreamNodes: number('maxStreamNodes'),
    }),
    redis: keeps ? redis : null,
    cache: keeps
      ? Object.freeze({
          maxBytes: number('cacheMaxBytes'),
          changingMs: number('cacheSeconds') * 1_000,
          fixedMs: number('cacheFixedSeconds') * 1_000,
          missingMs: number('cacheMissingSeconds') * 1_000,
        })
      : null,
    introspection: read.onOff('--introspection (INTROSPECTION)', options.introspection ?? 'on'),
    graphiql: read.onOff('--graphiql (GRAPHIQL)', options.graphiql ?? 'on'),
    trustedDocuments: options.trustedDocuments ? readTrusted(options.trustedDocuments, read) : null,
    shutdownTimeoutMs: number('shutdownTimeoutMs'),
  };
}

function readTrusted(file: string, { problems }: SettingsReader): TrustedDocuments | null {
  try {
    return trustedDocumentsFrom(JSON.parse(readFileSync(file, 'utf8')));
  } catch (error) {
    // V8 puts a piece of the file into its message.
    const why =
      error instanceof SyntaxError && error.name === 'SyntaxError'
        ? 'it is not JSON'
        : (error as Error).message;
    problems.push(
      `--trusted-documents (TRUSTED_DOCUMENTS) is "${file}", which cannot be used: ${why}. Write an Apollo manifest, or an object of operations by id.`,
    );
    return null;
  }
}
