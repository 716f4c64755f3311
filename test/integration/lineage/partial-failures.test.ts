import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { startEmulator, type Emulator } from '../../../src/emulator/emulator.ts';
import { artifactId, runId } from '../../../src/emulator/ids.ts';
import { artifactPathOf, runPathOf } from '../../../src/emulator/world.ts';
import { startGateway, type TestGateway } from '../../support/gateway.ts';

interface Node {
  node: { label: string };
}

/** One object of W&B's answers fails: what is known of it stays, and what is not known is never made up. */
describe('An object that fails', () => {
  let emulator: Emulator;
  let gateway: TestGateway;
  beforeAll(async () => {
    emulator = await startEmulator({ world: 'demo' });
    gateway = await startGateway(emulator);
  });
  beforeEach(() => {
    emulator.setFaults([]);
  });
  afterAll(async () => {
    await gateway.close();
    await emulator.close();
  });
  const artifactAt = (path: string) => {
    const found = emulator.world.artifacts.find((each) => artifactPathOf(each) === path);
    if (!found) throw new Error(`no ${path}`);
    return found;
  };
  const crops = () => artifactAt('acme/data-platform/crops:v0');
  const failProjectOfCrops = () => {
    emulator.setFaults([{ kind: 'partial', field: 'ArtifactSequence.project' }]);
  };
  const codes = (errors: readonly { extensions?: Record<string, unknown> }[] | undefined) =>
    (errors ?? []).map(({ extensions }) => extensions?.['code']);
  const labels = (nodes: readonly Node[]) => nodes.map(({ node }) => node.label);

  const query = `query ($filter: LineageFilter, $stopAt: LineageFilter) { run(path: "acme/data-platform/crop-3") {
    lineage(direction: DOWNSTREAM, maxDepth: 1, filter: $filter, stopAt: $stopAt) {
      nodes { node { id label } } completeness { complete truncations { at reason } } } } }`;

  test('takes no node for one that the other of two ancestries lacks', async () => {
    const [base, head] = [7, 8].map((index) => artifactAt(`acme/vision/checkpoints:v${index}`));
    if (!base || !head) throw new Error('no checkpoints');
    const variables = { base: artifactId(base), head: artifactId(head) };
    const diff = `query ($base: ID!, $head: ID!) { ancestryDiff(base: $base, head: $head, maxDepth: 20) {
      onlyInBase { node { label } } onlyInHead { node { label } } earliestDivergence { base { label } head { label } } } }`;
    const whole = await gateway.ask(diff, variables);
    const { creator } = head;
    if (creator?.kind !== 'run') throw new Error('no creator');
    emulator.setFaults([{ kind: 'partial', field: 'Run.inputArtifacts', id: runId(creator) }]);
    const { data, errors } = await gateway.ask(diff, variables);
    expect(codes(errors)).toEqual(['WANDB_ERROR']);
    expect(whole.errors).toBeUndefined();
    expect(data.ancestryDiff).toMatchObject({ onlyInBase: [], earliestDivergence: null });
    const known = labels(whole.data.ancestryDiff.onlyInHead);
    for (const label of labels(data.ancestryDiff.onlyInHead)) expect(known).toContain(label);
  });

  test('stays in a graph whose filter cannot decide on it, which says so', async () => {
    failProjectOfCrops();
    const { data, errors } = await gateway.ask(query, { filter: { projects: ['acme/data-platform'] } });
    const { nodes, completeness } = data.run.lineage;
    expect(labels(nodes)).toContain('crops:v0');
    expect(completeness.complete).toBe(false);
    expect(completeness.truncations).toContainEqual({ at: artifactId(crops()), reason: 'WANDB_ERROR' });
    expect(errors).toMatchObject([{ path: ['run', 'lineage'], extensions: { code: 'WANDB_ERROR' } }]);
  });

  test('is left out of a graph where another criterion decides, without an error', async () => {
    failProjectOfCrops();
    const filter = { projects: ['acme/data-platform'], artifactTypes: ['none such'] };
    const { data, errors } = await gateway.ask(query, { filter });
    expect(labels(data.run.lineage.nodes)).toEqual(['crop to plants']);
    expect(JSON.stringify(data.run.lineage.completeness)).not.toContain('WANDB_ERROR');
    expect(errors).toBeUndefined();
  });

  test('is walked on from where `stopAt` cannot decide on it, which says so', async () => {
    failProjectOfCrops();
    const { data, errors } = await gateway.ask(query, { stopAt: { projects: ['acme/data-platform'] } });
    expect(data.run.lineage.completeness.complete).toBe(false);
    expect(codes(errors)).toEqual(['WANDB_ERROR']);
  });

  test('has no path instead of a null one, which would mean that it is hidden', async () => {
    failProjectOfCrops();
    const { data, errors } = await gateway.ask(
      `{ node(id: "${artifactId(crops())}") { ... on Artifact { label path url collection { path } } } }`,
    );
    expect(data.node).toMatchObject({ label: 'crops:v0', path: null, url: null, collection: { path: null } });
    expect(errors?.map(({ path }) => path?.slice(1).join('.')).sort()).toEqual([
      'collection.path',
      'path',
      'url',
    ]);
  });

  test('leaves the other links of a version, and each of its values that is lost has an error', async () => {
    const linked = emulator.world.artifacts.find(({ links }) => links.length > 0);
    const [link] = linked?.links ?? [];
    if (!linked || !link) throw new Error('no links');
    emulator.setFaults([{ kind: 'partial', field: 'ArtifactPortfolio.project' }]);
    const { data, errors } = await gateway.ask(
      `{ node(id: "${artifactId(linked)}") { ... on Artifact { links { version path isRegistry } } } }`,
    );
    expect(data.node.links).toHaveLength(linked.links.length);
    expect(data.node.links).toContainEqual({
      version: `v${String(link.versionIndex)}`,
      path: null,
      isRegistry: null,
    });
    expect(errors?.map(({ path }) => path?.at(-1)).sort()).toEqual(['isRegistry', 'path']);
  });

  test('is never important for what failed, and the blast radius says so', async () => {
    const model = artifactAt('acme/vision/leaf-segmenter:v0');
    const radius = `{ node(id: "${artifactId(artifactAt('acme/data-platform/train-split:v0'))}") { ... on Artifact {
      blastRadius { users versions(first: 1000) { important artifact { id } } completeness { complete truncations { at reason } } } } } }`;
    const importanceIn = (versions: { important: boolean | null; artifact: { id: string } }[]) =>
      new Map(versions.map(({ important, artifact }) => [artifact.id, important]));
    const truth = importanceIn((await gateway.ask(radius)).data.node.blastRadius.versions);
    for (const field of ['Artifact.aliases', 'ArtifactAlias.artifactCollection']) {
      emulator.setFaults([
        { kind: 'partial', field, ...(field === 'Artifact.aliases' && { id: artifactId(model) }) },
      ]);
      const { data, errors } = await gateway.ask(radius);
      const { versions, completeness } = data.node.blastRadius;
      for (const [id, important] of importanceIn(versions))
        expect([null, truth.get(id)]).toContain(important);
      // Without its aliases, which must not be null, W&B's answer loses the version whole.
      expect(importanceIn(versions).get(artifactId(model)) ?? null).toBeNull();
      expect(completeness.complete).toBe(false);
      expect(completeness.truncations).toContainEqual(expect.objectContaining({ reason: 'WANDB_ERROR' }));
      expect(codes(errors)).toContain('WANDB_ERROR');
    }
  });

  test.each(['JSON', 'MERMAID', 'DOT', 'SVG', 'PROV_JSON', 'OPENLINEAGE', 'CYCLONEDX'])(
    'is named as unreadable in an export as %s, which is incomplete',
    async (format) => {
      failProjectOfCrops();
      const { data, errors } = await gateway.ask(
        `{ run(path: "acme/data-platform/crop-3") { lineage(direction: DOWNSTREAM, maxDepth: 1) { export(format: ${format}) { content } } } }`,
      );
      const { content } = data.run.lineage.export;
      expect(errors).toMatchObject([
        { path: ['run', 'lineage', 'export'], extensions: { code: 'WANDB_ERROR' } },
      ]);
      expect(content).toContain('W&amp;B failed'.replace('&amp;', format === 'SVG' ? '&amp;' : '&'));
      expect(content).not.toContain('unnamed/');
      if (format !== 'JSON') return;
      const { complete, truncations, nodes } = JSON.parse(content);
      expect(complete).toBe(false);
      expect(truncations).toContainEqual({
        at: artifactId(crops()),
        reason: 'WANDB_ERROR',
        omitted: null,
      });
      expect(nodes).toContainEqual(
        expect.objectContaining({ kind: 'HIDDEN', reason: 'WANDB_ERROR', path: null }),
      );
    },
  );

  test('makes a stream of lines incomplete, with an error of its own', async () => {
    failProjectOfCrops();
    const run = emulator.world.runs.find((each) => runPathOf(each) === 'acme/data-platform/crop-3');
    if (!run) throw new Error('no run');
    const response = await fetch(
      `${gateway.url}/lineage.ndjson?root=${encodeURIComponent(runId(run))}&direction=downstream&maxDepth=1`,
    );
    const lines = (await response.text())
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { kind: string; complete?: boolean; at?: string; reason?: string });
    expect(lines.at(-1)).toMatchObject({ kind: 'end', complete: false, truncations: { WANDB_ERROR: 1 } });
    expect(lines).toContainEqual(
      expect.objectContaining({ kind: 'truncation', at: artifactId(crops()), reason: 'WANDB_ERROR' }),
    );
    expect(lines.filter(({ kind }) => kind === 'error')).toHaveLength(1);
  });
});
