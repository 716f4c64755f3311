import { Version } from '@cyclonedx/cyclonedx-library/Spec';
import { JsonStrictValidator } from '@cyclonedx/cyclonedx-library/Validation';
import { describe, expect, test } from '@jest/globals';
import { ExportTooLargeError } from '../../src/exports/errors.ts';
import type { ExportGraph } from '../../src/exports/model.ts';
import { exportLineage } from '../../src/exports/export.ts';
import {
  awkwardGraph,
  demoGraph,
  exportArtifact,
  exportGraph,
  exportRun,
  logged,
  used,
} from '../support/export-graphs.ts';

interface Element {
  'bom-ref': string;
  type: string;
  name: string;
  version?: string;
  uid?: string;
  taskTypes?: string[];
  properties: { name: string; value: string }[];
  [member: string]: unknown;
}
interface Bom {
  metadata: { component?: Element; properties: { name: string; value: string }[] };
  components: Element[];
  dependencies: { ref: string; dependsOn?: string[] }[];
  formulation: { workflows: Element[] }[];
  compositions: { aggregate: string; dependencies?: string[] }[];
}

async function bom(graph: ExportGraph): Promise<Bom> {
  return JSON.parse((await exportLineage(graph, 'CYCLONEDX')).content) as Bom;
}

function elementsOf({ metadata, components, formulation }: Bom): Element[] {
  const subject = metadata.component ? [metadata.component] : [];
  return [...subject, ...components, ...formulation.flatMap(({ workflows }) => workflows)];
}

describe('The CycloneDX export', () => {
  test.each([
    ['demo', demoGraph()],
    ['awkward names', awkwardGraph()],
    ['empty', exportGraph([], [])],
  ])('of the %s graph is valid CycloneDX 1.7, and 1.6 on request', async (_, graph) => {
    const { content } = await exportLineage(graph, 'CYCLONEDX');
    expect(await new JsonStrictValidator(Version.v1dot7).validate(content)).toBeNull();
    const older = await exportLineage(graph, 'CYCLONEDX_1_6');
    expect(await new JsonStrictValidator(Version.v1dot6).validate(older.content)).toBeNull();
  });

  test('has the tags of a version and the commit that made it in fields of the format', async () => {
    const nodes = [exportRun('train', { commit: 'abc123' }), exportArtifact('model', { tags: ['gold'] })];
    const { components } = await bom(exportGraph(nodes, [logged('train', 'model')]));
    expect(components[0]).toMatchObject({ tags: ['gold'], pedigree: { commits: [{ uid: 'abc123' }] } });
  });

  test('has unique references, and refers to nothing else', async () => {
    const document = await bom(awkwardGraph());
    const refs = elementsOf(document).map((element) => element['bom-ref']);
    expect(new Set(refs).size).toBe(refs.length);
    const known = new Set(refs);
    for (const { ref, dependsOn = [] } of document.dependencies) {
      for (const used of [ref, ...dependsOn]) expect(known.has(used)).toBe(true);
    }
  });

  test('describes its root, a model with its datasets and dependencies', async () => {
    const { metadata, dependencies, components } = await bom(demoGraph());
    const refs = ['wandb-n2', 'wandb-n3', 'wandb-n4'];
    expect(metadata.component).toMatchObject({
      type: 'machine-learning-model',
      group: 'acme/vision',
      name: 'street-detector',
      version: 'v7',
      modelCard: { modelParameters: { datasets: [{ ref: 'wandb-n2' }, { ref: 'wandb-n3' }] } },
    });
    expect(dependencies.find(({ ref }) => ref === 'wandb-n0')?.dependsOn).toEqual(refs);
    expect(components.find(({ name }) => name === 'street-train')).toMatchObject({
      type: 'data',
      data: [{ type: 'dataset', name: 'street-train:v12' }],
    });
  });

  test('represents runs as workflows with their inputs and outputs', async () => {
    const { formulation } = await bom(demoGraph());
    expect(formulation[0]?.workflows.find(({ name }) => name === 'evaluate-nightly')).toMatchObject({
      uid: 'acme/vision/evaluate',
      taskTypes: ['test'],
      inputs: [
        { resource: { ref: 'wandb-n0' }, properties: [{ name: 'wandb:usedAs', value: 'model' }] },
        { resource: { ref: 'wandb-n3' } },
      ],
      outputs: [{ type: 'artifact', resource: { ref: 'wandb-n11' } }],
      properties: expect.arrayContaining([{ name: 'wandb:state', value: 'failed' }]),
    });
  });

  test("includes W&B's digest as a property, never as a content hash", async () => {
    const document = await bom(demoGraph());
    for (const element of elementsOf(document)) expect(element).not.toHaveProperty('hashes');
    expect(document.components[0]?.properties).toContainEqual({
      name: 'wandb:manifestDigest',
      value: '9f86d081884c7d659a2feaa0c55ad015',
    });
  });

  test("marks versions with incomplete dependencies, by their own or their run's truncation", async () => {
    const { compositions, metadata } = await bom(demoGraph());
    expect(compositions).toEqual([{ aggregate: 'incomplete', dependencies: ['wandb-n0', 'wandb-n6'] }]);
    expect(metadata.properties).toContainEqual({
      name: 'wandb:truncation',
      value: 'more omitted (W&B failed) at gone',
    });
  });

  test('marks dependencies as complete only when the walk covered everything upstream', async () => {
    const aggregate = async (values: Partial<ExportGraph>): Promise<string | undefined> =>
      (await bom(exportGraph([exportArtifact('a')], [], values))).compositions[0]?.aggregate;
    expect(await aggregate({ direction: 'UPSTREAM' })).toBe('complete');
    expect(await aggregate({ direction: 'DOWNSTREAM' })).toBe('unknown');
    expect(await aggregate({ completeness: { complete: false, truncations: [] } })).toBe('incomplete');
  });

  test('contains no version that depends on itself', async () => {
    const graph = exportGraph([exportArtifact('a'), exportRun('r')], [used('a', 'r'), logged('r', 'a')]);
    expect((await bom(graph)).dependencies).toEqual([{ ref: 'wandb-n0' }]);
  });

  test('rejects a run with too many pairs of inputs and outputs', async () => {
    const artifacts = Array.from({ length: 2_100 }, (_, index) => exportArtifact(`a${index}`));
    const edges = artifacts.map(({ id }, index) => (index % 2 === 0 ? used(id, 'r') : logged('r', id)));
    const refusal = exportLineage(exportGraph([exportRun('r'), ...artifacts], edges), 'CYCLONEDX');
    await expect(refusal).rejects.toThrow(ExportTooLargeError);
    await expect(refusal).rejects.toThrow(
      'at most 1000000 dependencies; this graph has 1102500. Lower maxFanout',
    );
  });
});
