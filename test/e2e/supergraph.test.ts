import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { startEmulator, type Emulator } from '../../src/emulator/emulator.ts';
import { artifactPathOf } from '../../src/emulator/world.ts';
import { demoKeys } from '../../src/emulator/worlds/keys.ts';
import { startGateway, type TestGateway } from '../support/gateway.ts';
import { startProgram, type Program } from '../support/program.ts';

const script = (name: string): string =>
  fileURLToPath(new URL(`../../examples/supergraph/${name}`, import.meta.url));
const installed = existsSync(script('node_modules'));
const gateways = ['apollo', 'hive', 'stitching'] as const;
const model = 'acme/vision/flower-classifier:v2';
const gone = 'acme/vision/no-such-model:v0';

if (!installed && process.env['CI'] === 'true')
  test('the gateways of examples/supergraph are installed', () => {
    throw new Error(
      'Run "npm ci --ignore-scripts --prefix examples/supergraph" first: CI tests every gateway.',
    );
  });
if (!installed)
  process.stderr.write(
    'Skipped: npm ci --ignore-scripts --prefix examples/supergraph installs the gateways.\n',
  );
const withGateways = installed ? describe : describe.skip;

interface Answer {
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  data: any;
  errors?: { message: string }[];
}

async function ask(url: string, query: string, key: string | null = demoKeys.everything): Promise<Answer> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(key && { authorization: `Bearer ${key}` }) },
    body: JSON.stringify({ query }),
  });
  return (await response.json()) as Answer;
}

const programs: Program[] = [];
async function start(name: string, args: string[]): Promise<string> {
  const program = startProgram(script(name), ['--port', '0', ...args]);
  programs.push(program);
  const [, url = ''] = await program.until(/ready at (\S+)/);
  return url;
}

withGateways('in a supergraph', () => {
  let emulator: Emulator;
  let lineage: TestGateway;
  let deployments: string;
  const urls = new Map<string, string>();

  beforeAll(async () => {
    emulator = await startEmulator({ world: 'demo' });
    lineage = await startGateway(emulator, { passthrough: true }, {});
    deployments = await start('deployments.js', ['--models', [model, gone].join(), '--count', '2']);
    for (const name of gateways)
      urls.set(
        name,
        await start(`gateway-${name}.js`, ['--lineage', lineage.url, '--deployments', deployments]),
      );
  }, 90_000);
  afterAll(async () => {
    for (const program of programs) program.process.kill();
    await Promise.all(programs.map((program) => program.end()));
    await lineage.close();
    await emulator.close();
  });
  const urlOf = (name: string): string => urls.get(name) ?? '';

  const shared: Record<string, string> = {
    'nested lineage': `{ artifact(path: "${model}") { path loggedBy { path usedArtifacts { nodes { path loggedBy { label } } } } } }`,
    'the closure': `{ artifact(path: "${model}") { lineage(direction: UPSTREAM, maxDepth: 4) { nodes { depth node { __typename label } } edges { kind } completeness { complete } } } }`,
    'an entity by id': `{ node(id: "QXJ0aWZhY3Q6MjY=") { __typename id ... on Artifact { path digest } } }`,
    'partial failure': `{ artifact(path: "nonsense") { path } run(path: "acme/vision/train-9") { path } }`,
    'the caller': `{ viewer { username } }`,
  };
  describe.each(gateways)('through %s', (name) => {
    test.each(Object.entries(shared))('%s is as through direct access', async (_, query) => {
      const direct = await ask(`${lineage.url}/graphql`, query);
      const routed = await ask(urlOf(name), query);
      expect(direct.data).toEqual(expect.any(Object));
      expect(routed.data).toEqual(direct.data);
      expect((routed.errors ?? []).length).toBe((direct.errors ?? []).length);
    });

    test('both directions across the subgraphs, by path', async () => {
      const { data, errors } = await ask(
        urlOf(name),
        '{ deployment(name: "serving-1") { region model { path label loggedBy { path } deployments { name } } } }',
      );
      expect(errors).toBeUndefined();
      const direct = await ask(
        `${lineage.url}/graphql`,
        `{ artifact(path: "${model}") { path label loggedBy { path } } }`,
      );
      expect(data.deployment).toEqual({
        region: 'eu-west',
        model: { ...direct.data.artifact, deployments: [{ name: 'serving-1' }] },
      });
    });

    test('the lineage leads to what the neighbour adds, by id', async () => {
      const { data } = await ask(
        urlOf(name),
        '{ node(id: "QXJ0aWZhY3Q6MjY=") { ... on Artifact { deployments { name } } } }',
      );
      expect(data).toEqual({ node: { deployments: [{ name: 'serving-1' }] } });
    });

    test('a reference that does not resolve leaves the rest alone', async () => {
      const { data } = await ask(urlOf(name), '{ deployments { name model { label } } }');
      expect(data.deployments[0]).toEqual({ name: 'serving-1', model: { label: 'flower-classifier:v2' } });
      expect(data.deployments[1]).toEqual({ name: 'serving-2', model: null });
    });

    test('two callers at the same time see only their own', async () => {
      const query = '{ viewer { username } node(id: "QXJ0aWZhY3Q6MjY=") { id } }';
      const keys = [demoKeys.everything, demoKeys.member, demoKeys.zoo, demoKeys.registry];
      const direct = await Promise.all(keys.map((key) => ask(`${lineage.url}/graphql`, query, key)));
      const many = Array.from({ length: 24 }, (_, index) => index % keys.length);
      const routed = await Promise.all(many.map((index) => ask(urlOf(name), query, keys[index])));
      routed.forEach(({ data }, index) => expect(data).toEqual(direct[many[index] ?? 0]?.data));
      expect(new Set(direct.map(({ data }) => JSON.stringify(data))).size).toBeGreaterThan(1);
    });

    test('without passing Authorization on, the caller is nobody to W&B', async () => {
      const url = await start(`gateway-${name}.js`, [
        '--lineage',
        lineage.url,
        '--deployments',
        deployments,
        '--without-key',
      ]);
      expect((await ask(url, '{ viewer { username } }')).data).toEqual({ viewer: null });
      expect((await ask(urlOf(name), '{ viewer { username } }')).data).not.toEqual({ viewer: null });
    }, 60_000);
  });
});

withGateways('500 deployments through Hive Gateway', () => {
  test('take W&B requests by the level and the batch, not by the deployment', async () => {
    const emulator = await startEmulator({ world: 'medium' });
    const lineage = await startGateway(emulator);
    const mine: Program[] = [];
    try {
      const models = emulator.world.artifacts.map((artifact) => artifactPathOf(artifact)).slice(0, 500);
      const from = programs.length;
      const deployments = await start('deployments.js', ['--models', models.join(), '--count', '500']);
      const url = await start('gateway-hive.js', ['--lineage', lineage.url, '--deployments', deployments]);
      mine.push(...programs.splice(from));
      const before = emulator.stats().requests;
      const { data } = await ask(
        url,
        '{ deployments(first: 500) { name model { path loggedBy { path usedArtifacts { nodes { path } } } } } }',
        null,
      );
      expect(data.deployments).toHaveLength(500);
      expect(
        data.deployments.filter(({ model: found }: { model: unknown }) => found !== null).length,
      ).toBeGreaterThan(400);
      // Three levels (the versions by path, their runs, the runs' inputs), each at 50 keys a request: 3 x 500/50 = 30.
      const requests = emulator.stats().requests - before;
      process.stderr.write(`500 deployments: ${requests} W&B requests\n`);
      expect(requests).toBeLessThanOrEqual(30);
    } finally {
      for (const program of mine) program.process.kill();
      await Promise.all(mine.map((program) => program.end()));
      await lineage.close();
      await emulator.close();
    }
  }, 90_000);
});
