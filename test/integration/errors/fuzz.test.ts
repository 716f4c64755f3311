import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { startEmulator, type Emulator } from '../../../src/emulator/emulator.ts';
import { startGateway, type AnswerError, type TestGateway } from '../../support/gateway.ts';
import { fuzzedAnswer, startFuzzedWandb, wandbSecret } from '../../support/fuzzed-wandb.ts';
import { memberKey, specialWorld } from '../../support/special-world.ts';
import { waitUntil } from '../../support/wait-until.ts';

// `npm run fuzz` runs 100,000.
const cases = Number(process.env['FUZZ_CASES'] ?? 600);
// The same cases in each test run; new ones in each `npm run fuzz`, which prints the seed of a failure.
const given = process.env['FUZZ_SEED'] ?? (process.env['FUZZ_CASES'] === undefined ? '42' : null);
const seed = given === null ? {} : { seed: Number(given) };
const timeoutMs = Math.max(20_000, cases * 30);

let emulator: Emulator;
let gateway: TestGateway;
let fuzzed: Awaited<ReturnType<typeof startFuzzedWandb>>;
let behind: TestGateway;
let done = 0;

beforeAll(async () => {
  const world = specialWorld();
  emulator = await startEmulator({ world });
  gateway = await startGateway(emulator);
  fuzzed = await startFuzzedWandb(world);
  behind = await startGateway(
    { url: fuzzed.url, keys: emulator.keys, stats: () => emulator.stats() },
    { wandbRetryMax: '1', wandbRetryWaitMin: '0', wandbRetryWaitMax: '0', wandbHttpTimeout: '2' },
  );
});
afterAll(async () => {
  process.stdout.write(`fuzzed cases: ${done}\n`);
  await behind.close();
  await gateway.close();
  await fuzzed.close();
  await emulator.close();
});

/** `share` of all cases, in runs of `perRun` cases each. */
const runsOf = (share: number, perRun: number) => ({
  ...seed,
  numRuns: Math.ceil((cases * share) / perRun),
  endOnFailure: false,
});

interface Body {
  data?: unknown;
  errors?: AnswerError[];
}

async function ask(
  to: TestGateway,
  query: string,
  variables: object,
): Promise<{ status: number; text: string; body: Body }> {
  const response = await fetch(`${to.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query, variables }),
  });
  const text = await response.text();
  return { status: response.status, text, body: JSON.parse(text) as Body };
}

/** Neither an HTTP 500 nor an internal error. */
function expectNoFault({ status, text, body }: Awaited<ReturnType<typeof ask>>): void {
  const faults = (body.errors ?? []).filter(
    ({ extensions }) => extensions?.code === 'INTERNAL_SERVER_ERROR' || !extensions?.code,
  );
  // A query that is too costly is a 400 with its code.
  expect({ isOurs: status >= 500, faults }).toEqual({ isOurs: false, faults: [] });
  if (status !== 200) expect(body.errors?.[0]?.extensions?.code).toBe('QUERY_TOO_COSTLY');
  expect(text).not.toMatch(/stacktrace|node_modules|\.ts:\d/);
}

const oddText = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 60 }),
  fc.string({ unit: 'grapheme', maxLength: 40 }),
  fc.string({
    unit: fc.constantFrom('/', ':', 'a', 'v', '0', '%', '2', 'F', '=', ' ', '\n', '-', '_', '.'),
    maxLength: 24,
  }),
  fc.constantFrom(
    '',
    '/',
    '::',
    'a/b/c:d:e/f',
    '\ud800',
    '\u0000',
    'x'.repeat(5_000),
    `a/${'b'.repeat(3_000)}/c`,
  ),
);
/** Paths that are almost valid. */
const path = fc.oneof(
  oddText,
  fc
    .tuple(
      fc.constantFrom('acme', 'ACME', '', 'nobody'),
      fc.constantFrom('lab', 'secret', 'a b', ''),
      fc.oneof(
        oddText,
        fc.constantFrom('raw', 'model', 'train', 'with space', 'a%2Fb', '花-дані', '__proto__'),
      ),
      fc.option(
        fc.oneof(oddText, fc.constantFrom('latest', 'v0', 'v999999999999', 'v-1', 'release/2024:rc1')),
        { nil: undefined },
      ),
    )
    .map(
      ([entity, project, name, ref]) => `${entity}/${project}/${name}${ref === undefined ? '' : `:${ref}`}`,
    ),
);

test(
  'Any path yields data, null or an error with a code.',
  async () => {
    const query = `query (${[0, 1, 2, 3, 4].map((i) => `$p${i}: String!`).join(' ')}) {
      ${[0, 1, 2, 3, 4].map((i) => `a${i}: artifact(path: $p${i}) { id path } r${i}: run(path: $p${i}) { id path } p${i}: project(path: $p${i}) { id path }`).join(' ')} }`;
    await fc.assert(
      fc.asyncProperty(fc.array(path, { minLength: 5, maxLength: 5 }), async (paths) => {
        expectNoFault(await ask(gateway, query, Object.fromEntries(paths.map((text, i) => [`p${i}`, text]))));
        done += 15;
      }),
      runsOf(0.3, 15),
    );
  },
  timeoutMs,
);

const base64 = (text: string): string => Buffer.from(text, 'utf8').toString('base64');
const id = fc.oneof(
  oddText,
  fc
    .tuple(
      fc.constantFrom('Run', 'Artifact', 'Project', 'User', 'ArtifactCollection', 'run', '', 'Query'),
      oddText,
    )
    .map(([type, payload]) => base64(`${type}:${payload}`)),
  oddText.map((text) => base64(`Run:v1:${text}:lab:acme`)),
  fc.integer().map((number) => base64(`Artifact:${number}`)),
  fc.tuple(fc.nat(40), fc.nat(30), fc.string({ minLength: 1, maxLength: 1 })).map(([number, at, char]) => {
    const text = base64(`Artifact:${number}`);
    return text.slice(0, at) + char + text.slice(at + 1);
  }),
);

test(
  'Any id yields data, null or an error with a code, in a list and as a root.',
  async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(id, { minLength: 25, maxLength: 25 }), async (ids) => {
        expectNoFault(
          await ask(
            gateway,
            `query ($ids: [ID!]!, $some: [ID!]!, $a: ID!, $b: ID!) { nodes(ids: $ids) { id __typename }
              lineage(roots: $some, maxDepth: 2) { nodes { depth } completeness { complete } }
              lineagePaths(from: $a, to: $b, maxDepth: 2) { hasMore } }`,
            { ids, some: ids.slice(0, 3), a: ids[3], b: ids[4] },
          ),
        );
        done += 30;
      }),
      runsOf(0.2, 30),
    );
  },
  timeoutMs,
);

describe('Cursors', () => {
  let real: string;
  beforeAll(async () => {
    const { body } = await ask(
      gateway,
      '{ artifact(path: "acme/lab/raw") { lineage(maxNodes: 1) { endCursor } } }',
      {},
    );
    real = (body.data as { artifact: { lineage: { endCursor: string } } }).artifact.lineage.endCursor;
  });

  test(
    'of any content yield a page or an error with a code',
    async () => {
      const cursor = fc.oneof(
        oddText,
        oddText.map(base64),
        fc.integer().map((number) => base64(`cursor:${number}`)),
        fc.tuple(fc.nat(400), fc.string({ unit: 'binary', maxLength: 3 })).map(([at, text]) => {
          const place = at % real.length;
          return real.slice(0, place) + text + real.slice(place + 1);
        }),
      );
      const query = `query ($c0: String $c1: String $c2: String $c3: String $first: Int) {
        artifact(path: "acme/lab/raw") { usedBy(after: $c0, first: $first) { totalCount nodes { id } } lineage(maxNodes: 1, after: $c1) { nodes { depth } } }
        run(path: "acme/lab/train") { usedArtifacts(after: $c2, first: $first) { nodes { id } } loggedArtifacts(after: $c3, first: $first) { nodes { id } } } }`;
      await fc.assert(
        fc.asyncProperty(
          fc.array(cursor, { minLength: 4, maxLength: 4 }),
          fc.oneof(
            fc.constant(null),
            fc.constantFrom(0, 1, 50, 1_000),
            fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }),
          ),
          async (cursors, first) => {
            const variables = Object.fromEntries(cursors.map((text, i) => [`c${i}`, text]));
            expectNoFault(await ask(gateway, query, { ...variables, first }));
            done += 4;
          },
        ),
        runsOf(0.15, 4),
      );
    },
    timeoutMs,
  );
});

/** Sends bytes and reads what comes back until the server closes. */
function raw(port: number, bytes: string): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    let text = '';
    const end = (): void => {
      socket.destroy();
      resolve(text);
    };
    socket.setTimeout(3_000, end);
    socket.on('data', (chunk: Buffer) => (text += chunk.toString('latin1')));
    socket.on('error', end).on('close', end);
    socket.end(bytes, 'latin1');
  });
}

test(
  'Any HTTP header yields a response that is not a server error.',
  async () => {
    const port = Number(new URL(gateway.url).port);
    const value = fc.oneof(
      fc.string({ unit: 'binary-ascii', maxLength: 50 }),
      fc.string({ unit: 'binary', maxLength: 30 }),
      fc.constantFrom(
        `Bearer ${memberKey}`,
        'Bearer ',
        'Basic !!!',
        `Basic ${base64('api:')}`,
        'application/json',
        'application/graphql-response+json',
        'application/json; charset=klingon',
        'multipart/form-data; boundary=x',
        'text/plain',
        'gzip, br;q=0, *;q=2',
        'bytes=0-1',
        '"',
        ',,,',
        '%00',
        '../../etc/passwd',
        '-1',
        '1e9',
      ),
    );
    const name = fc.constantFrom(
      'authorization',
      'Authorization',
      'content-type',
      'accept',
      'accept-encoding',
      'accept-language',
      'origin',
      'referer',
      'cookie',
      'x-forwarded-for',
      'x-forwarded-host',
      'x-request-id',
      'traceparent',
      'tracestate',
      'baggage',
      'if-none-match',
      'if-modified-since',
      'range',
      'apollo-require-preflight',
      'x-apollo-operation-name',
      'apollo-federation-include-trace',
      'x-wandb-api-key',
      'forwarded',
      'te',
      'upgrade',
      'expect',
      'content-encoding',
      'x-http-method-override',
      'cache-control',
    );
    const body = '{"query":"{ viewer { id } }"}';
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(name, value), { maxLength: 6 }),
        fc.constantFrom(
          'POST /graphql',
          'GET /graphql?query={__typename}',
          'OPTIONS /graphql',
          'GET /lineage.svg?root=acme/lab/model',
          'GET /health/ready',
          'GET /schema.graphql',
          'PUT /graphql',
          'GET /%',
          'GET //',
          'POST /lineage.json',
          'HEAD /',
        ),
        fc.oneof({ weight: 5, arbitrary: fc.constant(body) }, fc.string({ maxLength: 80 }), fc.json()),
        async (headers, target, given) => {
          const lines = headers.map(([key, text]) => `${key}: ${text}`);
          const bytes = Buffer.from(given, 'utf8').toString('latin1');
          const answer = await raw(
            port,
            `${target} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\nContent-Type: application/json\r\n${lines.join('\r\n')}${lines.length > 0 ? '\r\n' : ''}Content-Length: ${bytes.length}\r\n\r\n${bytes}`,
          );
          const [, status = '0'] = /^HTTP\/1\.1 (\d+)/.exec(answer) ?? [];
          expect(['500', '502', '504']).not.toContain(status);
          expect(answer).not.toMatch(/INTERNAL_SERVER_ERROR|stacktrace|node_modules/);
          expect(answer).not.toContain(memberKey.slice(0, 20));
          done += 1;
        },
      ),
      runsOf(0.1, 1),
    );
  },
  timeoutMs,
);

test(
  "Any W&B response yields values, nulls or errors with a code, without W&B's error texts.",
  async () => {
    const artifact = `id path label type state aliases tags metadata digest sizeBytes createdAt expiresAt usedByCount
      collection { name path } links { path version collection { name } } project { path }`;
    const run =
      'id path label state tags config summaryMetrics createdAt computeSeconds user { name } project { path }';
    const queries = [
      `{ artifact(path: "acme/lab/model") { ${artifact} createdBy { ... on Run { ${run} } } usedBy { totalCount hiddenCount nodes { id } } } viewer { username } }`,
      `{ run(path: "acme/lab/train") { ${run} usedArtifacts { totalCount hiddenCount edges { cursor usedAs node { ${artifact} } } pageInfo { hasNextPage endCursor } } loggedArtifacts { nodes { path usedBy { nodes { path } } } } } }`,
      `{ artifact(path: "acme/lab/model") { lineage(maxDepth: 6, filter: { runStates: ["finished"] }) { nodes { depth expanded node { __typename id label url ... on Run { ${run.replace('path', 'at: path').replace('state', 'was: state')} } ... on Artifact { ${artifact} } } } edges { from to usedAs } completeness { complete truncations { at reason } } export(format: JSON) { content } } } }`,
      '{ artifact(path: "acme/lab/raw") { blastRadius { runs artifacts hidden versions { important artifact { path } } completeness { complete } } staleness { status causes { versionsBehind current { path } } } } project(path: "acme/lab") { id path } }',
    ];
    for (const query of queries) {
      const { body } = await ask(behind, query, {});
      expect(body.errors).toBeUndefined();
    }
    await fc.assert(
      fc.asyncProperty(fuzzedAnswer, fc.nat(queries.length - 1), async (plan, which) => {
        fuzzed.answerWith(plan);
        const answer = await ask(behind, queries[which] ?? '', {});
        expectNoFault(answer);
        const reachable = JSON.stringify(answer.body.errors ?? []);
        expect(reachable).not.toContain(wandbSecret);
        done += 1;
      }),
      { ...runsOf(0.25, 1) },
    );
    fuzzed.answerWith(null);
  },
  timeoutMs,
);

test('Both gateways still work and have logged no unexpected error.', async () => {
  fuzzed.answerWith(null);
  for (const each of [gateway, behind]) {
    const query = '{ artifact(path: "acme/lab/model") { path loggedBy { path } } }';
    // An open circuit breaker closes after a while.
    await waitUntil(async () => (await ask(each, query, {})).body.errors === undefined);
    const { body } = await ask(each, query, {});
    expect(body).toMatchObject({
      data: { artifact: { path: 'acme/lab/model:v1', loggedBy: { path: 'acme/lab/train' } } },
    });
    expect(each.logs.filter((line) => /unexpected error/.test(line))).toEqual([]);
  }
});
