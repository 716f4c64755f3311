import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { startEmulator, type Emulator } from '../../../src/emulator/emulator.ts';
import { demoPaths } from '../../../src/emulator/worlds/demo.ts';
import { demoKeys } from '../../../src/emulator/worlds/keys.ts';
import { startGateway, unknownKey, type TestGateway } from '../../support/gateway.ts';

let emulator: Emulator;
let gateway: TestGateway;
beforeAll(async () => {
  emulator = await startEmulator({ world: 'demo' });
  gateway = await startGateway(emulator, {}, { WANDB_API_KEY: demoKeys.member });
});
afterEach(() => emulator.setFaults([]));
afterAll(async () => {
  await gateway.close();
  await emulator.close();
});

type QueryPairs = Record<string, string> | [string, string][];

async function get(twin: string, parameters: QueryPairs, headers: Record<string, string> = {}) {
  const query = new URLSearchParams(parameters).toString();
  const response = await fetch(`${gateway.url}/lineage.${twin}?${query}`, { headers });
  return { status: response.status, headers: response.headers, text: await response.text() };
}

interface Exported {
  nodes: { id: string; path: string; type?: string; createdAt?: string }[];
  edges: unknown[];
  roots: string[];
  direction: string;
  complete: boolean;
  truncations: { reason: string }[];
}

async function graph(parameters: QueryPairs, headers?: Record<string, string>): Promise<Exported> {
  const { status, text } = await get('json', parameters, headers);
  expect(status).toBe(200);
  return JSON.parse(text) as Exported;
}

async function messages(parameters: QueryPairs, status: number): Promise<string[]> {
  const answer = await get('svg', parameters);
  expect(answer.status).toBe(status);
  expect(answer.headers.get('content-type')).toContain('application/json');
  const { errors } = JSON.parse(answer.text) as { errors: { message: string }[] };
  return errors.map(({ message }) => message);
}

const root = demoPaths.model;

describe('A lineage file', () => {
  test.each([
    ['svg', 'image/svg+xml', /^(<\?xml[^>]*>\s*)?(<!--[\s\S]*?-->\s*)*<svg /],
    ['mmd', 'text/vnd.mermaid', /flowchart/],
    ['dot', 'text/vnd.graphviz', /digraph/],
    ['json', 'application/json', /"format": "wandb-lineage"/],
  ])('(.%s) has the type %s, a file name and nosniff', async (twin, mediaType, pattern) => {
    const { status, headers, text } = await get(twin, { root });
    expect(status).toBe(200);
    expect(text).toMatch(pattern);
    expect(headers.get('content-type')).toBe(`${mediaType}; charset=utf-8`);
    expect(headers.get('content-disposition')).toMatch(/^inline; filename="lineage-acme-vision-[\w.-]+"$/);
    expect(headers.get('content-disposition')).toContain(`.${twin}"`);
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('content-security-policy')).toBe(
      twin === 'svg'
        ? "default-src 'none'; style-src 'unsafe-inline'"
        : "default-src 'none';frame-ancestors 'none'",
    );
  });

  test('contains what Query.lineage returns', async () => {
    const exported = await graph({ root, direction: 'upstream', maxDepth: '4' });
    const { data } = await gateway.ask(
      `query ($id: ID!) { lineage(roots: [$id], direction: UPSTREAM, maxDepth: 4) { nodes { node { id } } edges { from } } }`,
      { id: exported.roots[0] },
    );
    expect(exported.nodes.map(({ id }) => id)).toEqual(
      data.lineage.nodes.map(({ node }: { node: { id: string } }) => node.id),
    );
    expect(exported.edges).toHaveLength(data.lineage.edges.length);
    expect(exported.direction).toBe('UPSTREAM');
  });

  test('accepts runs, versions, aliases and global ids as roots', async () => {
    const one = await graph({ root });
    const id = one.roots[0] ?? '';
    const several = await graph([
      ['root', demoPaths.run],
      ['root', 'acme/vision/flower-classifier'],
      ['root', id],
      ['root', demoPaths.slashAlias],
      ['maxDepth', '0'],
    ]);
    expect(several.roots.slice(1)).toEqual([id, id, id]);
    expect(several.nodes.map(({ path }) => path)).toEqual([demoPaths.run, root]);
  });

  test('looks up a path without a ref as a run and as a version in one W&B request', async () => {
    await graph({ root, maxDepth: '0' });
    emulator.resetStats();
    await graph({ root: demoPaths.run, maxDepth: '0' });
    expect(emulator.stats().requests).toBeLessThanOrEqual(2);
  });

  test('is filtered by its parameters', async () => {
    const all = await graph({ root, maxDepth: '20' });
    const models = await graph({ root, maxDepth: '20', kinds: 'artifact', artifactTypes: 'model, labels' });
    const hidden = (path: string | null) => path === null;
    expect(new Set(models.nodes.filter(({ path }) => !hidden(path)).map(({ type }) => type))).toEqual(
      new Set(['model', 'labels']),
    );
    expect(models.nodes.length).toBeLessThan(all.nodes.length);
    const later = await graph({ root, maxDepth: '20', createdAfter: '2024-01-01T08:50:00Z' });
    for (const { createdAt, id } of later.nodes.slice(1))
      expect(id.startsWith('hidden') || (createdAt ?? '') >= '2024-01-01T08:50').toBe(true);
    const project = await graph({ root, maxDepth: '20', projects: 'acme/vision' });
    const { nodes } = await graph({ root, maxDepth: '20', projects: 'Acme/VISION' });
    expect(nodes).toEqual(project.nodes);
    for (const { path, id } of project.nodes)
      expect(id.startsWith('hidden') || path.startsWith('acme/vision/')).toBe(true);
    expect((await graph({ root, maxFanout: '1', runStates: 'finished' })).complete).toBe(false);
  });

  test('links to the next page when it is cut', async () => {
    const first = await get('json', { root: demoPaths.hub, maxNodes: '100' });
    expect(first.status).toBe(200);
    const page = JSON.parse(first.text) as Exported;
    expect(page.complete).toBe(false);
    expect(page.truncations.map(({ reason }) => reason)).toContain('MAX_NODES');
    const [, next = ''] = /^<(.*)>; rel="next"$/.exec(first.headers.get('link') ?? '') ?? [];
    const second = await fetch(`${gateway.url}${next}`);
    const rest = (await second.json()) as Exported;
    expect(rest.nodes).toHaveLength(100);
    const given = new Set(page.nodes.map(({ id }) => id));
    expect(rest.nodes.filter(({ id }) => given.has(id))).toEqual([]);
  });
});

describe('An invalid lineage file request', () => {
  test.each<[QueryPairs, RegExp]>([
    [{}, /"root" was nothing, but has to be an artifact version as/],
    [{ root: 'x' }, /"root" was "x"/],
    [{ root: Buffer.from('User:1').toString('base64') }, /id of a User/],
    [
      { root, depth: '3' },
      /"depth" was "3", but has to be one of these parameters: root, direction, maxDepth/,
    ],
    [
      { root, direction: 'sideways' },
      /"direction" was "sideways", but has to be UPSTREAM or DOWNSTREAM or BOTH/,
    ],
    [{ root, maxDepth: 'deep' }, /"maxDepth" was "deep", but has to be a whole number/],
    [{ root, maxDepth: '99' }, /"maxDepth" was 99, but has to be a whole number from 0 to 50/],
    [{ root, maxNodes: '0' }, /"maxNodes" was 0/],
    [{ root, maxNodes: '99999999999' }, /"maxNodes"/],
    [{ root, maxFanout: '-1' }, /"maxFanout"/],
    [{ root, kinds: 'RUN,JOB' }, /"kinds" was "JOB"/],
    [{ root, artifactTypes: 'a,,b' }, /"artifactTypes" was "a,,b", but has to be one or more words/],
    [{ root, projects: 'acme' }, /projects" was "acme", but has to be entity\/project/],
    [{ root, includeSystemTypes: 'yes' }, /"includeSystemTypes" was "yes", but has to be true or false/],
    [{ root, createdAfter: 'yesterday' }, /"createdAfter" was "yesterday", but has to be a date/],
    [{ root, createdBefore: '2024-13-01' }, /"createdBefore"/],
    [{ root, after: 'x' }, /"after" was "x"/],
    [
      [
        ['root', root],
        ['maxDepth', '1'],
        ['maxDepth', '2'],
      ],
      /"maxDepth" was \["1","2"\], but has to be given once/,
    ],
    [Array.from({ length: 51 }, (): [string, string] => ['root', root]), /"roots" was "51 references"/],
  ])('(%j) is 400 with the parameter, its value and what is accepted', async (parameters, pattern) => {
    const [message] = await messages(parameters, 400);
    expect(message).toMatch(pattern);
  });

  test('is 404 when W&B does not show one of the roots', async () => {
    const secret = 'acme/skunkworks/canary';
    const found = await messages(
      [
        ['root', root],
        ['root', 'acme/vision/nothing:v1'],
        ['root', secret],
      ],
      404,
    );
    expect(found[0]).toContain('"acme/vision/nothing:v1"');
    expect(found[0]).toContain('W&B shows no run and no artifact version');
    expect(found).toHaveLength(2);
  });

  test('is 401 without a valid key', async () => {
    const short = await get('svg', { root }, { authorization: 'Bearer short' });
    expect(short.status).toBe(401);
    expect(short.text).toContain('40 or more');
    const unknown = await get('svg', { root }, { authorization: `Bearer ${unknownKey}` });
    expect(unknown.status).toBe(401);
    expect(unknown.text).not.toContain(unknownKey);
  });

  test("shows what the caller's own key may see", async () => {
    const hidden = ({ nodes }: Exported) => nodes.filter(({ id }) => id.startsWith('hidden')).length;
    const parameters = { root: demoPaths.privateInput };
    expect(hidden(await graph(parameters))).toBeGreaterThan(0);
    const everything = { authorization: `Bearer ${demoKeys.everything}` };
    expect(hidden(await graph(parameters, everything))).toBe(0);
  });
});

describe('A lineage file when W&B fails', () => {
  test.each<[Parameters<Emulator['setFaults']>[0], number, string]>([
    [[{ kind: 'drop' }], 503, 'WANDB_UNAVAILABLE'],
    [[{ kind: '503' }], 503, 'WANDB_UNAVAILABLE'],
    [[{ kind: '429', retryAfter: '0.05' }], 503, 'WANDB_RATE_LIMITED'],
    [[{ kind: 'partial', field: 'Project.artifactCollectionMembership' }], 502, 'WANDB_ERROR'],
  ])('is, for %j, %d with %s, never "not found"', async (faults, status, code) => {
    emulator.setFaults(faults);
    const answer = await get('svg', { root });
    expect(answer.status).toBe(status);
    const { errors } = JSON.parse(answer.text) as { errors: { extensions: { code: string } }[] };
    expect(errors[0]?.extensions.code).toBe(code);
    expect(answer.headers.has('retry-after')).toBe(code === 'WANDB_RATE_LIMITED');
    expect(answer.text).not.toContain('secret detail');
  });

  test('is 504 when W&B does not respond in time', async () => {
    await using hasty = await startGateway(
      emulator,
      { wandbHttpTimeout: '0.3' },
      { WANDB_API_KEY: demoKeys.member },
    );
    emulator.setFaults([{ kind: 'hang' }]);
    const response = await fetch(`${hasty.url}/lineage.svg?${new URLSearchParams({ root }).toString()}`);
    expect(response.status).toBe(504);
  });

  test('contains the rest and says that it is incomplete when a part failed', async () => {
    emulator.setFaults([{ kind: 'partial', field: 'Run.inputArtifacts' }]);
    const { status, text } = await get('mmd', { root });
    expect(status).toBe(200);
    expect(text).toContain('Incomplete');
    expect(text).toContain('W&B failed');
  });
});

describe('The headers of a lineage file', () => {
  test.each(['svg', 'mmd', 'dot', 'json'])('say of .%s whether it is complete, and why not', async (type) => {
    const whole = await get(type, { root, direction: 'downstream' });
    expect(whole.headers.get('lineage-complete')).toBe('true');
    expect(whole.headers.get('lineage-incomplete-reasons')).toBeNull();
    const shallow = await get(type, { root, maxDepth: '1' });
    expect(shallow.headers.get('lineage-complete')).toBe('false');
    expect(shallow.headers.get('lineage-incomplete-reasons')).toBe('MAX_DEPTH');
    emulator.setFaults([{ kind: 'partial', field: 'Run.inputArtifacts' }]);
    const failed = await get(type, { root, maxDepth: '2' });
    expect(failed.status).toBe(200);
    expect(failed.headers.get('lineage-complete')).toBe('false');
    expect(failed.headers.get('lineage-incomplete-reasons')).toContain('WANDB_ERROR');
    // A value that is lost while the file is written, by a walk that met every node.
    emulator.setFaults([{ kind: 'partial', field: 'ArtifactSequence.project' }]);
    const unnamed = await get(type, { root, direction: 'downstream' });
    expect(unnamed.headers.get('lineage-complete')).toBe('false');
    expect(unnamed.headers.get('lineage-incomplete-reasons')).toBe('WANDB_ERROR');
  });
});
