import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { startEmulator, type Emulator } from '../../../src/emulator/emulator.ts';
import { mulberry32 } from '../../../src/emulator/faults/faults.ts';
import { artifactId, runId } from '../../../src/emulator/ids.ts';
import { projectKey, type World } from '../../../src/emulator/world.ts';
import { startGateway, type TestGateway } from '../../support/gateway.ts';
import { memberKey, specialWorld } from '../../support/special-world.ts';
import { passTime, useStillClock } from '../../support/still-clock.ts';

const cacheSeconds = 15;
const closedProject = projectKey('acme', 'secret');

/** A world in which the member sees the project that will be closed. */
function openWorld(): { world: World; sees: Set<string> } {
  const world = specialWorld();
  const sees = new Set([...world.projects.keys()]);
  const keys = world.keys.map((key) => (key.key === memberKey ? { ...key, sees } : key));
  return { world: { ...world, keys }, sees };
}

/** Names and ids of what is in the project. */
function namesIn({ runs, artifacts }: World): string[] {
  const isInside = ({ entity, name }: { entity: string; name: string }): boolean =>
    projectKey(entity, name) === closedProject;
  return [
    'acme/secret',
    ...runs
      .filter(({ project }) => isInside(project))
      .flatMap((run) => [run.name, String(run.displayName), runId(run)]),
    ...artifacts
      .filter(({ collection }) => isInside(collection.project))
      .flatMap((artifact) => [artifact.collection.name, artifactId(artifact)]),
  ];
}

interface Question {
  query: string;
  variables: Record<string, unknown>;
}

/** What names the project's objects from outside: by an edge, a walk or a question. None asks for them by name. */
function questionsAbout({ runs, artifacts }: World, names: readonly string[]): Question[] {
  const graph = '{ nodes { node { __typename id label url } } edges { from to } }';
  const queries = [
    `query ($id: ID!) { lineage(roots: [$id], maxDepth: 8) ${graph} }`,
    `query ($id: ID!) { lineage(roots: [$id], maxDepth: 8) { export(format: JSON) { content } } }`,
    `query ($id: ID!) { node(id: $id) { ... on Artifact { loggedBy { path } } } }`,
    `query ($id: ID!) { node(id: $id) { ... on Artifact { createdBy { ... on Run { id displayName project { path } } } usedBy { nodes { path } } } } }`,
    `query ($id: ID!) { node(id: $id) { ... on Run { usedArtifacts { nodes { path loggedBy { path } } } loggedArtifacts { nodes { path usedBy { nodes { path } } } } } } }`,
    `query ($id: ID!) { node(id: $id) { ... on Artifact { blastRadius { versions { artifact { path } } } staleness { causes { path { id label } } } } } }`,
  ];
  const ids = [...artifacts.map(artifactId), ...runs.map(runId)].filter((id) => !names.includes(id));
  return [
    ...ids.flatMap((id) => queries.map((query) => ({ query, variables: { id } }))),
    {
      query: '{ projects(entity: "acme") { nodes { path collections { nodes { path } } } } }',
      variables: {},
    },
  ];
}

describe('A project that W&B closes to a key', () => {
  // Before the gateway, which takes the clock along.
  useStillClock();
  let emulator: Emulator;
  let gateway: TestGateway;
  let sees: Set<string>;
  beforeEach(async () => {
    const open = openWorld();
    ({ sees } = open);
    emulator = await startEmulator({ world: open.world });
    gateway = await startGateway(
      emulator,
      {
        passthrough: true,
        cache: 'on',
        cacheSeconds: String(cacheSeconds),
        wandbMaxFusedHops: '8',
      },
      {},
    );
  });
  afterEach(async () => {
    await gateway.close();
    await emulator.close();
  });

  test.each([1, 2, 3])(
    'is in no answer after CACHE_SECONDS, whatever was asked before, seed %i',
    async (seed) => {
      const names = namesIn(emulator.world);
      const questions = questionsAbout(emulator.world, names);
      const random = mulberry32(seed);
      const headers = { authorization: `Bearer ${memberKey}` };
      const ask = async ({ query, variables }: Question): Promise<string> => {
        const { data, errors } = await gateway.ask(query, variables, headers);
        return JSON.stringify({ data, errors });
      };
      let named = 0;
      const askSome = async (count: number): Promise<void> => {
        for (let turn = 0; turn < count; turn += 1) {
          const text = await ask(questions[Math.floor(random() * questions.length)] as Question);
          if (names.some((name) => text.includes(name))) named += 1;
        }
      };
      // Answers of every age are made of each other's parts, before and after.
      for (let second = 0; second < 8; second += 1) {
        await askSome(6);
        passTime(1_000);
      }
      expect(named).toBeGreaterThan(0);
      sees.delete(closedProject);
      for (let second = 0; second < cacheSeconds; second += 1) {
        await askSome(3);
        passTime(1_000);
      }
      for (const question of questions) {
        const text = await ask(question);
        expect(names.filter((name) => text.includes(name))).toEqual([]);
      }
    },
  );
});
