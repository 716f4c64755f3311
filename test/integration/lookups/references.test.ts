import { readFileSync } from 'node:fs';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { withEngine, type CommandEngine } from '../../../src/cli/command-engine.ts';
import { startEmulator, type Emulator } from '../../../src/emulator/emulator.ts';
import { startGateway, type TestGateway } from '../../support/gateway.ts';

let emulator: Emulator;
let gateway: TestGateway;
let agent: Client;
let command: CommandEngine;
let endCommand: () => void;

beforeAll(async () => {
  emulator = await startEmulator({ world: 'demo' });
  gateway = await startGateway(emulator);
  agent = new Client({ name: 'test', version: '1' });
  await agent.connect(new StreamableHTTPClientTransport(new URL(`${gateway.url}/mcp`)));
  const environment = { WANDB_API_KEY: emulator.keys[0]?.key };
  await new Promise<void>((resolve, reject) => {
    withEngine({ wandbBaseUrl: emulator.url }, { environment, version: 'test' }, (engine) => {
      command = engine;
      resolve();
      return new Promise<void>((end) => (endCommand = end));
    }).catch(reject);
  });
});
afterAll(async () => {
  endCommand();
  await agent.close();
  await gateway.close();
  await emulator.close();
});

/** The rows of docs/references.md: `[what, example, node or part of the message]`. */
const page = readFileSync(new URL('../../../docs/references.md', import.meta.url), 'utf8');
const rowsBelow = (heading: string): [string, string, string][] =>
  [
    ...(page.split(`## ${heading}\n`)[1]?.split('\n## ')[0] ?? '').matchAll(
      /^\| (.+) \| `(.+)` \| (.+) \|$/gm,
    ),
  ].map(([, what = '', example = '', result = '']) => [what, example, result.replaceAll('`', '')]);
const forms = rowsBelow('Forms');
const refusals = rowsBelow('What is refused');

/** What each way of asking says of a reference: the id of the node, or the message. */
const ways: Record<string, (reference: string) => Promise<string>> = {
  async GraphQL(ref) {
    const { data, errors } = await gateway.ask('query ($ref: ID!) { lineageNode(ref: $ref) { id } }', {
      ref,
    });
    return data.lineageNode?.id ?? errors?.[0]?.message;
  },
  async 'GraphQL lineage'(ref) {
    const { data, errors } = await gateway.ask(
      'query ($ref: ID!) { lineage(roots: [$ref], maxDepth: 0) { nodes { node { id } } } }',
      { ref },
    );
    return data?.lineage?.nodes[0].node.id ?? errors?.[0]?.message;
  },
  async 'lineage.json'(root) {
    const response = await fetch(
      `${gateway.url}/lineage.json?${new URLSearchParams({ root, maxDepth: '0' }).toString()}`,
    );
    const body = (await response.json()) as { roots: string[]; errors?: { message: string }[] };
    return body.errors?.[0]?.message ?? body.roots[0] ?? '';
  },
  'the command line': (text) => command.findRoot(text).catch((error: unknown) => (error as Error).message),
  async MCP(reference) {
    const { tools } = await agent.listTools();
    const { inputSchema } = tools.find(({ name }) => name === 'find_artifact') ?? {};
    const [argument = ''] = inputSchema?.required ?? [];
    const { content } = await agent.callTool({ name: 'find_artifact', arguments: { [argument]: reference } });
    const [{ text }] = content as [{ text: string }];
    return /, id "(.+?)"/.exec(text)?.[1] ?? text;
  },
};

test('The page lists thirty forms of references and ten refusals.', () => {
  expect([forms.length, refusals.length]).toEqual([30, 10]);
});

describe.each(Object.keys(ways))('A reference in %s', (way) => {
  test.each(forms)('names a node: %s (%s)', async (_, example, path) => {
    const { data } = await gateway.ask(
      'query ($path: String!) { artifact(path: $path) { id } run(path: $path) { id } }',
      { path },
    );
    const { id } = data.artifact ?? data.run;
    expect(await ways[way]?.(` ${example} `)).toBe(id);
  });

  test.each(refusals)('is refused: %s (%s)', async (_, example, message) => {
    expect(await ways[way]?.(example)).toContain(message);
  });
});

describe('A field for one kind of node', () => {
  test.each([
    ['artifact', 'https://wandb.ai/acme/vision/runs/train-9', 'It names the run acme/vision/train-9.'],
    ['artifact', 'UnVuOnYxOnRyYWluLTk6dmlzaW9uOmFjbWU=', 'It names the run acme/vision/train-9.'],
    [
      'run',
      'https://wandb.ai/acme/vision/artifacts/model/flower-classifier/v2',
      'It names an artifact version.',
    ],
    ['run', 'QXJ0aWZhY3Q6MjY=', 'It names an artifact version.'],
  ])('says what a reference to the other kind names: %s(path: %j)', async (field, path, message) => {
    const { data, errors } = await gateway.ask(`query ($path: String!) { ${field}(path: $path) { id } }`, {
      path,
    });
    expect(data).toEqual({ [field]: null });
    expect(errors?.[0]).toMatchObject({ extensions: { code: 'BAD_USER_INPUT' } });
    expect(errors?.[0]?.message).toContain(message);
  });

  test('takes the address of a page', async () => {
    const { data } = await gateway.ask(`{
      artifact(path: "https://wandb.ai/acme/vision/artifacts/model/flower-classifier/v2/lineage") { path }
      run(path: "https://forge.coreweave.com/wandb/acme/vision/runs/train-9/overview") { path }
    }`);
    expect(data).toEqual({
      artifact: { path: 'acme/vision/flower-classifier:v2' },
      run: { path: 'acme/vision/train-9' },
    });
  });
});

describe('The organisation of a registry', () => {
  const ask = (path: string) =>
    gateway.ask('query ($path: String!) { artifact(path: $path) { path } }', { path });

  test('is looked up only where it is not the entity', async () => {
    const exact = await ask('acme-org/wandb-registry-models/Flower Classifier:v2');
    expect([exact.requests, exact.data.artifact.path]).toEqual([1, 'acme/vision/flower-classifier:v2']);
    const named = await ask('Acme Corp/wandb-registry-models/Flower Classifier:v2');
    expect(named.operations).toEqual(['ArtifactByName', 'ViewerOrganizations', 'ArtifactByName']);
    const own = await ask('wandb-registry-models/Flower Classifier:v2');
    expect(own.operations).toEqual(['ViewerOrganizations', 'ArtifactByName']);
    const elsewhere = await ask('acme/vision/nothing:v9');
    expect(elsewhere.data.artifact).toBeNull();
    expect(elsewhere.operations.join()).not.toContain('ViewerOrganizations');
  });

  test('is named where the registry has no such version', async () => {
    const { data, errors } = await ask('acme-org/wandb-registry-models/Flower Classifier:v99');
    expect([data, errors]).toEqual([{ artifact: null }, undefined]);
  });

  test('is told where the key belongs to another one', async () => {
    const { errors } = await ask('Other Inc/wandb-registry-models/Flower Classifier:v2');
    expect(errors?.[0]).toMatchObject({ extensions: { code: 'BAD_USER_INPUT' } });
    expect(errors?.[0]?.message).toContain('The key belongs to "Acme Corp" (acme-org).');
  });
});

test('A root that W&B does not show is a hidden node with its path as label.', async () => {
  const { data, errors } = await gateway.ask(
    '{ lineage(roots: ["acme/vision/nothing:v1"]) { nodes { node { __typename label } } completeness { complete truncations { reason } } } }',
  );
  expect(errors).toBeUndefined();
  expect(data.lineage.nodes).toEqual([
    { node: { __typename: 'HiddenNode', label: 'acme/vision/nothing:v1' } },
  ]);
  expect(data.lineage.completeness).toMatchObject({ complete: false, truncations: [{ reason: 'HIDDEN' }] });
});

test('What may be a version or a run is looked up in one request, with what is nested below.', async () => {
  const { data, requests } = await gateway.ask(
    '{ lineageNode(ref: "acme/vision/train-9") { label ... on Run { usedArtifacts { nodes { path } } } } }',
  );
  expect(data.lineageNode.usedArtifacts.nodes.length).toBeGreaterThan(0);
  expect(requests).toBe(1);
});
