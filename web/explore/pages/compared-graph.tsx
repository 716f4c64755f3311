import { useContext, useMemo, useReducer, useRef } from 'react';
import type { Annotation } from '../canvas/card.tsx';
import { Canvas, type CanvasActions } from '../canvas/canvas.tsx';
import { lineageDocument } from '../documents.ts';
import { foldGraph } from '../folding/fold.ts';
import { pageFromAnswer, type LineagePage } from '../graph/answers.ts';
import { emptyGraph, mergeGraph, type GraphNode } from '../graph/model.ts';
import { record, records, text, type Fields } from '../json.ts';
import { ShowNode } from '../panels/node-link.tsx';
import { counted } from '../panels/words.ts';
import { Answered } from './answered.tsx';

/** Larger graphs cannot be read, and the lists say the same. */
const mostDrawn = 150;

interface ComparedGraphProps {
  diff: Fields;
  /** The references that are compared, that of the head its id, and what they are called. */
  roots: { base: string; head: string };
  names: { base: string; head: string };
}

/** The lineages of both, with the nodes that only one of them has in its colour. */
export function ComparedGraph({ diff, roots, names }: ComparedGraphProps) {
  const variables = {
    roots: [roots.base, roots.head],
    direction: 'UPSTREAM',
    maxDepth: 50,
    maxNodes: mostDrawn + 1,
  };
  return (
    <Answered document={lineageDocument} variables={variables}>
      {(data) => {
        const page = pageFromAnswer(record(data['lineage']));
        return page.nodes.length > mostDrawn ? (
          <p>The graph is not drawn, because it has more than {counted(mostDrawn, 'node')}.</p>
        ) : (
          <Drawing page={page} diff={diff} rootId={roots.head} names={names} />
        );
      }}
    </Answered>
  );
}

interface DrawingProps {
  page: LineagePage;
  diff: Fields;
  rootId: string;
  names: { base: string; head: string };
}

const nothing: ReadonlySet<string> = new Set();
const ignore = (): void => undefined;
const noHandle = (): null => null;

function Drawing({ page, diff, rootId, names }: DrawingProps) {
  const show = useContext(ShowNode);
  const canvas = useRef<CanvasActions>(null);
  const [tidied, tidy] = useReducer((count: number) => count + 1, 0);
  const graph = useMemo(() => mergeGraph(emptyGraph, page.nodes, page.edges, page.gaps), [page]);
  const folded = useMemo(
    () => foldGraph(graph, new Set(graph.nodes.keys()), { grouping: 'none', pinned: nothing }),
    [graph],
  );
  const annotate = useMemo(() => {
    const [head, base] = [idsOf(diff['onlyInHead']), idsOf(diff['onlyInBase'])];
    return ({ id }: GraphNode): Annotation => ({
      badges: head.has(id)
        ? [{ text: `only ${shortName(names.head)}`, kind: 'only-head' }]
        : base.has(id)
          ? [{ text: `only ${shortName(names.base)}`, kind: 'only-base' }]
          : [],
      metric: '',
    });
  }, [diff, names.head, names.base]);
  const open = (id: string): void => {
    const path = graph.nodes.get(id)?.path;
    if (path !== undefined && path !== null) show(id, path);
  };
  return (
    <section className="compared" aria-label="Graph of both lineages">
      <Canvas
        ref={canvas}
        folded={folded}
        rootId={rootId}
        arrangement={String(tidied)}
        isLoading={false}
        handle={noHandle}
        annotate={annotate}
        selected={nothing}
        lit={null}
        found={null}
        onShown={ignore}
        onSelect={open}
        onOpen={ignore}
        onToggle={ignore}
        onTidy={tidy}
        onCancel={null}
        onClear={ignore}
      />
    </section>
  );
}

function idsOf(hits: unknown): ReadonlySet<string> {
  return new Set(records(hits).flatMap(({ node }) => text(record(node)['id']) ?? []));
}

/** The version of a label such as `model:v2`: badges are narrow. */
function shortName(label: string): string {
  return label.split(':').at(-1) ?? label;
}
