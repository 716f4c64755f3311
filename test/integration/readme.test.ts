import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { startEmulator, type Emulator } from '../../src/emulator/emulator.ts';
import { startGateway, type TestGateway } from '../support/gateway.ts';

const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');
const examples = [...readme.matchAll(/```graphql\n([\s\S]*?)```\s+```json\n([\s\S]*?)```/g)].map(
  ([, query = '', answer = '']) => ({ query, answer }),
);

let emulator: Emulator;
let gateway: TestGateway;

beforeAll(async () => {
  emulator = await startEmulator({ world: 'demo' });
  gateway = await startGateway(emulator);
});
afterAll(async () => {
  await gateway.close();
  await emulator.close();
});

test('README has an example for each question', () => {
  for (const field of ['loggedBy', 'lineage(', 'blastRadius', 'staleness', 'ancestryDiff', 'lineagePaths']) {
    expect(examples.some(({ query }) => query.includes(field))).toBe(true);
  }
});

test.each(examples)('README’s answer is the one that the demo gives: $query', async ({ query, answer }) => {
  const { data, errors } = await gateway.ask(query);
  expect(errors).toBeUndefined();
  expect(data).toEqual(JSON.parse(answer));
});
