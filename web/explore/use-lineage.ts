import { useCallback, useEffect, useReducer, useRef } from 'react';
import type { ViewState } from './address.ts';
import { GatewayFailure, wordsOf } from './gateway.ts';
import type { LineagePage } from './graph/answers.ts';
import { emptyGraph, mergeGraph, type LoadedGraph } from './graph/model.ts';
import { handleFromKey } from './graph/visible.ts';
import { findRoot, loadLineage, type LineageQuestion, type Root } from './load.ts';
import type { ChangeView } from './use-view.ts';

export type Status = 'idle' | 'loading' | 'ready' | 'failed' | 'missing';

export interface Lineage {
  status: Status;
  root: Root | null;
  /** The parameters of the URL that `root` was looked up for. */
  lookedUp: { path: string; at: string } | null;
  graph: LoadedGraph;
  /** How many levels around the root are loaded. */
  depth: number;
  /** The cursor of the next page of nodes; null if this is the last one. */
  endCursor: string | null;
  /** A description of what is being loaded. Null if nothing is. */
  loading: string | null;
  /** Why the last request failed. */
  failure: string | null;
  /** The gateway's error code for it, such as `UNAUTHENTICATED`. */
  failureCode: string | null;
  /** The errors in responses that also had data. */
  problems: readonly string[];
  loadedHandles: ReadonlySet<string>;
  /** The cursors of the next pages of neighbours of expanded nodes. */
  handleCursors: ReadonlyMap<string, string>;
  /** How many levels the first request loads. Later levels are loaded one by one. */
  firstLevels: number;
  /** What `root` refers to now, if that is no longer `at`. */
  movedTo: string | null;
  /** Whether the user stopped loading. No further level is then loaded automatically. */
  stopped: boolean;
}

const start: Lineage = {
  status: 'idle',
  root: null,
  lookedUp: null,
  graph: emptyGraph,
  depth: 0,
  endCursor: null,
  loading: null,
  failure: null,
  failureCode: null,
  problems: [],
  loadedHandles: new Set(),
  handleCursors: new Map(),
  firstLevels: 2,
  movedTo: null,
  stopped: false,
};

type Event = Partial<Lineage> | ((lineage: Lineage) => Partial<Lineage>);

const reduce = (lineage: Lineage, event: Event): Lineage => ({
  ...lineage,
  ...(typeof event === 'function' ? event(lineage) : event),
});

export interface LineageActions {
  stop: () => void;
  /** Continues after a stop or a failure. */
  retry: () => void;
  /** Reloads everything that is shown, to get what was cut off. The graph stays visible meanwhile. */
  mend: () => void;
  nextPage: () => void;
  nextBehind: (handle: string) => void;
}

/**
 * Loads what the view needs: the root, then its surroundings level by level, then the neighbours of expanded nodes. Expanded
 * nodes in the URL that cannot have neighbours are removed from the view.
 */
export function useLineage(view: ViewState, change: ChangeView): Lineage & LineageActions {
  const [lineage, put] = useReducer(reduce, start);
  const [attempt, again] = useReducer((count: number) => count + 1, 0);
  const [look, lookAgain] = useReducer((count: number) => count + 1, 0);
  const running = useRef<AbortController | null>(null);
  const { root: path, at, direction, depth } = view;
  const opened = view.opened.join(' ');
  // `at` is written into the URL once the root is known, which must not look it up again.
  const { lookedUp } = lineage;
  const isWritten = lookedUp?.path === path && at === lineage.root?.path;
  const lookFor = isWritten ? lookedUp.at : at;

  useEffect(() => {
    const control = new AbortController();
    if (path === '') {
      put(start);
      return;
    }
    put({ ...start, lookedUp: { path, at }, status: 'loading', loading: `Looking up ${path}` });
    running.current = control;
    const find = async (): Promise<void> => {
      const root = await findRoot(at === '' ? path : at, control.signal);
      if (root === null) {
        put({ status: 'missing', loading: null });
        return;
      }
      put({ root, graph: graphOf(root), status: 'ready', loading: 'Loading the first levels' });
      if (at === '' || at === path) return;
      const now = await findRoot(path, control.signal).catch(() => null);
      if (now !== null && now.id !== root.id) put({ movedTo: now.path });
    };
    find().catch((error: unknown) => fail(control.signal, error, put));
    return () => control.abort();
  }, [path, lookFor, look]);

  const root = lineage.root?.id ?? null;
  useEffect(() => {
    put((now) => ({
      graph: now.root === null ? emptyGraph : graphOf(now.root),
      depth: 0,
      endCursor: null,
      loadedHandles: new Set(),
      handleCursors: new Map(),
      firstLevels: 2,
      problems: [],
      stopped: false,
    }));
  }, [root, direction]);

  const isReady = lineage.status !== 'failed' && lineage.endCursor === null && !lineage.stopped;
  useEffect(() => {
    if (root === null || !isReady || lineage.depth >= depth) return;
    const control = new AbortController();
    running.current = control;
    // The first levels are loaded in one request, later ones level by level, so that loading can be stopped.
    const level = lineage.depth === 0 ? Math.min(depth, lineage.firstLevels) : lineage.depth + 1;
    put({ loading: `Loading level ${level} of ${depth}`, failure: null });
    loadLineage({ root, direction, maxDepth: level, after: null }, control.signal)
      .then((page) => {
        put((now) => {
          const graph = merged(now.graph, page);
          const isCut = page.gaps.some(isMendable);
          // Nothing new: the graph is complete at any depth.
          const isWhole =
            now.depth >= 2 && !isCut && page.endCursor === null && graph.nodes.size === now.graph.nodes.size;
          return {
            ...shown(now, graph, page),
            stopped: isCut,
            depth: isWhole ? Number.MAX_SAFE_INTEGER : level,
            endCursor: page.endCursor,
          };
        });
      })
      .catch((error: unknown) => fail(control.signal, error, put));
    return () => control.abort();
  }, [root, direction, depth, lineage.depth, lineage.firstLevels, isReady, attempt]);

  const isFirstHere = lineage.depth > 0;
  useEffect(() => {
    if (root === null || !isFirstHere || opened === '') return;
    const control = new AbortController();
    const keys = opened.split(' ');
    const key = keys.find((each) => !lineage.loadedHandles.has(each));
    if (key === undefined) return;
    running.current = control;
    const drop = (): void => {
      put({ loading: null });
      change({ opened: keys.filter((other) => other !== key) }, 'replace');
    };
    loadBehind({ key, after: null, put, control, drop });
    return () => control.abort();
  }, [root, opened, isFirstHere, lineage.loadedHandles, attempt, change]);

  const nextPage = useCallback(() => {
    if (root === null) return;
    const control = new AbortController();
    running.current = control;
    put({ loading: 'Loading more', failure: null, stopped: false });
    loadLineage({ root, direction, maxDepth: lineage.depth, after: lineage.endCursor }, control.signal)
      .then((page) =>
        put((now) => ({ ...shown(now, merged(now.graph, page), page), endCursor: page.endCursor })),
      )
      .catch((error: unknown) => fail(control.signal, error, put));
  }, [root, direction, lineage.depth, lineage.endCursor]);

  const nextBehind = useCallback(
    (key: string) => {
      const control = new AbortController();
      running.current = control;
      const after = lineage.handleCursors.get(key) ?? null;
      loadBehind({ key, after, put, control, drop: null });
    },
    [lineage.handleCursors],
  );

  const stop = useCallback(() => {
    running.current?.abort();
    put({ loading: null, stopped: true });
  }, []);
  const retry = useCallback(() => {
    put((now) => ({
      failure: null,
      stopped: false,
      status: now.status === 'failed' ? 'loading' : now.status,
    }));
    if (root === null) lookAgain();
    else again();
  }, [root]);
  const mend = useCallback(() => {
    put((now) => ({
      graph: { ...now.graph, gaps: now.graph.gaps.filter((gap) => !isMendable(gap)) },
      depth: 0,
      firstLevels: Math.max(2, Math.min(depth, now.depth)),
      endCursor: null,
      loadedHandles: new Set(),
      handleCursors: new Map(),
      problems: [],
      failure: null,
      stopped: false,
    }));
  }, [depth]);
  return { ...lineage, stop, retry, mend, nextPage, nextBehind };
}

/** Whether a reload may load what is missing. */
export function isMendable({ reason }: { reason: string }): boolean {
  return reason === 'DEADLINE' || reason === 'WANDB_ERROR';
}

interface BehindHandle extends Pick<LineageQuestion, 'after'> {
  key: string;
  put: (event: Event) => void;
  control: AbortController;
  /** Called if the gateway rejects the id. Null to treat that as any other failure. */
  drop: (() => void) | null;
}

/** Loads one page of a node's neighbours. */
function loadBehind({ key, after, put, control, drop }: BehindHandle): void {
  const { side, id } = handleFromKey(key);
  const isUp = side === 'up';
  put({
    loading: `Loading ${isUp ? 'upstream' : 'downstream'} nodes`,
    failure: null,
    stopped: false,
  });
  const direction = isUp ? 'UPSTREAM' : 'DOWNSTREAM';
  loadLineage({ root: id, direction, maxDepth: 1, after }, control.signal)
    .then((page) => {
      put((now) => {
        const handleCursors = new Map(now.handleCursors);
        if (page.endCursor === null) handleCursors.delete(key);
        else handleCursors.set(key, page.endCursor);
        return {
          ...shown(now, merged(now.graph, page), page),
          loadedHandles: new Set([...now.loadedHandles, key]),
          handleCursors,
        };
      });
    })
    .catch((error: unknown) => {
      if (drop !== null && codeOf(error) === 'BAD_USER_INPUT' && !control.signal.aborted) drop();
      else fail(control.signal, error, put);
    });
}

/** Truncations by depth or page size are shown by handles and the Continue button, which use the latest response. */
function merged(graph: LoadedGraph, page: LineagePage): LoadedGraph {
  const lasting = ({ reason }: { reason: string }): boolean =>
    reason !== 'MAX_DEPTH' && reason !== 'MAX_NODES';
  return mergeGraph(graph, page.nodes, page.edges, page.gaps.filter(lasting));
}

function shown(now: Lineage, graph: LoadedGraph, page: { problems: readonly string[] }): Partial<Lineage> {
  const problems = [...new Set([...now.problems, ...page.problems])];
  return { graph, problems, status: 'ready', loading: null, failure: null };
}

/** The root alone. */
function graphOf({ node }: Root): LoadedGraph {
  return mergeGraph(emptyGraph, [node], [], []);
}

function codeOf(error: unknown): string | null {
  return error instanceof GatewayFailure ? error.code : null;
}

function fail(signal: AbortSignal, error: unknown, put: (event: Event) => void): void {
  if (signal.aborted) return;
  const failure = wordsOf(error);
  put((now) => ({
    failure,
    failureCode: codeOf(error),
    loading: null,
    stopped: true,
    status: now.graph.nodes.size === 0 ? 'failed' : now.status,
  }));
}
