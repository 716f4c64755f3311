import {
  Background,
  BackgroundVariant,
  Controls,
  MarkerType,
  Position,
  ReactFlow,
  ReactFlowProvider,
  useReactFlow,
  type Edge,
} from '@xyflow/react';
import { useEffect, useImperativeHandle, useMemo, useRef, useState, type Ref } from 'react';
import type { FoldedGraph } from '../folding/fold.ts';
import type { Highlight } from '../graph/highlight.ts';
import type { GraphNode, Side } from '../graph/model.ts';
import { layOutBeside } from '../layout/layout-client.ts';
import type { Positions } from '../layout/layout.ts';
import { cardSize, type Size } from '../layout/wrap.ts';
import { CardContext, CardNode, type CardActions, type CardFlowNode } from './card.tsx';
import { framed, revealed, sizeWord, type Framing } from './framing.ts';
import type { HandleState } from './handles.ts';
import { WrappedEdge } from './wrapped-edge.tsx';

export interface CanvasActions {
  fit: () => void;
  focus: (id: string) => void;
  focusNext: (ids: readonly string[]) => void;
  positions: () => Positions;
}

interface CanvasProps extends CardActions {
  ref: Ref<CanvasActions>;
  folded: FoldedGraph;
  rootId: string;
  handle: (side: Side, node: GraphNode) => HandleState;
  selected: ReadonlySet<string>;
  /** Null if nothing is selected, so that no card is dimmed. */
  lit: Highlight | null;
  found: ReadonlySet<string> | null;
  /** Called when a root has been drawn for the first time. */
  onShown: () => void;
  onClear: () => void;
  /** Cancels a layout that may take long. Null otherwise. */
  onCancel: (() => void) | null;
}

/** With more cards, only those in view are rendered. With fewer, that would cost more than it saves during panning. */
const mostWhole = 600;

const nodeTypes = { card: CardNode };
const edgeTypes = { wrapped: WrappedEdge };

/** Sizes are given, not measured: otherwise edges of new cards would be missing at first. */
const handles = [
  { type: 'target', position: Position.Left, x: 0, y: cardSize.height / 2, width: 1, height: 1 } as const,
  {
    type: 'source',
    position: Position.Right,
    x: cardSize.width,
    y: cardSize.height / 2,
    width: 1,
    height: 1,
  } as const,
];

export function Canvas(props: CanvasProps) {
  return (
    <ReactFlowProvider>
      <Drawing {...props} />
    </ReactFlowProvider>
  );
}

function Drawing({
  ref,
  folded,
  rootId,
  handle,
  selected,
  lit,
  found,
  onSelect,
  onToggle,
  onShown,
  onClear,
  onCancel,
}: CanvasProps) {
  const flow = useReactFlow();
  const [drawn, setDrawn] = useState<{ folded: FoldedGraph; positions: Positions } | null>(null);
  const [failure, setFailure] = useState<string | null>(null);
  const frame = useRef<HTMLDivElement>(null);
  const shownFor = useRef<{ drawn: NonNullable<typeof drawn>; rootId: string } | null>(null);
  /** What the view is fitted to when the drawing or the window changes. Null once the user has moved it. */
  const following = useRef<Framing | null>('start');
  const lastFound = useRef(-1);

  useEffect(() => {
    const control = new AbortController();
    const ids = folded.cards.map(({ id }) => id);
    layOutBeside({ ids, card: cardSize, edges: folded.edges, room: roomIn(frame.current) }, control.signal)
      .then((positions) => {
        setFailure(null);
        setDrawn({ folded, positions });
      })
      .catch((error: unknown) => {
        if (!control.signal.aborted) setFailure(error instanceof Error ? error.message : 'unknown reason');
      });
    return () => control.abort();
  }, [folded]);

  const nodes = useMemo(
    () =>
      (drawn?.folded.cards ?? []).map((card): CardFlowNode => {
        const [first] = card.members;
        const isSingle = card.members.length === 1 && first !== undefined;
        return {
          id: card.id,
          type: 'card',
          position: drawn?.positions[card.id] ?? { x: 0, y: 0 },
          ...cardSize,
          measured: cardSize,
          handles,
          data: {
            card,
            isRoot: card.id === rootId,
            isSelected: selected.has(card.id),
            isDim: lit?.cards.has(card.id) === false || found?.has(card.id) === false,
            isFound: found?.has(card.id) ?? false,
            up: isSingle ? handle('up', first) : null,
            down: isSingle ? handle('down', first) : null,
          },
        };
      }),
    [drawn, rootId, selected, lit, found, handle],
  );
  const edges = useMemo(
    () =>
      (drawn?.folded.edges ?? []).map(({ from, to, kind, count }): Edge => {
        const id = `${from}>${to}`;
        const [start, end] = [drawn?.positions[from], drawn?.positions[to]];
        const isLit = lit?.edges.has(id) ?? false;
        const isWrapped = end?.gutter !== undefined && end.gutter !== start?.gutter;
        return {
          id,
          ...(isWrapped && { type: 'wrapped', data: { gutter: end.gutter } }),
          source: from,
          target: to,
          className: `edge ${kind.toLowerCase()}${lit === null ? '' : isLit ? ' lit' : ' dim'}`,
          ...(count > 1 && {
            label: count.toLocaleString('en'),
            labelShowBg: false,
          }),
          markerEnd: {
            type: MarkerType.ArrowClosed,
            width: 14,
            height: 14,
            color: isLit ? 'var(--accent)' : 'var(--edge)',
          },
        };
      }),
    [drawn, lit],
  );

  const follow = (): void => {
    const room = roomIn(frame.current);
    if (drawn === null || following.current === null) return;
    const viewport = framed(room, drawn.positions, rootId, following.current);
    if (viewport !== null) void flow.setViewport(viewport);
  };
  useEffect(() => {
    if (drawn === null || shownFor.current?.drawn === drawn) return;
    const before = shownFor.current;
    shownFor.current = { drawn, rootId };
    if (before?.rootId !== rootId) following.current = 'start';
    const [was, is] = [before?.drawn.positions[rootId], drawn.positions[rootId]];
    if (following.current === null && was && is) {
      // After the user has moved the view, the root keeps its position.
      const { x, y, zoom } = flow.getViewport();
      void flow.setViewport({ x: x + (was.x - is.x) * zoom, y: y + (was.y - is.y) * zoom, zoom });
    } else follow();
    if (before?.rootId !== rootId) onShown();
  });

  const reveal = (id: string): void => {
    const place = drawn?.positions[id];
    if (place) void flow.setViewport(revealed(roomIn(frame.current), place, flow.getViewport()));
  };
  const focus = (id: string): void => {
    reveal(id);
    requestAnimationFrame(() =>
      requestAnimationFrame(() =>
        document
          .querySelector<HTMLElement>(`[data-card="${CSS.escape(id)}"] .body`)
          ?.focus({ preventScroll: true }),
      ),
    );
  };
  const lastSelected = [...selected].at(-1) ?? '';
  const isDrawn = drawn !== null;
  const adapt = useRef<() => void>(() => undefined);
  useEffect(() => {
    adapt.current = () => {
      follow();
      if (lastSelected !== '') reveal(lastSelected);
    };
  });
  useEffect(() => {
    // The details panel or a smaller window leaves less space.
    const observer = new ResizeObserver(() => adapt.current());
    if (frame.current) observer.observe(frame.current);
    return () => observer.disconnect();
  }, []);
  useEffect(() => {
    if (lastSelected !== '' && isDrawn) reveal(lastSelected);
    // Only a new selection moves the view, not every new drawing.
  }, [lastSelected, isDrawn]);
  useImperativeHandle(ref, () => ({
    fit() {
      // Cards that are still being loaded are fitted later.
      following.current = 'fit';
      follow();
    },
    focus,
    focusNext(ids) {
      lastFound.current += 1;
      const id = ids[lastFound.current % Math.max(ids.length, 1)];
      if (id !== undefined) focus(id);
    },
    positions: () => drawn?.positions ?? {},
  }));

  const actions = useMemo(
    (): CardActions => ({
      onSelect,
      onToggle(side, id) {
        following.current = null;
        onToggle(side, id);
      },
    }),
    [onSelect, onToggle],
  );
  if (failure !== null)
    return (
      <section className="message" role="alert">
        <h2>Could not draw the graph</h2>
        <p>{failure}</p>
        <p>The table has the same data.</p>
      </section>
    );
  return (
    <div
      className="canvas"
      ref={frame}
      data-cards={drawn?.folded.cards.length ?? 0}
      data-ready={drawn?.folded === folded}
    >
      {onCancel !== null && drawn?.folded !== folded && (
        <p className="notice busy layout" role="status">
          <span className="spinner small" aria-hidden="true" />
          Laying out {folded.cards.length.toLocaleString('en')} cards
          <button onClick={onCancel}>Cancel</button>
        </p>
      )}
      <CardContext value={actions}>
        <ReactFlow
          nodes={nodes}
          edges={edges}
          nodeTypes={nodeTypes}
          edgeTypes={edgeTypes}
          nodesDraggable={false}
          nodesConnectable={false}
          nodesFocusable={false}
          edgesFocusable={false}
          elementsSelectable={false}
          disableKeyboardA11y
          onlyRenderVisibleElements={nodes.length > mostWhole}
          minZoom={0.08}
          maxZoom={1.6}
          onMove={(event, { zoom }) => {
            // Without an event, the page itself moved the view.
            if (event !== null) following.current = null;
            showZoom(frame.current, zoom);
          }}
          onMoveStart={() => frame.current?.classList.add('moving')}
          onMoveEnd={() => frame.current?.classList.remove('moving')}
          onPaneClick={onClear}
          proOptions={{ hideAttribution: true }}
          aria-label="Lineage graph; the table view has the same data"
        >
          <Background variant={BackgroundVariant.Dots} gap={22} size={1.2} />
          <Controls
            orientation="horizontal"
            showInteractive={false}
            showFitView={false}
            onZoomIn={() => (following.current = null)}
            onZoomOut={() => (following.current = null)}
          />
        </ReactFlow>
      </CardContext>
    </div>
  );
}

/** Without the controls at the bottom. */
function roomIn(frame: HTMLElement | null): Size {
  return { width: frame?.clientWidth ?? 0, height: Math.max(0, (frame?.clientHeight ?? 0) - 44) };
}

/** Handles keep a size for touch input. Set by CSSOM, because rendering each frame of a zoom would be slow. */
function showZoom(frame: HTMLElement | null, zoom: number): void {
  if (frame === null) return;
  frame.style.setProperty('--counter', String(Math.min(Math.max(1, 0.98 / zoom), 2)));
  frame.dataset['size'] = sizeWord(zoom);
}
