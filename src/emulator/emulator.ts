import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { executeRequest, isField, refusalOf, type GraphqlRequest } from './executor.ts';
import { createFaults, hasPlace, isRefusing, type FaultRule, type Faults } from './faults/faults.ts';
import { answerWithFault, rateLimitHeaders } from './faults/fault-answers.ts';
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
  /** Takes the place of the rules before. Throws where a rule could never apply. */
  setFaults(rules: readonly FaultRule[]): void;
  setLatency(ms: number): void;
  /** Called before each answer is made, and free to change the world: graphs change between requests. */
  beforeRequest(listener: RequestListener | null): void;
  close(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

/** `number` counts from 1 since the listener was set. */
export type RequestListener = (request: { number: number; operationName: string }) => void;

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
  let listener: RequestListener | null = null;
  let requests = 0;

  async function answerGraphql(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const key = keyFrom(request.headers.authorization);
    const text = await readBody(request);
    const asked = graphqlRequestFrom(text);
    const operationName = operationNameOf(asked);
    stats.begin(operationName, key === null ? 'anonymous' : fingerprint(key));
    const selected = faults.select(operationName, asked?.variables);
    const applied = createAppliedRules(faults);
    let bytes = 0;
    try {
      const whole = selected.filter((rule) => !hasPlace(rule) && !isRefusing(rule) && applied.reach(rule));
      await wait(latencyMs + delayOf(whole));
      if (answerWithFault(whole, response)) return;
      if (whole.some(({ kind }) => kind === 'continue')) response.writeContinue();
      listener?.({ number: (requests += 1), operationName });
      const refused = asked && refusalOf(asked, Buffer.byteLength(text), selected, applied.reach);
      const sight = key === null ? anonymous : sights.get(key);
      const answer = refused
        ? { status: refused.status, body: { errors: refused.errors, data: null } }
        : sight || badKey === 'viewerNull'
          ? await bodyFor(asked, sight, selected, applied)
          : notLoggedIn;
      const reached = [...applied.rules];
      await wait(delayOf(reached.filter(hasPlace)));
      if (answerWithFault(reached.filter(hasPlace), response)) return;
      const rateLimit = reached.find(({ kind }) => kind === 'rateLimit');
      bytes = sendJson(response, answer.status, answer.body, {
        isCut: reached.some(({ kind }) => kind === 'cut'),
        headers: { ...refused?.headers, ...(rateLimit && rateLimitHeaders(rateLimit)) },
      });
    } finally {
      if (applied.rules.size > 0) stats.strike();
      stats.end(bytes);
    }
  }

  /** `sight` undefined: a key that is not known, where W&B shows no viewer and what everybody sees. */
  async function bodyFor(
    asked: GraphqlRequest | null,
    sight: Sight | undefined,
    selected: readonly FaultRule[],
    { reach, rules }: AppliedRules,
  ): Promise<{ status: number; body: unknown }> {
    if (!asked) return { status: 400, body: { error: 'request body must be a JSON object with a query' } };
    const body = await executeRequest(asked, {
      world,
      sight: sight ?? anonymous,
      stats,
      pageCap,
      viewerNull: selected.some(({ kind }) => kind === 'viewerNull'),
      fieldFaults: selected.filter(hasPlace),
      reach,
      replaced: [],
    });
    const isRefused =
      !body.data ||
      body.errors?.some(({ originalError }) => originalError instanceof RefusedArgument) === true ||
      (body.errors !== undefined && [...rules].some(({ kind }) => kind === 'partial400'));
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
    beforeRequest: (given) => {
      listener = given;
      requests = 0;
    },
    close,
    [Symbol.asyncDispose]: close,
  };
}

/** The rules that apply to one request. */
interface AppliedRules {
  rules: ReadonlySet<FaultRule>;
  reach: (rule: FaultRule) => boolean;
}

/** Counts a rule once for a request, in however many places it applies. */
function createAppliedRules(faults: Faults): AppliedRules {
  const rules = new Set<FaultRule>();
  return {
    rules,
    reach(rule) {
      if (!rules.has(rule) && !faults.use(rule)) return false;
      rules.add(rule);
      return true;
    },
  };
}

function delayOf(rules: readonly FaultRule[]): number {
  return rules.reduce((sum, { kind, delayMs = 1_000 }) => sum + (kind === 'slow' ? delayMs : 0), 0);
}

async function wait(ms: number): Promise<void> {
  if (ms > 0) await sleep(ms, undefined, { ref: false });
}

const notLoggedIn = {
  status: 401,
  body: { errors: [{ message: 'user is not logged in', path: ['viewer'] }], data: { viewer: null } },
};

function fingerprint(key: string): string {
  return createHash('sha256').update(key).digest('hex').slice(0, 12);
}
