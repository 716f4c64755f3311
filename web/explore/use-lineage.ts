import { useCallback, useEffect, useMemo, useReducer, useRef } from 'react';
import type { ViewState } from './address.ts';
import type { LineagePage } from './graph/answers.ts';
import { emptyGraph, mergeGraph, type LoadedGraph } from './graph/model.ts';
import { findRoot, loadLineage, type LineageQuestion, type Root } from './load.ts';

export type Status = 'idle' | 'loading' | 'ready' | 'failed' | 'missing';

export interface Lineage {
  status: Status;
  root: Root | null;
  graph: LoadedGraph;
  /** How many levels around the root are loaded. */
  depth: number;
  /** Where the next page of nodes begins; null: there is none. */
  endCursor: string | null;
  /** What is being loaded, in words; null: nothing. */
  loading: string | null;
  /** Why the last thing asked for did not come, in words. */
  failure: string | null;
  /** What failed of what came. */
  problems: readonly string[];
  loadedHandles: ReadonlySet<string>;
  /** Where `at` is no longer what `root` names: what it names now. */
  movedTo: string | null;
  /** Where the person stopped the loading: no further level is asked for on its own. */
  stopped: boolean;
}

const start: Lineage = {
  status: 'idle',
  root: null,
  graph: emptyGraph,
  depth: 0,
  endCursor: null,
  loading: null,
  failure: null,
  problems: [],
  loadedHandles: new Set(),
  movedTo: null,
  stopped: false,
};

type Event = Partial<Lineage> | ((lineage: Lineage) => Partial<Lineage>);

const reduce = (lineage: Lineage, event: Event): Lineage => ({
  ...lineage,
  ...(typeof event === 'function' ? event(lineage) : event),
});

/** Loads what the view needs, level by level: the root first, then what lies around it, then behind opened handles. */
export function useLineage(
  view: ViewState,
): Lineage & { stop: () => void; retry: () => void; nextPage: () => void } {
  const [lineage, put] = useReducer(reduce, start);
  const [attempt, again] = useReducer((count: number) => count + 1, 0);
  const running = useRef<AbortController | null>(null);
  const { root: path, at, direction, depth } = view;
  const filters = JSON.stringify([view.types, view.jobTypes]);
  const opened = view.opened.join(' ');

  useEffect(() => {
    const control = new AbortController();
    if (path === '') {
      put(start);
      return;
    }
    put({ ...start, status: 'loading', loading: `Looking up ${path}` });
    running.current = control;
    const find = async (): Promise<void> => {
      const root = await findRoot(at === '' ? path : at, control.signal);
      if (root === null) {
        put({ status: 'missing', loading: null });
        return;
      }
      put({ root, loading: 'Loading the first levels' });
      if (at === '' || at === path) return;
      const now = await findRoot(path, control.signal).catch(() => null);
      if (now !== null && now.id !== root.id) put({ movedTo: now.path });
    };
    find().catch((error: unknown) => fail(control.signal, error, put));
    return () => control.abort();
    // `at` is written into the address once the root is known, which is no reason to look it up again.
  }, [path, attempt]);

  const root = lineage.root?.id ?? null;
  useEffect(() => {
    put({
      graph: emptyGraph,
      depth: 0,
      endCursor: null,
      loadedHandles: new Set(),
      problems: [],
      stopped: false,
    });
  }, [root, direction, filters]);

  const question = useMemo((): Omit<LineageQuestion, 'root' | 'maxDepth' | 'after'> => {
    const [types, jobTypes] = JSON.parse(filters) as [string[], string[]];
    return { direction, types, jobTypes };
  }, [direction, filters]);

  const isReady = lineage.status !== 'failed' && lineage.endCursor === null && !lineage.stopped;
  useEffect(() => {
    if (root === null || !isReady || lineage.depth >= depth) return;
    const control = new AbortController();
    running.current = control;
    // The first view in one answer; what comes later level by level, so that it can be stopped.
    const level = lineage.depth === 0 ? Math.min(depth, 2) : lineage.depth + 1;
    put({ loading: `Loading level ${level} of ${depth}`, failure: null });
    loadLineage({ ...question, root, maxDepth: level, after: null }, control.signal)
      .then((page) => {
        put((now) => {
          const graph = merged(now.graph, page);
          // Nothing new: the whole is here, however deep one asks.
          const isWhole = level > 2 && page.endCursor === null && graph.nodes.size === now.graph.nodes.size;
          return {
            ...shown(now, graph, page),
            depth: isWhole ? Number.MAX_SAFE_INTEGER : level,
            endCursor: page.endCursor,
          };
        });
      })
      .catch((error: unknown) => fail(control.signal, error, put));
    return () => control.abort();
  }, [root, question, depth, lineage.depth, isReady, attempt]);

  const isFirstHere = lineage.depth > 0;
  useEffect(() => {
    if (root === null || !isFirstHere || opened === '') return;
    const control = new AbortController();
    const keys = opened.split(' ').filter((key) => !lineage.loadedHandles.has(key));
    const [key] = keys;
    if (key === undefined) return;
    running.current = control;
    const side = key.slice(0, key.indexOf(':'));
    const id = key.slice(side.length + 1);
    put({
      loading: `Loading ${side === 'up' ? 'what it was made from' : 'what was made from it'}`,
      failure: null,
    });
    const towards = side === 'up' ? 'UPSTREAM' : 'DOWNSTREAM';
    loadLineage({ ...question, root: id, direction: towards, maxDepth: 1, after: null }, control.signal)
      .then((page) => {
        put((now) => ({
          ...shown(now, merged(now.graph, page), page),
          loadedHandles: new Set([...now.loadedHandles, key]),
        }));
      })
      .catch((error: unknown) => fail(control.signal, error, put));
    return () => control.abort();
  }, [root, question, opened, isFirstHere, lineage.loadedHandles, attempt]);

  const nextPage = useCallback(() => {
    if (root === null) return;
    const control = new AbortController();
    running.current = control;
    put({ loading: 'Loading more', failure: null });
    loadLineage({ ...question, root, maxDepth: lineage.depth, after: lineage.endCursor }, control.signal)
      .then((page) =>
        put((now) => ({ ...shown(now, merged(now.graph, page), page), endCursor: page.endCursor })),
      )
      .catch((error: unknown) => fail(control.signal, error, put));
  }, [root, question, lineage.depth, lineage.endCursor]);

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
    again();
  }, []);
  return { ...lineage, stop, retry, nextPage };
}

/** Ends at a depth or a full page are told by handles and the Continue button, for which the newest answer counts. */
function merged(graph: LoadedGraph, page: LineagePage): LoadedGraph {
  const lasting = ({ reason }: { reason: string }): boolean =>
    reason !== 'MAX_DEPTH' && reason !== 'MAX_NODES';
  return mergeGraph(graph, page.nodes, page.edges, page.gaps.filter(lasting));
}

function shown(now: Lineage, graph: LoadedGraph, page: { problems: readonly string[] }): Partial<Lineage> {
  const problems = [...new Set([...now.problems, ...page.problems])];
  return { graph, problems, status: 'ready', loading: null, failure: null };
}

function fail(signal: AbortSignal, error: unknown, put: (event: Event) => void): void {
  if (signal.aborted) return;
  const failure = error instanceof Error ? error.message : String(error);
  put((now) => ({
    failure,
    loading: null,
    stopped: true,
    status: now.graph.nodes.size === 0 ? 'failed' : now.status,
  }));
}
