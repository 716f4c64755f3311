import {
  Background,
  BackgroundVariant,
  Controls,
  MarkerType,
  ReactFlow,
  ReactFlowProvider,
  useReactFlow,
  type Edge,
} from '@xyflow/react';
import { useEffect, useImperativeHandle, useMemo, useRef, useState, type Ref } from 'react';
import type { FoldedGraph } from '../folding/fold.ts';
import type { GraphNode, Side } from '../graph/model.ts';
import { layOutBeside } from '../layout/layout-client.ts';
import type { Positions } from '../layout/layout.ts';
import {
  CardContext,
  CardNode,
  cardHeight,
  cardWidth,
  type CardActions,
  type CardFlowNode,
} from './card.tsx';
import type { HandleState } from './handles.ts';

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
  /** Null: nothing is selected, so that nothing stands back. */
  lit: ReadonlySet<string> | null;
  found: ReadonlySet<string> | null;
  onClear: () => void;
}

const nodeTypes = { card: CardNode };

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
  onClear,
}: CanvasProps) {
  const flow = useReactFlow();
  const [drawn, setDrawn] = useState<{ folded: FoldedGraph; positions: Positions } | null>(null);
  const [failure, setFailure] = useState<string | null>(null);
  const frame = useRef<HTMLDivElement>(null);
  const shownFor = useRef<{ drawn: NonNullable<typeof drawn>; rootId: string } | null>(null);
  const hasMoved = useRef(false);
  const lastFound = useRef(-1);

  useEffect(() => {
    const control = new AbortController();
    const cards = folded.cards.map(({ id }) => ({ id, width: cardWidth, height: cardHeight }));
    layOutBeside({ cards, edges: folded.edges }, control.signal)
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
          width: cardWidth,
          height: cardHeight,
          data: {
            card,
            isRoot: card.id === rootId,
            isSelected: selected.has(card.id),
            isDim:
              (lit !== null && !card.members.some(({ id }) => lit.has(id))) || found?.has(card.id) === false,
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
        const isLit = lit !== null && [from, to].every((end) => isCardLit(drawn?.folded, end, lit));
        return {
          id: `${from}>${to}`,
          source: from,
          target: to,
          className: `edge ${kind.toLowerCase()}${lit === null ? '' : isLit ? ' lit' : ' dim'}`,
          ...(count > 1 && {
            label: count.toLocaleString('en'),
            labelBgPadding: [6, 3],
            labelBgBorderRadius: 8,
          }),
          markerEnd: { type: MarkerType.ArrowClosed, width: 14, height: 14, color: 'var(--edge)' },
        };
      }),
    [drawn, lit],
  );

  const show = (positions: Positions): void => {
    const box = frame.current?.getBoundingClientRect();
    const all = Object.values(positions);
    if (!box || all.length === 0) return;
    const [left, top] = [Math.min(...all.map(({ x }) => x)), Math.min(...all.map(({ y }) => y))];
    const width = Math.max(...all.map(({ x }) => x)) - left + cardWidth;
    const height = Math.max(...all.map(({ y }) => y)) - top + cardHeight;
    const zoom = Math.min(box.width / (width + 96), box.height / (height + 72));
    const root = positions[rootId];
    // Where all of it at once could not be read, what surrounds the root can.
    if (zoom < 0.62 && root)
      void flow.setCenter(root.x + cardWidth / 2, root.y + cardHeight / 2, { zoom: 0.8 });
    else void flow.setCenter(left + width / 2, top + height / 2, { zoom: Math.min(zoom, 1.1) });
  };
  useEffect(() => {
    if (drawn === null || shownFor.current?.drawn === drawn) return;
    const before = shownFor.current;
    shownFor.current = { drawn, rootId };
    const [was, is] = [before?.drawn.positions[rootId], drawn.positions[rootId]];
    if (before?.rootId !== rootId || !hasMoved.current || !was || !is) {
      hasMoved.current = before?.rootId === rootId && hasMoved.current;
      show(drawn.positions);
    } else {
      // Who has looked around keeps the root where it stood.
      const { x, y, zoom } = flow.getViewport();
      void flow.setViewport({ x: x + (was.x - is.x) * zoom, y: y + (was.y - is.y) * zoom, zoom });
    }
  });

  const reveal = (id: string): void => {
    const place = drawn?.positions[id];
    if (!place || !frame.current) return;
    const { x, y, zoom } = flow.getViewport();
    const box = frame.current.getBoundingClientRect();
    const [left, top] = [place.x * zoom + x, place.y * zoom + y];
    const isInside =
      left >= 8 &&
      top >= 8 &&
      left + cardWidth * zoom <= box.width - 8 &&
      top + cardHeight * zoom <= box.height - 8;
    if (isInside) return;
    void flow.setCenter(place.x + cardWidth / 2, place.y + cardHeight / 2, { zoom: Math.max(zoom, 0.7) });
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
  useEffect(() => {
    // The details that open beside the graph may cover what was chosen.
    if (lastSelected === '' || !isDrawn) return;
    const frameId = requestAnimationFrame(() => reveal(lastSelected));
    return () => cancelAnimationFrame(frameId);
    // Only a new choice moves the view, not each new drawing.
  }, [lastSelected, isDrawn]);
  useImperativeHandle(ref, () => ({
    fit: () => void flow.fitView({ padding: 0.06, duration: 200, maxZoom: 1.1 }),
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
      onSelect(id, also) {
        hasMoved.current = true;
        onSelect(id, also);
      },
      onToggle(side, id) {
        hasMoved.current = true;
        onToggle(side, id);
      },
    }),
    [onSelect, onToggle],
  );
  if (failure !== null)
    return (
      <section className="message" role="alert">
        <h2>The drawing failed</h2>
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
      <CardContext value={actions}>
        <ReactFlow
          nodes={nodes}
          edges={edges}
          nodeTypes={nodeTypes}
          nodesDraggable={false}
          nodesConnectable={false}
          nodesFocusable={false}
          edgesFocusable={false}
          elementsSelectable={false}
          disableKeyboardA11y
          onlyRenderVisibleElements={nodes.length > 120}
          minZoom={0.08}
          maxZoom={1.6}
          onMoveStart={(event) => (hasMoved.current ||= event !== null)}
          onMove={(_, { zoom }) => showZoom(frame.current, zoom)}
          onPaneClick={onClear}
          proOptions={{ hideAttribution: true }}
          aria-label="Lineage graph; the table view has the same data"
        >
          <Background variant={BackgroundVariant.Dots} gap={22} size={1.2} />
          <Controls showInteractive={false} />
        </ReactFlow>
      </CardContext>
    </div>
  );
}

/** Handles keep a size that fingers hit; told by CSSOM, since a render for each frame of a zoom would be felt. */
function showZoom(frame: HTMLElement | null, zoom: number): void {
  if (frame === null) return;
  frame.style.setProperty('--counter', String(Math.min(Math.max(1, 0.98 / zoom), 2)));
  frame.dataset['far'] = String(zoom < 0.55);
}

function isCardLit(folded: FoldedGraph | undefined, id: string, lit: ReadonlySet<string>): boolean {
  if (!id.startsWith('fold:')) return lit.has(id);
  return folded?.cards.find((card) => card.id === id)?.members.some((node) => lit.has(node.id)) ?? false;
}
