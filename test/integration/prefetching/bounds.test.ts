import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  buildSchema,
  getNamedType,
  Kind,
  parse,
  TypeInfo,
  visit,
  visitWithTypeInfo,
  type ArgumentNode,
} from 'graphql';
import { startEmulator } from '../../../src/emulator/emulator.ts';
import { worldFromGraph } from '../../../src/emulator/generate.ts';
import { startGateway, type TestGateway } from '../../support/gateway.ts';
import { propertyRuns } from '../../support/property-runs.ts';
import { recordWandb } from '../../support/recorded-wandb.ts';

const schema = buildSchema(readFileSync('schema/wandb/wandb.graphql', 'utf8'));
const nodeTypes = new Set(['Run', 'Artifact', 'ArtifactCreator']);

/** The runs and artifacts that a W&B answer can hold at most, read from the operation that was sent. */
function mostNodes(sent: string): number {
  const { query, variables } = JSON.parse(sent) as { query: string; variables: Record<string, unknown> };
  const types = new TypeInfo(schema);
  /** How often the selection that is visited comes, from the root inwards. */
  const times = [1];
  let sum = 0;
  const first = (given: readonly ArgumentNode[]): number => {
    const value = given.find(({ name }) => name.value === 'first')?.value;
    if (value?.kind === Kind.VARIABLE) return Number(variables[value.name.value]);
    return value?.kind === Kind.INT ? Number(value.value) : 1;
  };
  visit(
    parse(query),
    visitWithTypeInfo(types, {
      Field: {
        enter(node) {
          times.push((times.at(-1) ?? 1) * first(node.arguments ?? []));
          const type = getNamedType(types.getType());
          if (type && nodeTypes.has(type.name)) sum += times.at(-1) ?? 1;
        },
        leave: () => void times.pop(),
      },
    }),
  );
  return sum;
}

function objectsIn(answer: string): number {
  return answer.split(/"__typename":"(?:Run|Artifact)"/).length - 1;
}

const firsts = fc.constantFrom(1, 7, 50, 300, 1000);

/** Nested selections of an artifact that go up and down by turns, with lists of any length. */
const selections: fc.Arbitrary<string> = fc.letrec<{ artifact: string; run: string }>((tie) => ({
  artifact: fc.oneof(
    { depthSize: 'medium', withCrossShrink: true },
    fc.constant('id'),
    fc
      .tuple(firsts, tie('run'))
      .map(([first, run]) => `id usedBy(first: ${first}) { edges { node { ${run} } } }`),
    tie('run').map((run) => `id metadata loggedBy { ${run} }`),
    fc
      .tuple(firsts, tie('run'), tie('run'))
      .map(
        ([first, up, down]) => `id loggedBy { ${up} } usedBy(first: ${first}) { edges { node { ${down} } } }`,
      ),
  ),
  run: fc.oneof(
    { depthSize: 'medium', withCrossShrink: true },
    fc.constant('id displayName'),
    fc
      .tuple(firsts, tie('artifact'))
      .map(([first, inner]) => `id usedArtifacts(first: ${first}) { edges { node { ${inner} } } }`),
    fc.tuple(firsts, tie('artifact'), firsts, tie('artifact')).map(
      ([up, from, down, to]) =>
        `id config usedArtifacts(first: ${up}) { edges { node { ${from} } } }
           loggedArtifacts(first: ${down}) { edges { node { ${to} } } }`,
    ),
  ),
})).artifact;

const graphs = fc.array(
  fc.record({
    uses: fc.array(fc.nat(11), { maxLength: 6 }),
    logs: fc.array(fc.nat(11), { maxLength: 6 }),
  }),
  { minLength: 2, maxLength: 12 },
);

describe('Bounds of prefetching', () => {
  test('No W&B request can bring more than 7,000 nodes, whatever the graph and the query.', async () => {
    let most = 0;
    await fc.assert(
      fc.asyncProperty(
        graphs,
        fc.array(selections, { minLength: 1, maxLength: 6 }),
        fc.constantFrom('UPSTREAM', 'DOWNSTREAM', 'BOTH'),
        fc.constantFrom(1, 3, 500),
        async (runs, roots, direction, pageCap) => {
          const world = worldFromGraph({
            runs: runs.map(({ uses, logs }, index) => ({
              id: `r${index}`,
              uses: uses.map((each) => `a${each}`),
              logs: logs.map((each) => `a${each}`),
            })),
          });
          await using emulator = await startEmulator({ world, pageCap });
          const sizes: number[] = [];
          await using wandb = await recordWandb(emulator, (answer, sent) => {
            sizes.push(mostNodes(sent));
            return answer;
          });
          await using gateway = await startGateway(wandb, { wandbMaxFusedHops: '16' });
          const nested = roots.map(
            (inner, at) => `a${at}: artifact(path: "acme/graph/a${at}:v0") { ${inner} }`,
          );
          const answered = await gateway.ask(`{ ${nested.join(' ')} }`);
          expect(answered.errors).toBeUndefined();
          await gateway.ask(`{ artifact(path: "acme/graph/a0:v0") {
            lineage(direction: ${direction}, maxDepth: 50) { nodes { node { id } } edges { from to } } } }`);
          expect(sizes.length).toBeGreaterThan(0);
          expect(Math.max(...sizes)).toBeLessThanOrEqual(7_000);
          most = Math.max(most, ...sizes);
        },
      ),
      propertyRuns(0.15),
    );
    expect(most).toBeGreaterThan(1_000);
  });

  test('Where all paths rejoin, prefetching brings at most four times the objects of one hop a request.', async () => {
    const levels = 5;
    const outputs = (level: number): string[] =>
      Array.from({ length: 15 }, (_, index) => `made-${level}-${index}`);
    const lattice = Array.from({ length: levels }, (_, level) =>
      Array.from({ length: 5 }, (__, run) => ({
        id: `run-${level}-${run}`,
        uses: level === 0 ? ['base'] : outputs(level - 1),
        logs: outputs(level).slice(3 * run, 3 * run + 3),
      })),
    ).flat();
    const chain = Array.from({ length: 15 }, (_, index) => ({
      id: `step-${index}`,
      uses: [`set-${index}`],
      logs: [`set-${index + 1}`],
    }));
    await using emulator = await startEmulator({ world: worldFromGraph({ runs: [...lattice, ...chain] }) });
    let objects = 0;
    let longest = 0;
    await using wandb = await recordWandb(emulator, (answer) => {
      objects += objectsIn(answer.body);
      longest = Math.max(longest, answer.body.length);
      return answer;
    });
    await using fused = await startGateway(wandb, { wandbMaxFusedHops: '8' });
    await using single = await startGateway(wandb, { wandbMaxFusedHops: '1' });
    const walk = async (gateway: TestGateway, name: string, direction: string): Promise<number> => {
      objects = 0;
      longest = 0;
      const { data, errors } = await gateway.ask(`{ artifact(path: "acme/graph/${name}:v0") {
        lineage(direction: ${direction}, maxDepth: 40) { nodes { node { id } } completeness { truncations { reason } } } } }`);
      expect(errors).toBeUndefined();
      // The graph begins with versions that no run has logged.
      const begins = direction === 'UPSTREAM' ? [{ reason: 'PRODUCER_UNKNOWN' }] : [];
      expect(data.artifact.lineage.completeness.truncations).toEqual(begins);
      return objects;
    };
    for (const [name, direction] of [
      ['base', 'DOWNSTREAM'],
      ['made-4-0', 'UPSTREAM'],
    ] as const) {
      const plain = await walk(single, name, direction);
      for (const isAfterChains of [false, true]) {
        if (isAfterChains) for (let time = 0; time < 3; time += 1) await walk(fused, 'set-0', 'DOWNSTREAM');
        expect(await walk(fused, name, direction)).toBeLessThanOrEqual(4 * plain);
        expect(longest).toBeLessThan(2_000_000);
      }
    }
  });
});
