import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { executeRequest, isField, type GraphqlRequest } from './executor.ts';
import { createFaults, type FaultRule } from './faults/faults.ts';
import { answerWithFault } from './faults/fault-answers.ts';
import { faultRulesFrom } from './faults/fault-rules.ts';
import { graphqlRequestFrom, keyFrom, operationNameOf, readBody, sendJson } from './http.ts';
import { RefusedArgument } from './faults/refused.ts';
import { createSight, type Sight } from './resolvers/sight.ts';
import { createStats, type EmulatorStats } from './stats.ts';
import type { RootName, World } from './world.ts';
import { worldByName, type WorldName } from './worlds/worlds.ts';

export interface EmulatorOptions {
  world: World | WorldName;
  /** 0, or left out: any free port. */
  port?: number;
  host?: string;
  /** How long every answer takes at least. */
  latencyMs?: number;
  /** The most edges of one page; 500, as W&B's, when left out. */
  pageCap?: number;
  /** A path before `/graphql`, as behind a proxy: `/wandb`. */
  basePath?: string;
  /** Of the generated worlds and of random faults. */
  seed?: number;
  /** How a key that is not known is answered; W&B does either. */
  badKey?: '401' | 'viewerNull';
}

/**
 * A W&B on this machine. Its faults and counters are over HTTP too, with and without the base path: `/_emulator/faults`
 * (POST or PUT a list of rules; DELETE) and `/_emulator/stats` (GET, DELETE).
 */
export interface Emulator {
  /** The base address, without `/graphql`. */
  url: string;
  world: World;
  keys: readonly { key: string; sees: string; user: string | null }[];
  /** Canonical paths that show something. */
  roots: Record<RootName, string>;
  stats(): EmulatorStats;
  resetStats(): void;
  /** Takes the place of the rules before. Throws where a rule could never strike. */
  setFaults(rules: readonly FaultRule[]): void;
  setLatency(ms: number): void;
  close(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

/** Starts an emulated W&B. Rejects with the system's error where the address cannot be had. */
export async function startEmulator(options: EmulatorOptions): Promise<Emulator> {
  const { pageCap = 500, seed = 1, badKey = '401' } = options;
  const basePath = (options.basePath ?? '')
    .split('/')
    .filter((part) => part !== '')
    .map((part) => `/${part}`)
    .join('');
  const world = typeof options.world === 'string' ? worldByName(options.world, options.seed) : options.world;
  const sights = new Map<string, Sight>(world.keys.map((key) => [key.key, createSight(key)]));
  const anonymous = createSight(null);
  const stats = createStats();
  const faults = createFaults(seed);
  let latencyMs = options.latencyMs ?? 0;

  async function answerGraphql(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const key = keyFrom(request.headers.authorization);
    const asked = graphqlRequestFrom(await readBody(request));
    const operationName = operationNameOf(asked);
    stats.begin(operationName, key === null ? 'anonymous' : fingerprint(key));
    let bytes = 0;
    try {
      const struck = faults.strike(operationName, asked?.variables);
      if (struck.length > 0) stats.strike();
      const delayMs =
        latencyMs +
        struck.reduce((sum, { kind, delayMs: more = 1_000 }) => sum + (kind === 'slow' ? more : 0), 0);
      if (delayMs > 0) await sleep(delayMs, undefined, { ref: false });
      if (answerWithFault(struck, response)) return;
      const sight = key === null ? anonymous : sights.get(key);
      const { status, body } =
        sight || badKey === 'viewerNull' ? await bodyFor(asked, sight, struck) : notLoggedIn;
      bytes = sendJson(response, status, body, { isCut: struck.some(({ kind }) => kind === 'cut') });
    } finally {
      stats.end(bytes);
    }
  }

  /** `sight` undefined: a key that is not known, where W&B shows no viewer and what everybody sees. */
  async function bodyFor(
    asked: GraphqlRequest | null,
    sight: Sight | undefined,
    struck: readonly FaultRule[],
  ): Promise<{ status: number; body: unknown }> {
    if (!asked) return { status: 400, body: { error: 'request body must be a JSON object with a query' } };
    const body = await executeRequest(asked, {
      world,
      sight: sight ?? anonymous,
      stats,
      pageCap,
      viewerNull: struck.some(({ kind }) => kind === 'viewerNull'),
      fieldFaults: struck.filter(({ kind }) => /^(?:partial|partial400|nullNonNull)$/.test(kind)),
      nulled: [],
    });
    const isRefused =
      !body.data ||
      body.errors?.some(({ originalError }) => originalError instanceof RefusedArgument) === true ||
      (body.errors !== undefined && struck.some(({ kind }) => kind === 'partial400'));
    return { status: isRefused ? 400 : 200, body };
  }

  const setFaults = (rules: unknown): void => faults.set(faultRulesFrom(rules, isField));

  async function answerTester(
    path: string,
    request: IncomingMessage,
    response: ServerResponse,
  ): Promise<void> {
    switch (`${request.method ?? ''} ${path}`) {
      case 'GET /_emulator/stats':
        return void sendJson(response, 200, stats.read());
      case 'DELETE /_emulator/stats':
        stats.reset();
        break;
      case 'POST /_emulator/faults':
      case 'PUT /_emulator/faults':
        try {
          setFaults(JSON.parse(await readBody(request)));
        } catch (error) {
          return void sendJson(response, 400, { error: (error as Error).message });
        }
        break;
      case 'DELETE /_emulator/faults':
        faults.set([]);
        break;
      default:
        response
          .writeHead(404, { 'content-type': 'text/html' })
          .end('<html><body>404 page not found</body></html>');
        return;
    }
    sendJson(response, 200, {});
  }

  const server = createServer((request, response) => {
    const [path = ''] = (request.url ?? '').split('?');
    const inside = path.startsWith(`${basePath}/`) ? path.slice(basePath.length) : path;
    const answer =
      request.method === 'POST' && path === `${basePath}/graphql`
        ? answerGraphql(request, response)
        : answerTester(inside, request, response);
    answer.catch(() => response.destroy());
  });
  const host = options.host ?? '127.0.0.1';
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(options.port ?? 0, host, resolve);
  });
  const close = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  return {
    url: `http://${host.includes(':') ? `[${host}]` : host}:${(server.address() as AddressInfo).port}${basePath}`,
    world,
    keys: world.keys.map(({ key, note, user }) => ({ key, sees: note, user: user?.username ?? null })),
    roots: world.roots,
    stats: () => stats.read(),
    resetStats: () => stats.reset(),
    setFaults,
    setLatency: (ms) => {
      latencyMs = ms;
    },
    close,
    [Symbol.asyncDispose]: close,
  };
}

const notLoggedIn = {
  status: 401,
  body: { errors: [{ message: 'user is not logged in', path: ['viewer'] }], data: { viewer: null } },
};

function fingerprint(key: string): string {
  return createHash('sha256').update(key).digest('hex').slice(0, 12);
}
