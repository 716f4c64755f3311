import { instance } from '@viz-js/viz';
import { describe, expect, test } from '@jest/globals';
import { dotString } from '../../src/exports/drawing/dot.ts';
import { exportLineage } from '../../src/exports/export.ts';
import { awkwardGraph, demoGraph, exportGraph, exportRun } from '../support/export-graphs.ts';

const viz = await instance();
const dotOf = async (graph: Parameters<typeof exportLineage>[0]): Promise<string> =>
  (await exportLineage(graph, 'DOT')).content;

/** Graphviz says, once a process, that it takes the width of a sign it has no metrics for to be that of a space. */
function complaints(errors: readonly { message: string }[]): string[] {
  return errors
    .map(({ message }) => message)
    .filter((message) => !message.includes('no value for width of non-ASCII'));
}

interface DotJson {
  objects: { name: string; label: string; class: string; URL?: string }[];
  edges?: unknown[];
}

describe('The DOT export', () => {
  test.each([
    ['demo', demoGraph(), 15],
    ['awkward names', awkwardGraph(), awkwardGraph().nodes.length + 1],
    ['empty', exportGraph([], []), undefined],
  ])('of the %s graph is read by Graphviz without a warning', async (_, graph, nodes) => {
    const { status, errors, output } = viz.render(await dotOf(graph), { format: 'json' });
    expect({ status, complaints: complaints(errors) }).toEqual({ status: 'success', complaints: [] });
    const { objects } = JSON.parse(output ?? '') as Partial<DotJson>;
    expect(objects?.length).toBe(nodes);
  });

  test('distinguishes failed, running, deleted, hidden and truncated nodes and the root', async () => {
    const { objects } = viz.renderJSON(await dotOf(demoGraph())) as DotJson;
    const classOf = (key: string): string | undefined => objects.find(({ name }) => name === key)?.class;
    expect(['n0', 'n1', 'n4', 'n7', 'n9', 'n10', 'n8'].map(classOf)).toEqual([
      'artifact root cut',
      'run',
      'artifact deleted',
      'hidden',
      'run failed',
      'run running',
      'run cut',
    ]);
  });

  test('explains in comments and a note why it is incomplete', async () => {
    const content = await dotOf(demoGraph());
    expect(content).toContain('// Incomplete: depth limit: unknown number omitted, at 1 place');
    expect(content).toMatch(/incomplete \[label="This lineage is incomplete\\l/);
  });

  test('links to http(s) pages only', async () => {
    const urls = ['https://wandb.ai/a', 'javascript:alert(1)', 'data:text/html,x', 'https://wandb.ai/"\\'];
    const content = await dotOf(
      exportGraph(
        urls.map((url, index) => exportRun(`r${index}`, { url })),
        [],
      ),
    );
    expect(content.match(/URL="[^"]*"/g)).toEqual([
      'URL="https://wandb.ai/a"',
      'URL="https://wandb.ai/%22/"',
    ]);
  });
});

test.each([
  ['a\\N', '"a\\\\N"'],
  ['"', '"\\""'],
  ['\\"', '"\\\\\\""'],
  ['one\ntwo', '"one\\ntwo"'],
  ['&lt;', '"&amp;lt;"'],
])('The DOT string of %j is %s.', (text, written) => {
  expect(dotString(text)).toBe(written);
});
