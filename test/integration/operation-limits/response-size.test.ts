import { expect, test } from '@jest/globals';
import { startEmulator } from '../../../src/emulator/emulator.ts';
import { startGateway } from '../../support/gateway.ts';
import { lattice, repeat } from '../../support/lattice.ts';

test('Long texts count by their length, and those beyond the limit are null with an error.', async () => {
  const world = lattice(1);
  const metadata = { text: 'x'.repeat(5_000) };
  for (const artifact of world.artifacts) Object.assign(artifact, { metadata });
  const long = await startEmulator({ world });
  const narrow = await startGateway(long, { maxQueryCost: '20000' });
  try {
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
  } finally {
    await narrow.close();
    await long.close();
  }
});
