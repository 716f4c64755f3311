import { describe, expect, test } from '@jest/globals';
import { treeText, type Paint } from '../../src/cli/tree.ts';
import { exportIndexFromGraph } from '../../src/exports/index.ts';
import type { ExportGraph } from '../../src/exports/model.ts';
import {
  awkwardGraph,
  exportArtifact,
  exportGraph,
  exportHidden,
  exportRun,
  largeGraph,
  logged,
  used,
} from '../support/export-graphs.ts';

const plain: Paint = (_, text) => text;

async function tree(graph: ExportGraph, paint = plain, depth = 6): Promise<string> {
  return treeText(await exportIndexFromGraph(graph), paint, depth);
}

/** A diamond above the model, and one consumer below it. */
function diamond(): ExportGraph {
  const nodes = [
    exportArtifact('model', { type: 'model', aliases: ['latest', 'best'] }),
    exportRun('train', { displayName: 'train', label: 'training', state: 'failed' }),
    exportArtifact('left'),
    exportArtifact('right', { state: 'DELETED' }),
    exportRun('split', { jobType: null }),
    exportRun('deploy', { jobType: 'deploy', state: 'running' }),
  ];
  const edges = [
    logged('train', 'model'),
    used('left', 'train', ['a', 'b']),
    used('right', 'train'),
    logged('split', 'left'),
    logged('split', 'right'),
    used('model', 'deploy'),
  ];
  return exportGraph(nodes, edges, { direction: 'BOTH' });
}

describe('The tree', () => {
  test('says that nothing was looked at when the walk had a depth of 0', async () => {
    const root = exportGraph([exportArtifact('model')], [], { direction: 'BOTH' });
    const text = await tree(root, plain, 0);
    expect(text).toContain('Upstream, what it was made from: not looked at (--depth 0)');
    expect(text).toContain('Downstream, what it led to: not looked at (--depth 0)');
    expect(await tree(root)).toContain('Upstream, what it was made from: nothing\n');
  });

  test('shows upstream, then downstream, and refers to a node instead of drawing it twice', async () => {
    expect(await tree(diamond())).toBe(
      `acme/vision/model:v0  model  [latest, best]

Upstream, what it was made from
└─ training  train  failed  acme/vision/train
   ├─ left:v0  dataset  as a, b  acme/vision/left:v0
   │  └─ split  run  finished  acme/vision/split
   └─ right:v0  dataset  DELETED  acme/vision/right:v0
      └─ split  run  finished  acme/vision/split  (see above)

Downstream, what it led to
└─ deploy  deploy  running  acme/vision/deploy

6 nodes, 6 edges. Complete.
`,
    );
  });

  test('has one part for one direction, and says when it is empty', async () => {
    const text = await tree(exportGraph([exportArtifact('raw')], [], { direction: 'UPSTREAM' }));
    expect(text).toContain('Upstream, what it was made from: nothing\n');
    expect(text).not.toContain('Downstream');
    expect(text).toContain('1 node, 0 edges. Complete.');
  });

  test('ends at a cycle', async () => {
    const graph = exportGraph(
      [exportRun('loop'), exportArtifact('state')],
      [logged('loop', 'state'), used('state', 'loop')],
      { direction: 'BOTH' },
    );
    const text = await tree(graph);
    expect(text.match(/state:v0/g)).toHaveLength(4);
    expect(text.match(/\(see above\)/g)).toHaveLength(2);
  });

  test('states at the node and at the end what is missing, with reasons and counts', async () => {
    const graph = exportGraph(
      [exportArtifact('raw'), exportRun('use'), exportHidden('h1', { label: 'hidden run' })],
      [used('raw', 'use'), used('raw', 'h1')],
      {
        direction: 'DOWNSTREAM',
        completeness: {
          complete: false,
          truncations: [
            { at: 'use', reason: 'MAX_DEPTH', omitted: null },
            { at: 'raw', reason: 'FANOUT', omitted: 12 },
            { at: 'raw', reason: 'HIDDEN', omitted: 1 },
          ],
        },
      },
    );
    const text = await tree(graph);
    expect(text).toMatch(/^acme\/vision\/raw:v0 {2}dataset {2}⋯ 12 omitted \(fan-out limit\)\n/);
    expect(text).toMatch(/─ use .*⋯ more omitted \(depth limit\): raise --depth\n/);
    expect(text).toContain('hidden run  (NOT_VISIBLE)\n');
    expect(text).toContain(`3 nodes, 2 edges. Incomplete:
  depth limit: unknown number omitted, at 1 place
  fan-out limit: 12 omitted, at 1 place
  not visible: 1 omitted, at 1 place
Hidden:
  1 × hidden run: W&B counts it, but does not show it
`);
  });

  test('is complete when only the filter left something out, and says what', async () => {
    const completeness = {
      complete: true,
      truncations: [{ at: 'raw', reason: 'FILTERED' as const, omitted: 3 }],
    };
    const text = await tree(exportGraph([exportArtifact('raw')], [], { completeness }));
    expect(text).toContain(
      'Complete, but for what the filter leaves out:\n  filtered out: 3 omitted, at 1 place\n',
    );
  });

  test('uses color when it is enabled', async () => {
    const text = await tree(diamond(), (style, part) => `<${style}>${part}</${style}>`);
    expect(text).toContain('<bold>acme/vision/model:v0</bold>');
    expect(text).toContain('<cyan>training</cyan>  train  <red>failed</red>  <gray>acme/vision/train</gray>');
    expect(text).toContain('<yellow>running</yellow>');
  });

  test('escapes line breaks and control characters in names', async () => {
    const text = await tree(awkwardGraph());
    // eslint-disable-next-line no-control-regex -- these are what must not be there
    expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f]|\u202e/);
    expect(Math.max(...text.split('\n').map((line) => line.length))).toBeLessThan(2_000);
  });

  test('draws very deep and very wide graphs', async () => {
    const count = 40_000;
    const nodes = Array.from({ length: count }, (_, i) =>
      i % 2 === 0 ? exportArtifact(`n${i}`) : exportRun(`n${i}`),
    );
    const edges = nodes
      .slice(1)
      .map((_, i) => (i % 2 === 0 ? used(`n${i}`, `n${i + 1}`) : logged(`n${i}`, `n${i + 1}`)));
    const deep = exportGraph(nodes.slice(0, 8_000), edges.slice(0, 7_999), { direction: 'DOWNSTREAM' });
    expect((await tree(deep)).split('\n').length).toBeGreaterThan(8_000);
    expect(await tree({ ...largeGraph(2_000), direction: 'DOWNSTREAM' })).toContain('2000 nodes');
  });
});
