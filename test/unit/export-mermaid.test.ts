import { describe, expect, test } from '@jest/globals';
import { exportLineage } from '../../src/exports/export.ts';
import { mermaidText } from '../../src/exports/drawing/mermaid.ts';
import { demoGraph, exportArtifact, exportGraph, exportRun, used } from '../support/export-graphs.ts';

const mermaidOf = async (graph: Parameters<typeof exportLineage>[0]): Promise<string> =>
  (await exportLineage(graph, 'MERMAID')).content;

describe('The Mermaid export', () => {
  test('links to http(s) pages only', async () => {
    const urls = [
      'https://wandb.ai/a/b',
      'javascript:alert(1)',
      'https://user:pass@wandb.ai/',
      'https://wandb.ai/%%{init}',
      null,
    ];
    const content = await mermaidOf(
      exportGraph(
        urls.map((url, index) => exportRun(`r${index}`, { url })),
        [],
      ),
    );
    expect(content.match(/click .*/g)).toEqual(['click n0 href "https://wandb.ai/a/b" _blank']);
  });

  test('names the Mermaid setting that more than 500 edges need', async () => {
    const runs = Array.from({ length: 501 }, (_, index) => exportRun(`r${index}`, { url: null }));
    const text = await mermaidOf(
      exportGraph(
        [exportArtifact('a'), ...runs],
        runs.map(({ id }) => used('a', id)),
      ),
    );
    expect(text).toContain('%% The page that draws it calls: mermaid.initialize({ maxEdges: 501 })');
  });

  test('names the Mermaid setting that more than 50,000 characters need', async () => {
    const text = await mermaidOf(
      exportGraph(
        Array.from({ length: 600 }, (_, index) => exportRun(`r${index}`)),
        [],
      ),
    );
    const bound = Number(/maxTextSize: (\d+)/.exec(text)?.[1]);
    expect(text.length).toBeGreaterThan(50_000);
    expect(bound).toBeGreaterThanOrEqual(text.length);
  });

  test('does not mention limits when it is within them', async () => {
    expect(await mermaidOf(demoGraph())).not.toContain('initialize');
  });
});

describe('A Mermaid label', () => {
  test.each([
    ['model:v3', '"model:v3"'],
    ['a--b', '"a#45;#45;b"'],
    ['1. first', '"1#46; first"'],
    ['style a:b', '"style a#58;b"'],
    ['"#;', '"#34;#35;#59;"'],
    ['one\ntwo', '"one<br/>two"'],
    ['模型 ﬂ°°60¶ß', '"模型 #64258;°°60¶ß"'],
  ])('%j is escaped as %s', (text, written) => {
    expect(mermaidText(text)).toBe(written);
  });
});
