import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { executeRequest } from './executor.ts';
import { createFaults, type FaultRule } from './faults.ts';
import { answerWithFault, spoil } from './fault-answers.ts';
import { createSight, type Sight } from './sight.ts';
import { createStats, type EmulatorStats } from './stats.ts';
import type { RootName, World, WorldKey } from './world.ts';
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

/** A W&B on this machine. Its faults and counters are at `/_emulator/faults` (PUT) and `/_emulator/stats` (GET, DELETE) too. */
export interface Emulator {
  /** The base address, without `/graphql`. */
  url: string;
  world: World;
  keys: readonly { key: string; sees: string; user: string | null }[];
  /** Canonical paths that show something. */
  roots: Record<RootName, string>;
  stats(): EmulatorStats;
  resetStats(): void;
  setFaults(rules: readonly FaultRule[]): void;
  setLatency(ms: number): void;
  close(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

const longestBody = 50_000_000;

/** Starts an emulated W&B. Rejects with the system's error where the address cannot be had. */
export async function startEmulator(options: EmulatorOptions): Promise<Emulator> {
  const { pageCap = 500, basePath = '', seed = 1, badKey = '401' } = options;
  const world = typeof options.world === 'string' ? worldByName(options.world, options.seed) : options.world;
  const sights = new Map<string, Sight>(world.keys.map((key) => [key.key, createSight(key)]));
  const anonymous = createSight(null);
  const stats = createStats();
  const faults = createFaults(seed);
  let latencyMs = options.latencyMs ?? 0;

  async function answerGraphql(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const key = keyOf(request.headers.authorization);
    const body = parseBody(await readBody(request));
    const operationName = nameOf(body?.query);
    stats.begin(operationName, key === null ? 'anonymous' : fingerprint(key));
    const struck = faults.strike(operationName, body?.variables);
    const delayMs =
      latencyMs +
      struck.reduce((sum, { kind, delayMs: more = 1_000 }) => sum + (kind === 'slow' ? more : 0), 0);
    if (delayMs > 0) await sleep(delayMs);
    const sent = await (async () => {
      if (answerWithFault(struck, response)) return 0;
      const sight = key === null ? anonymous : sights.get(key);
      if (!sight && badKey === '401') {
        return send(response, 401, {
          errors: [{ message: 'user is not logged in', path: ['viewer'] }],
          data: { viewer: null },
        });
      }
      if (!body) return send(response, 400, { error: 'request body must be a JSON object with a query' });
      const result = await executeRequest(body.query, body.variables, {
        world,
        sight: sight ?? anonymous,
        stats,
        pageCap,
        viewerNull: !sight || struck.some(({ kind }) => kind === 'viewerNull'),
        fieldFaults: struck.filter(({ kind }) => kind === 'partial' || kind === 'partial400'),
      });
      const refused = result.data === undefined || result.data === null;
      const bad =
        refused || (result.errors !== undefined && struck.some(({ kind }) => kind === 'partial400'));
      return send(response, bad ? 400 : 200, result, struck);
    })();
    stats.end(sent);
  }

  const server = createServer((request, response) => {
    const path = (request.url ?? '').split('?')[0] ?? '';
    if (request.method === 'POST' && path === `${basePath}/graphql`) {
      answerGraphql(request, response).catch(() => response.destroy());
    } else if (path === '/_emulator/stats' && request.method === 'GET') {
      send(response, 200, stats.read());
    } else if (path === '/_emulator/stats' && request.method === 'DELETE') {
      stats.reset();
      send(response, 200, {});
    } else if (path === '/_emulator/faults') {
      readBody(request)
        .then((text) => faults.set(JSON.parse(text) as FaultRule[]))
        .then(() => send(response, 200, {}))
        .catch(() => send(response, 400, { error: 'the body must be a JSON list of fault rules' }));
    } else {
      response
        .writeHead(404, { 'content-type': 'text/html' })
        .end('<html><body>404 page not found</body></html>');
    }
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
    setFaults: (rules) => faults.set(rules),
    setLatency: (ms) => {
      latencyMs = ms;
    },
    close,
    [Symbol.asyncDispose]: close,
  };
}

function send(
  response: ServerResponse,
  status: number,
  body: unknown,
  struck: readonly FaultRule[] = [],
): number {
  const { text, cutAt } = spoil(body, struck);
  response.writeHead(status, {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(text),
  });
  if (cutAt === null) {
    response.end(text);
  } else {
    response.write(text.slice(0, cutAt), () => response.destroy());
  }
  return Buffer.byteLength(text);
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > longestBody) throw new RangeError('body too long');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

interface GraphqlBody {
  query: string;
  variables?: Record<string, unknown>;
}

function parseBody(text: string): GraphqlBody | null {
  try {
    const body = JSON.parse(text) as GraphqlBody | null;
    return typeof body?.query === 'string' ? body : null;
  } catch {
    return null;
  }
}

/** The key of `Basic api:KEY` or `Bearer KEY`; null without the header. */
function keyOf(authorization: string | undefined): string | null {
  if (authorization === undefined) return null;
  const [scheme, value = ''] = authorization.split(' ');
  return scheme === 'Basic'
    ? Buffer.from(value, 'base64')
        .toString('utf8')
        .replace(/^[^:]*:/, '')
    : value;
}

function nameOf(query: string | undefined): string {
  return /\b(?:query|mutation)\s+(\w+)/.exec(query ?? '')?.[1] ?? 'anonymous';
}

function fingerprint(key: WorldKey['key']): string {
  return createHash('sha256').update(key).digest('hex').slice(0, 12);
}
