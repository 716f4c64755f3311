import {
  Background,
  BackgroundVariant,
  ControlButton,
  Controls,
  MarkerType,
  MiniMap,
  Position,
  ReactFlow,
  ReactFlowProvider,
  useReactFlow,
} from '@xyflow/react';
import { useEffect, useImperativeHandle, useMemo, useRef, type Ref } from 'react';
import { describeCard } from '../folding/describe.ts';
import type { FoldedGraph } from '../folding/fold.ts';
import type { Highlight } from '../graph/highlight.ts';
import type { GraphNode, Side } from '../graph/model.ts';
import { cardSize, type Positions } from '../layout/grid.ts';
import { CardContext, CardNode, type Annotation, type CardActions, type CardFlowNode } from './card.tsx';
import { edgePath } from './edge-path.ts';
import { framed, nearestShown, revealed, sizeWord, smallest, type Framing, type Room } from './framing.ts';
import type { HandleState } from './handles.ts';
import { LaneEdge, type LaneFlowEdge } from './lane-edge.tsx';
import { useLayout, type Drawing } from './use-layout.ts';

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
  /** Cards are laid out anew when it changes. Otherwise they keep their places. */
  arrangement: string;
  /** Whether more of the first view is being loaded. */
  isLoading: boolean;
  handle: (side: Side, node: GraphNode) => HandleState;
  annotate: (node: GraphNode) => Annotation;
  selected: ReadonlySet<string>;
  /** Null if nothing is selected, so that no card is dimmed. */
  lit: Highlight | null;
  found: ReadonlySet<string> | null;
  /** Called when a root has been drawn for the first time. */
  onShown: () => void;
  onClear: () => void;
  onTidy: () => void;
  /** Cancels a layout that may take long. Null otherwise. */
  onCancel: (() => void) | null;
}

/** With more cards, only those in view are rendered. With fewer, that would cost more than it saves during panning. */
const mostWhole = 600;
/** With fewer cards, there is no overview. */
const fewestInOverview = 10;
const panMs = 200;

const nodeTypes = { card: CardNode };
const edgeTypes = { lane: LaneEdge };

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
      <Picture {...props} />
    </ReactFlowProvider>
  );
}

function flowNodes(
  drawn: Drawing,
  {
    rootId,
    selected,
    lit,
    found,
    handle,
    annotate,
  }: Pick<CanvasProps, 'rootId' | 'selected' | 'lit' | 'found' | 'handle' | 'annotate'>,
): CardFlowNode[] {
  return drawn.folded.cards.map((card) => {
    const [first] = card.members;
    const isSingle = card.members.length === 1 && first !== undefined;
    return {
      id: card.id,
      type: 'card',
      position: drawn.positions[card.id] ?? { x: 0, y: 0 },
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
        ...(isSingle ? annotate(first) : { badges: [], metric: '' }),
      },
    };
  });
}

function flowEdges({ folded, positions, lanes }: Drawing, lit: Highlight | null): LaneFlowEdge[] {
  const titles = new Map(folded.cards.map((card) => [card.id, describeCard(card).title]));
  return folded.edges.flatMap(({ from, to, kind, count }): LaneFlowEdge[] => {
    const id = `${from}>${to}`;
    const [start, end] = [positions[from], positions[to]];
    if (start === undefined || end === undefined) return [];
    const isLit = lit?.edges.has(id) ?? false;
    return [
      {
        id,
        type: 'lane',
        source: from,
        target: to,
        data: { ...edgePath(start, end, lanes[id] ?? []) },
        ariaLabel: `${titles.get(from) ?? ''} to ${titles.get(to) ?? ''}`,
        className: `edge ${kind.toLowerCase()}${lit === null ? '' : isLit ? ' lit' : ' dim'}`,
        ...(count > 1 && { label: count.toLocaleString('en') }),
        markerEnd: {
          type: MarkerType.ArrowClosed,
          width: 14,
          height: 14,
          color: isLit ? 'var(--accent)' : 'var(--edge)',
        },
      },
    ];
  });
}

function Picture(props: CanvasProps) {
  const { ref, folded, rootId, arrangement, isLoading, handle, annotate, selected, lit, found } = props;
  const { onSelect, onOpen, onToggle, onShown, onClear, onTidy, onCancel } = props;
  const flow = useReactFlow();
  const { drawn, failure } = useLayout(folded, arrangement, !isLoading);
  const frame = useRef<HTMLDivElement>(null);
  const shownFor = useRef<{ drawn: Drawing; rootId: string; arrangement: string } | null>(null);
  /** What the view is fitted to when the drawing or the window changes. Null once the user has moved it. */
  const following = useRef<Framing | null>('start');
  /** The card whose neighbours were asked for. It stays where it is on the screen, and they come into view. */
  const pressed = useRef<string | null>(null);
  const lastFound = useRef(-1);

  const nodes = useMemo(
    () => (drawn === null ? [] : flowNodes(drawn, { rootId, selected, lit, found, handle, annotate })),
    [drawn, rootId, selected, lit, found, handle, annotate],
  );
  const edges = useMemo(() => (drawn === null ? [] : flowEdges(drawn, lit)), [drawn, lit]);

  const follow = (): void => {
    if (drawn === null || following.current === null) return;
    // At first the view is the same with and without details, so that to close them moves nothing.
    const room = roomIn(frame.current, following.current === 'fit');
    const viewport = framed(room, drawn.positions, rootId, following.current);
    if (viewport !== null) void flow.setViewport(viewport);
  };
  const reveal = (ids: readonly string[]): void => {
    const places = ids.flatMap((id) => drawn?.positions[id] ?? []);
    const before = flow.getViewport();
    const after = revealed(roomIn(frame.current), places, before);
    if (after.x !== before.x || after.y !== before.y || after.zoom !== before.zoom)
      void flow.setViewport(after, { duration: isStill() ? 0 : panMs });
  };
  useEffect(() => {
    if (drawn === null || shownFor.current?.drawn === drawn) return;
    const before = shownFor.current;
    shownFor.current = { drawn, rootId, arrangement };
    if (before?.rootId !== rootId || before.arrangement !== arrangement) following.current = 'start';
    if (following.current === null) {
      keepInPlace(before?.drawn.positions, drawn.positions, pressed.current ?? rootId);
      const added = Object.keys(drawn.positions).filter((id) => before?.drawn.positions[id] === undefined);
      if (pressed.current !== null && added.length > 0) {
        const view = flow.getViewport();
        reveal(nearestShown(roomIn(frame.current), drawn.positions, pressed.current, added, view));
        pressed.current = null;
      }
    } else follow();
    if (before?.rootId !== rootId) onShown();
  });
  const keepInPlace = (was: Positions | undefined, is: Positions, id: string): void => {
    const [before, after] = [was?.[id], is[id]];
    if (before === undefined || after === undefined) return;
    const { x, y, zoom } = flow.getViewport();
    if (before.x === after.x && before.y === after.y) return;
    void flow.setViewport({ x: x + (before.x - after.x) * zoom, y: y + (before.y - after.y) * zoom, zoom });
  };

  /** Whether the middle of a card is in the part of the canvas that nothing covers. */
  const isInSight = (id: string): boolean => {
    const place = drawn?.positions[id];
    if (place === undefined) return false;
    const [room, view] = [roomIn(frame.current), flow.getViewport()];
    const x = (place.x + cardSize.width / 2) * view.zoom + view.x - room.left;
    const y = (place.y + cardSize.height / 2) * view.zoom + view.y;
    return x > 0 && x < room.width && y > 0 && y < room.height;
  };
  const focus = (id: string): void => {
    reveal([id]);
    requestAnimationFrame(() =>
      requestAnimationFrame(() =>
        document
          .querySelector<HTMLElement>(`[data-card="${CSS.escape(id)}"] .body`)
          ?.focus({ preventScroll: true }),
      ),
    );
  };
  const adapt = useRef(follow);
  useEffect(() => {
    adapt.current = follow;
  });
  useEffect(() => {
    const observer = new ResizeObserver(() => adapt.current());
    if (frame.current) observer.observe(frame.current);
    return () => observer.disconnect();
  }, []);
  const lastSelected = [...selected].at(-1) ?? '';
  const isDrawn = drawn !== null;
  useEffect(() => {
    if (lastSelected !== '' && isDrawn && !isInSight(lastSelected)) reveal([lastSelected]);
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
      onOpen,
      onToggle(side, id) {
        following.current = null;
        pressed.current = id;
        onToggle(side, id);
      },
    }),
    [onSelect, onOpen, onToggle],
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
      data-ready={drawn?.folded === folded && !isLoading}
      onFocus={({ target }) => {
        const id = target.closest('[data-card]')?.getAttribute('data-card');
        if (id && target.matches(':focus-visible')) reveal([id]);
      }}
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
          minZoom={smallest}
          maxZoom={1.6}
          zoomOnDoubleClick={false}
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
          {nodes.length >= fewestInOverview && nodes.length <= mostWhole && (
            <MiniMap
              position="bottom-left"
              pannable
              zoomable
              ariaLabel="Overview"
              nodeClassName={(node) => (node as CardFlowNode).data.card.members[0]?.kind ?? ''}
              nodeBorderRadius={12}
            />
          )}
          <Controls
            orientation="horizontal"
            showInteractive={false}
            showFitView={false}
            onZoomIn={() => (following.current = null)}
            onZoomOut={() => (following.current = null)}
          >
            <ControlButton
              title="Fit to screen (F)"
              onClick={() => {
                following.current = 'fit';
                follow();
              }}
            >
              Fit
            </ControlButton>
            <ControlButton title="Lay out all cards anew (T)" onClick={onTidy}>
              Tidy
            </ControlButton>
          </Controls>
        </ReactFlow>
      </CardContext>
    </div>
  );
}

/** The details panel covers one side of the canvas, or its lower part on a narrow screen. */
function roomIn(frame: HTMLElement | null, isBesidePanel = true): Room {
  const [width, height] = [frame?.clientWidth ?? 0, Math.max(0, (frame?.clientHeight ?? 0) - controlsHeight)];
  const panel = frame?.closest('.stage')?.querySelector('aside');
  if (!frame || !panel || !isBesidePanel) return { left: 0, width, height };
  const [inside, over] = [frame.getBoundingClientRect(), panel.getBoundingClientRect()];
  if (over.width > width * 0.8) return { left: 0, width, height: Math.max(120, over.top - inside.top) };
  const isLeft = over.left - inside.left < inside.right - over.right;
  return { left: isLeft ? over.width : 0, width: width - over.width, height };
}

const controlsHeight = 44;

function isStill(): boolean {
  return matchMedia('(prefers-reduced-motion: reduce)').matches;
}

/** Handles keep a size for touch input. Set by CSSOM, because rendering each frame of a zoom would be slow. */
function showZoom(frame: HTMLElement | null, zoom: number): void {
  if (frame === null) return;
  frame.style.setProperty('--counter', String(Math.min(Math.max(1, 0.98 / zoom), 2)));
  frame.dataset['size'] = sizeWord(zoom);
}
