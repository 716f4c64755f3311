import { describe, expect, test } from '@jest/globals';
import { lineageExportFormats, type ExportGraph } from '../../src/exports/model.ts';
import { exportLineage } from '../../src/exports/export.ts';
import { awkwardGraph, demoGraph, exportArtifact, exportGraph } from '../support/export-graphs.ts';
import { draft7Validator, problems } from '../support/json-schema.ts';
import { ownSchema } from '../support/published-schemas.ts';

const validate = draft7Validator(ownSchema('lineage-export.schema.json'));

describe('The JSON export', () => {
  test.each([
    ['demo', demoGraph()],
    ['awkward names', awkwardGraph()],
  ])('of the %s graph matches its schema', async (_, graph) => {
    const { content } = await exportLineage(graph, 'JSON');
    expect(problems(validate, JSON.parse(content))).toBeNull();
  });

  test('contains the graph unchanged, with edges to other pages', async () => {
    const graph = demoGraph();
    const read = JSON.parse((await exportLineage(graph, 'JSON')).content) as ExportGraph;
    expect(read.nodes).toEqual(graph.nodes);
    expect(read.edges).toEqual(graph.edges);
    expect(read.roots).toEqual(graph.roots);
  });

  test('states why it is incomplete', async () => {
    const { content } = await exportLineage(demoGraph(), 'JSON');
    const read = JSON.parse(content) as Record<string, unknown>;
    expect(read['complete']).toBe(false);
    expect(read['truncations']).toEqual(demoGraph().completeness.truncations);
    expect(read['incompleteBecause']).toEqual([
      'fan-out limit: 214 omitted, at 1 place',
      'depth limit: unknown number omitted, at 1 place',
      'not visible: 1 omitted, at 1 place',
      'W&B failed: unknown number omitted, at 1 place',
      'edges to nodes that are not in this export: 1',
    ]);
  });
});

describe('Every export', () => {
  test.each([...lineageExportFormats])('(%s) has a safe file name and is deterministic', async (format) => {
    const first = await exportLineage(awkwardGraph(), format);
    const second = await exportLineage(awkwardGraph(), format);
    expect(first).toEqual(second);
    expect(first.fileName).toMatch(/^lineage-[A-Za-z0-9._-]+$/);
    expect(first.mediaType).toMatch(/^[a-z]+\/[a-z.+-]+$/);
  });

  // The others are about one version, and refuse a graph without it.
  test.each(lineageExportFormats.filter((format) => format !== 'IN_TOTO' && format !== 'MODEL_CARD'))(
    '(%s) of a graph without nodes still says that it is incomplete',
    async (format) => {
      const graph = exportGraph([], [], {
        roots: ['gone'],
        completeness: { complete: false, truncations: [{ at: 'gone', reason: 'HIDDEN', omitted: 1 }] },
      });
      expect((await exportLineage(graph, format)).content).toMatch(/not visible/);
    },
  );

  test.each([...lineageExportFormats])(
    '(%s) of a complete graph says nothing about missing parts',
    async (format) => {
      const { content } = await exportLineage(exportGraph([exportArtifact('a')], []), format);
      expect(content).not.toMatch(/lineage is incomplete|omitted|"incomplete"/i);
    },
  );

  test('of several roots or of a root without a usable name has a generic file name', async () => {
    const graph = exportGraph([exportArtifact('a'), exportArtifact('b')], [], { roots: ['a', 'b'] });
    expect((await exportLineage(graph, 'DOT')).fileName).toBe('lineage.dot');
    const emoji = exportGraph([exportArtifact('a', { path: '🤖' })], []);
    expect((await exportLineage(emoji, 'DOT')).fileName).toBe('lineage.dot');
  });
});
