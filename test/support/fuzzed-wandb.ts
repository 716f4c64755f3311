import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import fc from 'fast-check';
import { executeRequest } from '../../src/emulator/executor.ts';
import { graphqlRequestFrom, readBody } from '../../src/emulator/http.ts';
import { createSight } from '../../src/emulator/resolvers/sight.ts';
import { createStats } from '../../src/emulator/stats.ts';
import type { World } from '../../src/emulator/world.ts';

/** Stands in every text of W&B's that no client may read. */
export const wandbSecret = 'text-of-wandb-that-nobody-may-read';

/** What is done to a true answer of W&B's before it is sent. `at` and `which` are taken modulo what there is. */
export type Mutation =
  | { do: 'replace'; at: number; by: unknown }
  | { do: 'remove'; at: number }
  | { do: 'repeat'; at: number; times: number }
  | { do: 'swap'; at: number; with: number }
  | { do: 'error'; path: unknown; message: unknown }
  | { do: 'cutText'; at: number }
  | { do: 'spliceText'; at: number; text: string };

export interface FuzzedAnswer {
  /** Which requests are changed: a bit for each in turn, so that a later level may be the one that fails. */
  which: number;
  mutations: Mutation[];
  status: number;
  headers: Record<string, string>;
}

const odd = fc.oneof(
  fc.constantFrom(null, true, false, 0, -1, 1e308, 2 ** 60, '', 'x', [], {}, [null], [[]], [{}], {
    id: null,
  }),
  fc.constantFrom('2024-13-45', 'NaN', '{"a":', '{"a":{"value":', 'null', '[]', 'Run', '__proto__', '\u0000'),
  fc.jsonValue({ maxDepth: 3 }),
);
const mutation: fc.Arbitrary<Mutation> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ do: fc.constant('replace' as const), at: fc.nat(), by: odd }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('remove' as const), at: fc.nat() }) },
  fc.record({ do: fc.constant('repeat' as const), at: fc.nat(), times: fc.nat(50) }),
  { weight: 2, arbitrary: fc.record({ do: fc.constant('swap' as const), at: fc.nat(), with: fc.nat() }) },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('error' as const),
      path: fc.oneof(
        fc.constant(undefined),
        fc.array(
          fc.oneof(fc.nat(5), fc.constantFrom('artifact', 'project', 'run', 'edges', 'node', 'createdBy')),
          {
            maxLength: 6,
          },
        ),
        fc.jsonValue(),
      ),
      message: fc.oneof(
        fc.constantFrom(wandbSecret, `Cannot query field "${wandbSecret.slice(0, 20)}" on type "Run".`),
        fc.jsonValue(),
      ),
    }),
  },
  fc.record({ do: fc.constant('cutText' as const), at: fc.nat() }),
  fc.record({
    do: fc.constant('spliceText' as const),
    at: fc.nat(),
    text: fc.oneof(fc.string(), fc.constantFrom('<html>', '{', ']', '\\u', '"', ',')),
  }),
);
export const fuzzedAnswer: fc.Arbitrary<FuzzedAnswer> = fc.record({
  which: fc.integer({ min: 1, max: 255 }),
  mutations: fc.array(mutation, { minLength: 1, maxLength: 4 }),
  status: fc.oneof(
    { weight: 12, arbitrary: fc.constant(200) },
    fc.constantFrom(201, 400, 403, 404, 409, 302, 500),
  ),
  headers: fc.oneof(
    { weight: 6, arbitrary: fc.constant({}) },
    fc.constantFrom<Record<string, string>>(
      { 'content-type': 'text/html' },
      { 'ratelimit-remaining': 'x', 'ratelimit-reset': '-1' },
      { 'retry-after': 'soon' },
    ),
  ),
});

type Place = { parent: Record<string | number, unknown>; key: string | number };

function placesOf(value: unknown, into: Place[] = []): Place[] {
  if (typeof value !== 'object' || value === null || into.length > 5_000) return into;
  for (const key of Object.keys(value)) {
    into.push({ parent: value as Place['parent'], key });
    placesOf((value as Place['parent'])[key], into);
  }
  return into;
}

/** A whole answer may be nothing any more. */
function textOf(body: unknown): string {
  return JSON.stringify(body ?? null);
}

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null;
}

function remove(parent: object, key: string | number): void {
  if (Array.isArray(parent)) parent.splice(Number(key), 1);
  else Reflect.deleteProperty(parent, key);
}

function changed(body: unknown, mutations: readonly Mutation[]): string {
  const root = { body: structuredClone(body) } as { body: Record<string, unknown> };
  let text: string | null = null;
  for (const each of mutations) {
    if (each.do === 'cutText' || each.do === 'spliceText') {
      text ??= textOf(root.body);
      const at: number = text.length === 0 ? 0 : each.at % text.length;
      text = each.do === 'cutText' ? text.slice(0, at) : text.slice(0, at) + each.text + text.slice(at);
      continue;
    }
    if (text !== null) continue;
    if (each.do === 'error') {
      const errors = (root.body as { errors?: unknown }).errors;
      const entry = { message: each.message, path: each.path, extensions: { code: wandbSecret } };
      if (isObject(root.body))
        root.body['errors'] = Array.isArray(errors) ? [...(errors as unknown[]), entry] : [entry];
      continue;
    }
    const places = placesOf(root);
    const { parent, key } = places[each.at % places.length] as Place;
    if (each.do === 'replace') parent[key] = structuredClone(each.by);
    else if (each.do === 'remove') remove(parent, key);
    else if (each.do === 'repeat') {
      const list = parent[key];
      if (Array.isArray(list) && list.length > 0)
        parent[key] = Array.from({ length: each.times }, () => structuredClone(list[0] as unknown));
    } else {
      // From the data alone: the words of an error are W&B's, but an id is the client's to read.
      const given = placesOf(isObject(root.body) ? root.body['data'] : null);
      const other = given[each.with % given.length];
      if (!other) continue;
      const value = structuredClone(other.parent[other.key]);
      parent[key] = value;
    }
  }
  return text ?? textOf(root.body);
}

/** A W&B that holds a world, and answers as it is told to. */
export async function startFuzzedWandb(world: World) {
  let plan: FuzzedAnswer | null = null;
  let asked = 0;
  const sight = createSight(world.keys[0] ?? null);
  const server = createServer((request, response) => {
    void (async () => {
      const body = graphqlRequestFrom(await readBody(request));
      if (!body) throw new Error('The gateway sent something that is no GraphQL request.');
      const answer = await executeRequest(body, {
        world,
        sight,
        stats: createStats(),
        pageCap: 3,
        viewerNull: false,
        fieldFaults: [],
        reach: () => false,
        replaced: [],
      });
      const isStruck = plan !== null && ((plan.which >> Math.min(asked, 7)) & 1) === 1;
      asked += 1;
      const text = isStruck && plan ? changed(answer, plan.mutations) : JSON.stringify(answer);
      const { status, headers } = isStruck && plan ? plan : { status: 200, headers: {} };
      response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(text);
    })().catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    /** null: true answers again. */
    answerWith(next: FuzzedAnswer | null): void {
      plan = next;
      asked = 0;
    },
    asked: () => asked,
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
