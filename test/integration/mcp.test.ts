import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { startEmulator, type Emulator } from '../../src/emulator/emulator.ts';
import { generateWorld } from '../../src/emulator/generate.ts';
import type { World } from '../../src/emulator/world.ts';
import { startGateway, unknownKey, type TestGateway } from '../support/gateway.ts';

const largest = 8_000;
const model = 'acme/vision/flower-classifier:v2';

interface Service {
  emulator: Emulator;
  gateway: TestGateway;
  client: Client;
}

async function open(
  world: 'demo' | 'hub' | 'awkward' | World,
  headers: Record<string, string> = {},
): Promise<Service> {
  const emulator = await startEmulator({ world });
  const gateway = await startGateway(emulator, { policies: 'examples/policies' });
  return { emulator, gateway, client: await connect(gateway, headers) };
}

async function connect(gateway: TestGateway, headers: Record<string, string> = {}): Promise<Client> {
  const client = new Client({ name: 'test', version: '1' });
  await client.connect(
    new StreamableHTTPClientTransport(new URL(`${gateway.url}/mcp`), { requestInit: { headers } }),
  );
  return client;
}

async function close({ client, gateway, emulator }: Service): Promise<void> {
  await client.close();
  await gateway.close();
  await emulator.close();
}

interface Structured {
  complete: boolean;
  status?: string;
  counts: Record<string, number>;
  nodes: { kind: string; id: string | null; path: string | null; label: string }[];
  nodesOmitted: number;
}

async function call(
  { client }: Pick<Service, 'client'>,
  name: string,
  given: Record<string, unknown>,
): Promise<{ text: string; isError: boolean; structured: Structured | undefined }> {
  const { content, isError, structuredContent } = await client.callTool({ name, arguments: given });
  const [first, ...more] = content as { type: string; text: string }[];
  expect(more).toEqual([]);
  const text = first?.text ?? '';
  expect(Buffer.byteLength(text + JSON.stringify(structuredContent ?? {}))).toBeLessThan(largest);
  return { text, isError: isError === true, structured: structuredContent as Structured | undefined };
}

/** The text of a successful call, which always says whether it is complete. */
async function answer(service: Service, name: string, given: Record<string, unknown>): Promise<string> {
  const { text, isError } = await call(service, name, given);
  expect(isError ? text : '').toBe('');
  expect(text).toMatch(/^Complete: (yes|NO)/m);
  return text;
}

describe('The MCP tools', () => {
  let service: Service;
  beforeAll(async () => {
    service = await open('demo');
  });
  afterAll(() => close(service));

  test('are each described with their arguments and what programs read', async () => {
    const { tools } = await service.client.listTools();
    expect(tools.map(({ name }) => name).sort()).toEqual([
      'blast_radius',
      'check_policies',
      'find_artifact',
      'is_stale',
      'lineage_downstream',
      'lineage_paths',
      'lineage_upstream',
      'list_collections',
      'list_projects',
      'list_runs',
      'list_versions',
      'search',
      'why_different',
    ]);
    for (const { description, inputSchema, outputSchema, annotations } of tools) {
      expect(Object.keys(outputSchema?.properties ?? {})).toEqual(
        expect.arrayContaining(['complete', 'counts', 'nodes']),
      );
      expect(description?.length).toBeGreaterThan(40);
      expect(annotations?.readOnlyHint).toBe(true);
      for (const property of Object.values(inputSchema.properties ?? {}))
        expect(property).toHaveProperty('description');
    }
  });

  test('find the object of a name', async () => {
    const text = await answer(service, 'find_artifact', { node: 'acme/vision/flower-classifier:production' });
    expect(text).toContain(`1 found: artifact "${model}"`);
    expect(text).toContain('aliases "latest", "production"');
    expect(text).toContain('Logged by: run "acme/vision/pack-2"');
    expect(await answer(service, 'find_artifact', { node: 'acme/vision/train-9' })).toMatch(
      /1 found: run[\s\S]*It used \d+ and logged 1 artifact versions/,
    );
  });

  test.each([
    ['acme/vision/flower-classifier:v2', 'PASS', 'Complete: yes'],
    ['acme/vision/flower-classifier:v1', 'FAIL', 'via "distilled-labels:v0" -> "split"'],
    ['acme/vision/legacy-classifier', 'UNKNOWN', 'UNKNOWN is not a pass'],
  ])('decide the policies of the service for %s: %s', async (node, status, words) => {
    expect(await answer(service, 'check_policies', { node })).toContain(words);
    const { structured } = await call(service, 'check_policies', { node, policies: ['release'] });
    expect(structured?.status).toBe(status);
    const { text, isError } = await call(service, 'check_policies', { node, policies: ['other'] });
    expect([isError, text]).toEqual([true, expect.stringContaining('one of release')]);
  });

  test('give programs the same in parts', async () => {
    const given = { node: model, maxDepth: 20 };
    const { structured, text } = await call(service, 'lineage_upstream', given);
    expect(structured).toMatchObject({
      complete: false,
      counts: { nodes: 15, runs: 7, artifacts: 8, hidden: 0 },
      nodesOmitted: expect.any(Number),
    });
    const [self, ...others] = structured?.nodes ?? [];
    expect(self).toMatchObject({ kind: 'ARTIFACT', path: model, label: 'flower-classifier:v2' });
    for (const { path, kind } of others) {
      expect(text).toContain(`"${path ?? ''}"`);
      expect(['RUN', 'ARTIFACT']).toContain(kind);
    }
    const stale = await call(service, 'is_stale', { node: 'acme/vision/leaf-segmenter' });
    expect(stale.structured).toMatchObject({ status: 'STALE', counts: { causes: 1 } });
  });

  test('find a run by part of its name and walk from it, without a path', async () => {
    const found = await call(service, 'search', { text: 'amber-bloom-9' });
    expect(found.text).toMatch(/^1 hit for "amber-bloom-9" in \d+ projects?\.\nComplete: yes/);
    const [run] = found.structured?.nodes ?? [];
    expect(run).toMatchObject({ kind: 'RUN', path: 'acme/vision/train-9', label: 'amber-bloom-9' });
    expect(await answer(service, 'lineage_upstream', { node: run?.path })).toMatch(/^Upstream of run/);
    expect(await answer(service, 'search', { text: 'amber', kinds: ['RUN'] })).toContain(
      '- run "amber-bloom-',
    );
    const cut = await call(service, 'search', { text: 'amber', first: 1 });
    expect(cut.structured?.complete).toBe(false);
    expect(cut.text).toContain('and there are more');
    const empty = await call(service, 'search', { text: 'nothing-of-the-kind' });
    expect(empty.text).toMatch(/^0 hits/);
  });

  test('list projects, collections, versions and runs, page by page', async () => {
    const projects = await answer(service, 'list_projects', {});
    expect(projects).toContain('- "acme/vision"');
    expect(await answer(service, 'list_projects', { entity: 'acme', first: 1 })).toMatch(/pass after "/);
    const collections = await call(service, 'list_collections', { project: 'acme/vision', first: 2 });
    expect(collections.structured?.nodes).toHaveLength(2);
    expect(collections.structured?.complete).toBe(false);
    const [, after = ''] = /pass after "([^"]+)"/.exec(collections.text) ?? [];
    const rest = await call(service, 'list_collections', { project: 'acme/vision', first: 100, after });
    expect(rest.structured?.complete).toBe(true);
    expect(rest.text).not.toContain(`"${collections.structured?.nodes[0]?.path ?? ''}"`);
    const versions = await answer(service, 'list_versions', { collection: 'acme/vision/flower-classifier' });
    expect(versions).toMatch(/^3 versions of 3\.[\s\S]*- artifact "acme\/vision\/flower-classifier:v2"/);
    const runs = await answer(service, 'list_runs', { project: 'acme/vision', nameContains: 'bloom-9' });
    expect(runs).toMatch(/^1 run of 1\.[\s\S]*named "amber-bloom-9"/);
    const nowhere = await call(service, 'list_versions', { collection: 'acme/vision/none' });
    expect(nowhere.isError).toBe(true);
    const odd = await call(service, 'list_versions', { collection: 'nothing' });
    expect(odd).toMatchObject({ isError: true, text: expect.stringContaining('entity/project') });
  });

  test('describe what a model came from, counts first', async () => {
    const text = await answer(service, 'lineage_upstream', { node: model, maxDepth: 20 });
    const lines = text.split('\n');
    expect(lines[0]).toMatch(
      /^Upstream of artifact "acme\/vision\/flower-classifier:v2", type "model", aliases "latest", "production", "release\/2024:rc1", \d{4}-\d\d-\d\d:$/,
    );
    expect(lines[1]).toBe(
      '15 nodes: 7 runs, 8 artifact versions, 0 hidden; the maximum distance is 10 hops.',
    );
    expect(lines[2]).toMatch(/^Complete: NO.*PRODUCER_UNKNOWN: an unknown number at 2 places/);
    expect(text).toContain('"acme/data-platform/field-photos:v0"');
    expect(text.match(/^- \d+ hops?: /gm)).toHaveLength(15);
  });

  test('list nodes in parts, and say how to continue', async () => {
    const all = await answer(service, 'lineage_upstream', { node: model, maxDepth: 20, show: 60 });
    const parts: string[] = [];
    for (const offset of [0, 6, 12]) {
      const part = await answer(service, 'lineage_upstream', { node: model, maxDepth: 20, show: 6, offset });
      parts.push(...(part.match(/^- .*$/gm) ?? []));
      if (offset < 12) expect(part).toContain(`call again with offset ${offset + 6}`);
    }
    expect(parts).toEqual(all.match(/^- .*$/gm));
  });

  test('say when a walk is incomplete', async () => {
    const text = await answer(service, 'lineage_upstream', { node: model, maxDepth: 2 });
    expect(text).toMatch(/^Complete: NO.*MAX_DEPTH.*raise maxDepth/m);
    expect(
      await answer(service, 'lineage_downstream', {
        node: 'acme/data-platform/field-photos:v0',
        maxNodes: 5,
      }),
    ).toMatch(/^Complete: NO.*MAX_NODES.*raise maxNodes/m);
  });

  test('describe paths, blast radius, staleness and differences', async () => {
    const paths = await answer(service, 'lineage_paths', {
      from: 'acme/data-platform/field-photos:v0',
      to: model,
      first: 1,
    });
    expect(paths).toMatch(/^1 path from.*and there are more/);
    expect(paths.match(/^- /gm)).toHaveLength(11);
    const apart = await answer(service, 'lineage_paths', {
      from: 'acme/vision/checkpoints:v8',
      to: 'acme/vision/checkpoints:v9',
    });
    expect(apart).toMatch(/^No path between .* of any length\.\nComplete: yes\.$/m);
    expect(apart).not.toContain('Raise maxDepth');
    const short = await answer(service, 'lineage_paths', {
      from: 'acme/data-platform/field-photos:v0',
      to: model,
      maxDepth: 3,
    });
    expect(short).toMatch(/^No path between .* within 3 hops\.\nComplete: NO.*MAX_DEPTH/);
    expect(short).toContain('Raise maxDepth');
    const radius = await answer(service, 'blast_radius', { node: 'acme/data-platform/train-split:v1' });
    expect(radius).toContain('6 runs by 3 people and 5 artifact versions, in 1 project; 0 more are hidden');
    expect(radius).toContain('- 4 hops, important: artifact "acme/vision/flower-classifier:v2"');
    const stale = await answer(service, 'is_stale', { node: 'acme/vision/leaf-segmenter' });
    expect(stale).toContain('is STALE');
    expect(stale).toContain('1 version behind');
    const different = await answer(service, 'why_different', {
      base: 'acme/vision/flower-classifier:v1',
      head: model,
    });
    expect(different).toContain('9 of both; 3 collections in other versions, 3 pairs of runs that differ');
    expect(different).toContain('config "lr": "0.008" -> "0.01"');
    const checkpoints = await answer(service, 'why_different', {
      base: 'acme/vision/checkpoints:v8',
      head: 'acme/vision/checkpoints:v9',
    });
    expect(checkpoints).toMatch(
      /The earliest difference: base has run .* named "amber-bloom-8".*; head has run .* named "amber-bloom-9"/,
    );
    expect(checkpoints).not.toContain('no counterpart');
  });

  test('reject invalid arguments with helpful messages', async () => {
    const missing = await call(service, 'find_artifact', { node: 'acme/vision/nothing:v7' });
    expect(missing.isError).toBe(true);
    expect(missing.text).toContain('"acme/vision/nothing:v7"');
    const wrong = await call(service, 'lineage_upstream', { node: 'no path' });
    expect(wrong).toMatchObject({
      isError: true,
      text: expect.stringContaining('entity/project/collection:ref'),
    });
    const run = await call(service, 'is_stale', { node: 'acme/vision/train-9' });
    expect(run).toMatchObject({ isError: true, text: expect.stringContaining('is a run') });
    const range = await call(service, 'blast_radius', { node: model, maxDepth: 51 });
    expect(range).toMatchObject({ isError: true, text: expect.stringContaining('maxDepth') });
    const unknown = await call(service, 'blast_radius', { node: model, depth: 5 });
    expect(unknown).toMatchObject({ isError: true, text: expect.stringContaining('depth') });
  });

  test("report W&B failures in the gateway's own words", async () => {
    service.emulator.setFaults([{ kind: 'partial', field: 'Run.inputArtifacts' }]);
    try {
      const text = await answer(service, 'lineage_upstream', { node: model });
      expect(text).toMatch(/^Complete: NO.*WANDB_ERROR/m);
      expect(text).toMatch(/^Problem: W&B/m);
    } finally {
      service.emulator.setFaults([]);
    }
  });

  test('authenticate the caller of each message', async () => {
    await expect(connect(service.gateway, { authorization: 'Bearer short' })).rejects.toThrow(
      /no W&B API key/,
    );
    const stranger = await connect(service.gateway, { authorization: `Bearer ${unknownKey}` });
    const { text, isError } = await call({ client: stranger }, 'find_artifact', { node: model });
    expect(isError).toBe(true);
    expect(text).toMatch(/key/);
    expect(text).not.toContain(unknownKey);
    await stranger.close();
  });

  test("see what the caller's key may see", async () => {
    const [, , registry] = service.emulator.keys;
    const client = await connect(service.gateway, { authorization: `Bearer ${registry?.key ?? ''}` });
    const { isError } = await call({ client }, 'find_artifact', {
      node: 'acme/data-platform/field-photos:v0',
    });
    expect(isError).toBe(true);
    await client.close();
  });

  test.each<[string, (one: (given: unknown) => object) => string, number, RegExp]>([
    ['a batch', (one) => JSON.stringify([one({}), one({})]), 400, /Batches are not supported/],
    ['more than 64 KiB', (one) => JSON.stringify(one({ node: 'x'.repeat(65_536) })), 413, /65,536 bytes/],
    [
      'levels without end',
      (one) => JSON.stringify(one('deep')).replace('"deep"', '['.repeat(9_000) + ']'.repeat(9_000)),
      400,
      /levels/,
    ],
    [
      'ten thousand wrong items',
      (one) => JSON.stringify(one({ node: model, kinds: Array.from({ length: 10_000 }, () => 1) })),
      200,
      /"isError":true/,
    ],
  ])('respond to %s with a message', async (_, body, status, words) => {
    const one = (given: unknown) => ({
      jsonrpc: '2.0',
      id: 1,
      method: 'tools/call',
      params: { name: 'lineage_upstream', arguments: given },
    });
    service.emulator.resetStats();
    const response = await fetch(`${service.gateway.url}/mcp`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'application/json, text/event-stream' },
      body: body(one),
    });
    expect(response.status).toBe(status);
    const text = await response.text();
    expect(text).toMatch(words);
    expect(text).not.toContain('call stack');
    expect(service.emulator.stats().requests).toBe(0);
  });
});

describe.each(['hub', 'awkward'] as const)('The MCP tools on the %s world', (world) => {
  const consumers = 1_200;
  let service: Service;
  beforeAll(async () => {
    service = await open(world === 'hub' ? generateWorld({ kind: 'hub', consumers }) : world);
  });
  afterAll(() => close(service));

  test('answer every question within 8 kB', async () => {
    const { dataset, model: made } = service.emulator.roots;
    const downstream = await answer(service, 'lineage_downstream', { node: dataset, show: 60 });
    await answer(service, 'lineage_upstream', { node: made, show: 60 });
    await answer(service, 'lineage_paths', { from: dataset, to: made, first: 100 });
    const radius = await answer(service, 'blast_radius', { node: dataset, show: 60 });
    await answer(service, 'is_stale', { node: made });
    await answer(service, 'why_different', { base: dataset, head: made });
    await answer(service, 'find_artifact', { node: dataset });
    if (world === 'hub') {
      expect(downstream).toMatch(/^Complete: NO.*MAX_NODES/m);
      expect(downstream).toMatch(/nodes not listed\. For the next ones call again with offset \d+/);
      expect(radius).toContain('1,200 runs by 1 person and 1,200 artifact versions');
      expect(radius).toMatch(/versions not listed/);
    }
  });
});
