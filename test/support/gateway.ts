import { pino } from 'pino';
import { createConfig, type Environment } from '../../src/config.ts';
import type { Emulator } from '../../src/emulator/emulator.ts';
import { startServer, type GatewayServer } from '../../src/server/server.ts';

type Options = Parameters<typeof createConfig>[0];

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
    wandbMaxFusedHops: '8',
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
  extensions: { lineage: { wandbRequests: number; cacheHits: number; durationMs: number } };
  requests: number;
  operations: readonly string[];
}

export interface TestGateway extends GatewayServer {
  logs: string[];
  ask(query: string, variables?: Record<string, unknown>, headers?: Record<string, string>): Promise<Answer>;
}

/** Starts a gateway in front of an emulator, with the emulator's first key as the shared one. */
export async function startGateway(
  emulator: Pick<Emulator, 'url' | 'keys' | 'stats'>,
  overrides: Partial<Options> = {},
  environment: Environment = { WANDB_API_KEY: emulator.keys[0]?.key },
): Promise<TestGateway> {
  const logs: string[] = [];
  const logger = pino({ level: 'debug' }, { write: (line: string) => void logs.push(line) });
  const config = createConfig(serveOptions({ wandbBaseUrl: emulator.url, ...overrides }), {
    NETRC: '/nonexistent',
    ...environment,
  });
  const target = { baseUrl: config.wandbBaseUrl, sharedCredential: config.shared?.credential ?? null };
  const server = await startServer(config, target, 'test', logger);
  return {
    ...server,
    logs,
    async ask(query, variables = {}, headers = {}) {
      const before = emulator.stats();
      const response = await fetch(`${server.url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: JSON.stringify({ query, variables }),
      });
      const body = (await response.json()) as Omit<Answer, 'status' | 'requests' | 'operations'>;
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

/** A key of the right form that no emulator knows. */
export const unknownKey = 'f'.repeat(36) + 'dead';
