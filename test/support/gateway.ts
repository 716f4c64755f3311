import { pino } from 'pino';
import { createConfig } from '../../src/config/config.ts';
import type { Environment } from '../../src/config/read-settings.ts';
import type { Emulator } from '../../src/emulator/emulator.ts';
import { startServer, type GatewayServer } from '../../src/server/app.ts';
import { createSpans } from '../../src/telemetry/spans.ts';
import { createLeakWatch } from './leak-watch.ts';

type Options = Parameters<typeof createConfig>[0];

/** Hops that a gateway under test may ask for in one W&B request; with 1 in the environment no gateway prefetches unless its test says so. */
const maxFusedHops = process.env['WANDB_MAX_FUSED_HOPS'] ?? '8';

/** Chooses the number of W&B requests that a test expects: the first where gateways prefetch, the second where they do not. */
export function requestCount(prefetching: number, single: number): number {
  return Number(maxFusedHops) > 1 ? prefetching : single;
}

/** The options of a service that listens on any free port of this machine, as the command line would give them. */
export function serveOptions(overrides: Partial<Options> = {}): Options {
  return {
    demo: false,
    passthrough: false,
    allowAnonymous: false,
    host: '127.0.0.1',
    port: '0',
    wandbHttpTimeout: '5',
    wandbConcurrency: '8',
    wandbRetryMax: '2',
    wandbRetryWaitMin: '0.01',
    wandbRetryWaitMax: '0.05',
    wandbBatchSize: '50',
    wandbMaxFusedHops: maxFusedHops,
    cache: 'off',
    maxDepth: '50',
    maxNodes: '20000',
    requestDeadlineMs: '25000',
    corsOrigins: '',
    logLevel: 'silent',
    ...overrides,
  };
}

export interface AnswerError {
  message: string;
  path?: (string | number)[];
  extensions?: { code?: string; [key: string]: unknown };
}

/** One answer, with what it cost in W&B requests as the emulator counted them. */
export interface Answer {
  status: number;
  // Tests look at answers of any shape; what they find there they compare.
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  data: any;
  errors: AnswerError[] | undefined;
  extensions: {
    lineage: { wandbRequests: number; cacheHits: number; durationMs: number; incomplete?: true };
  };
  requests: number;
  operations: readonly string[];
}

export interface TestGateway extends GatewayServer, AsyncDisposable {
  logs: string[];
  /** A counter or gauge of /metrics as it stands now, all labels added up. */
  metric(name: string): Promise<number>;
  ask(query: string, variables?: Record<string, unknown>, headers?: Record<string, string>): Promise<Answer>;
}

/**
 * Starts a gateway in front of an emulator, with the emulator's first key as the shared one. Whatever it says is read along:
 * to close it throws where a key, a token, W&B's words or a name of its objects stands in a log, a counter, a span or an error.
 */
export async function startGateway(
  emulator: Pick<Emulator, 'url' | 'keys' | 'stats'> & Partial<Pick<Emulator, 'world'>>,
  overrides: Partial<Options> = {},
  environment: Environment = { WANDB_API_KEY: emulator.keys[0]?.key },
): Promise<TestGateway> {
  const logs: string[] = [];
  const watch = createLeakWatch(emulator.world);
  for (const { key } of emulator.keys) watch.addSecret(key);
  const { WANDB_API_KEY: sharedKey, GATEWAY_TOKENS: tokens = '' } = environment;
  for (const secret of [sharedKey, ...tokens.split(',')]) watch.addSecret(secret);
  const write = (line: string): void => {
    logs.push(line);
    watch.said('log', line);
  };
  const logger = pino({ level: 'trace' }, { write });
  const config = createConfig(serveOptions({ wandbBaseUrl: emulator.url, ...overrides }), {
    NETRC: '/nonexistent',
    ...environment,
  });
  const target = { baseUrl: config.wandbBaseUrl, sharedCredential: config.shared?.credential ?? null };
  const [firstToken = ''] = tokens.split(',');
  /** Lets in whoever reads the counters at the end. */
  let authorization = firstToken === '' ? undefined : `Bearer ${firstToken}`;
  const server = await startServer(config, target, 'test', logger, createSpans(watch.tracer));
  const close: GatewayServer['close'] = async (lastCallMs) => {
    watch.said('metrics', await metricsOf(server.url, authorization));
    await server.close(lastCallMs);
    watch.check();
  };
  return {
    ...server,
    logs,
    close,
    [Symbol.asyncDispose]: () => close(),
    async metric(name) {
      const text = await metricsOf(server.url, authorization);
      const values = [...text.matchAll(new RegExp(`^lineage_gateway_${name}(?:{.*})? (\\S+)$`, 'gm'))];
      return values.reduce((sum, [, value]) => sum + Number(value), 0);
    },
    async ask(query, variables = {}, headers = {}) {
      for (const [name, value] of Object.entries(headers))
        if (/^(?:authorization|x-wandb-api-key)$/i.test(name)) watch.addSecret(value.replace(/^\w+ +/, ''));
      const before = emulator.stats();
      const response = await fetch(`${server.url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: JSON.stringify({ query, variables }),
      });
      const body = (await response.json()) as Omit<Answer, 'status' | 'requests' | 'operations'>;
      watch.said('errors', JSON.stringify(body.errors ?? []));
      if (response.ok) authorization = headers['authorization'] ?? authorization;
      const after = emulator.stats();
      return {
        ...body,
        status: response.status,
        requests: after.requests - before.requests,
        operations: after.operationNames.slice(before.operationNames.length),
      };
    },
  };
}

/** Nothing where no caller was let in, or the gateway has ended already. */
async function metricsOf(url: string, authorization: string | undefined): Promise<string> {
  const headers = authorization === undefined ? {} : { authorization };
  const response = await fetch(`${url}/metrics`, { headers, signal: AbortSignal.timeout(2_000) }).catch(
    () => null,
  );
  return response?.status === 200 ? response.text() : '';
}

/** A key of the right form that no emulator knows. */
export const unknownKey = 'f'.repeat(36) + 'dead';
