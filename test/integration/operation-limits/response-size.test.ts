import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { startEmulator, type Emulator } from '../../../src/emulator/emulator.ts';
import { startGateway, type TestGateway } from '../../support/gateway.ts';
import { lattice, nest, repeat } from '../../support/lattice.ts';

describe('A response that grows beyond its limit', () => {
  const hop = (inner: string) => `loggedBy { path usedArtifacts(first: 1000) { nodes { path ${inner} } } }`;
  const nested = (hops: number, inner = '') =>
    `{ artifact(path: "acme/lab/made-7-0") { ${nest(hops, hop, inner)} } }`;
  let emulator: Emulator;
  let small: TestGateway;
  beforeAll(async () => {
    emulator = await startEmulator({ world: lattice(8) });
    small = await startGateway(emulator, { maxQueryCost: '250000' });
  });
  afterAll(async () => {
    await small.close();
    await emulator.close();
  });
  /** With an exact page size the estimate is low, and the response is large all the same. */
  const narrow = (hops: number, inner: string) => nested(hops, inner).replaceAll('first: 1000', 'first: 4');
  const nulls = (data: unknown, field: string) => JSON.stringify(data).split(`"${field}":null`).length - 1;

  test('has an error for each missing list and keeps the rest', async () => {
    const answer = await small.ask(nested(8));
    expect(answer.status).toBe(200);
    const { errors = [] } = answer;
    const [missing, others] = [errors.filter(({ path }) => path), errors.filter(({ path }) => !path)];
    expect(missing.length).toBeGreaterThan(0);
    for (const { path = [], extensions } of missing) {
      expect(extensions).toMatchObject({
        code: 'QUERY_TOO_COSTLY',
        limit: 250_000,
        cost: expect.any(Number),
      });
      expect(path.reduce((at, step) => at[step], answer.data)).toBeNull();
    }
    // A hundred have an error of their own, and the last error counts the rest.
    const count = nulls(answer.data, 'usedArtifacts') + nulls(answer.data, 'loggedBy');
    expect(missing).toHaveLength(Math.min(count, 100));
    expect(others).toHaveLength(count > 100 ? 1 : 0);
    expect(answer.data.artifact.loggedBy.usedArtifacts.nodes).toHaveLength(4);
  });

  test('counts the missing lists beyond a hundred', async () => {
    const lists = repeat(60, (i) => `u${i}: usedBy(first: 1) { nodes { id } }`);
    const answer = await small.ask(narrow(6, lists));
    const missing = JSON.stringify(answer.data).match(/"(?:u\d+|usedArtifacts|loggedBy)":null/g)?.length ?? 0;
    expect(missing).toBeGreaterThan(100);
    expect(answer.errors?.filter(({ path }) => path !== undefined)).toHaveLength(100);
    expect(answer.errors?.at(-1)?.message).toContain(
      `${(missing - 100).toLocaleString('en')} more fields are null`,
    );
  });
});

test('Long texts count by their length, and those beyond the limit are null with an error.', async () => {
  const world = lattice(1);
  const metadata = { text: 'x'.repeat(5_000) };
  for (const artifact of world.artifacts) Object.assign(artifact, { metadata });
  await using long = await startEmulator({ world });
  await using narrow = await startGateway(long, { maxQueryCost: '20000' });
  const texts = repeat(100, (i) => `m${i}: metadata`);
  const {
    status,
    data,
    errors = [],
  } = await narrow.ask(
    `{ artifact(path: "acme/lab/made-0-0") { loggedBy { usedArtifacts(first: 4) { nodes { ${texts} } } } } }`,
  );
  expect(status).toBe(200);
  const given = (data.artifact.loggedBy.usedArtifacts.nodes as object[]).flatMap(Object.values);
  const missing = given.filter((text) => text === null).length;
  expect(given).toHaveLength(400);
  expect(missing).toBeGreaterThan(100);
  expect(given.filter((text) => text !== null)[0]).toEqual(metadata);
  expect(errors.filter(({ path }) => path?.at(-1)?.toString().startsWith('m'))).toHaveLength(100);
  expect(new Set(errors.map(({ extensions }) => extensions?.code))).toEqual(new Set(['QUERY_TOO_COSTLY']));
  expect(errors.at(-1)?.message).toContain(`${missing - 100} more fields are null`);
});
