import { useCallback, useEffect, useMemo, useReducer, useRef, useState } from 'react';
import { Canvas, type CanvasActions } from './canvas/canvas.tsx';
import { nextCard } from './canvas/steps.ts';
import { handleState } from './canvas/handles.ts';
import { foldGraph } from './folding/fold.ts';
import { filterVisible } from './graph/filter.ts';
import { highlight } from './graph/highlight.ts';
import { handleKey, visibleNodes } from './graph/visible.ts';
import { matching } from './graph/find.ts';
import { summaryOf, stalenessOf, totalsFromAnswer } from './graph/answers.ts';
import { countsDocument, metricsDocument, staleDocument } from './documents.ts';
import { badgesOf, isProduction, type GraphNode, type Side } from './graph/model.ts';
import { metricText } from './panels/words.ts';
import { Dialog } from './panels/dialog.tsx';
import { Help } from './panels/help.tsx';
import { KeyForm } from './panels/key-form.tsx';
import { ShowNode } from './panels/node-link.tsx';
import { Notices } from './panels/notices.tsx';
import { SidePanel, type PanelSide } from './panels/side-panel.tsx';
import { StartPage } from './panels/start-page.tsx';
import { TableView } from './panels/table-view.tsx';
import { TooMany } from './panels/too-many.tsx';
import { TopBar } from './panels/top-bar.tsx';
import { Waiting } from './panels/waiting.tsx';
import type { ViewState } from './address.ts';
import { rememberRoot } from './theme.ts';
import { useLineage, type Lineage } from './use-lineage.ts';
import { useNodeValues } from './use-node-values.ts';
import type { ViewActions } from './use-view.ts';

const mostCards = 500;
/** This many are laid out within seconds; twice as many take a minute. */
const mostDrawn = 2_000;
/** Of the root and versions in production, this many are checked for newer inputs. Each takes a walk. */
const mostChecked = 4;
const noIds: readonly string[] = [];

export interface PageProps extends ViewActions {
  /** Called when the user entered other credentials, so that everything has to be loaded again. */
  onCredentials: () => void;
}

export function App({ view, change, openRoot, onCredentials }: PageProps) {
  const lineage = useLineage(view, change);
  const { graph, root } = lineage;
  const [dialog, setDialog] = useState<'help' | 'key' | null>(null);
  const [asked, setAsked] = useState(0);
  const [tidied, tidy] = useReducer((count: number) => count + 1, 0);
  const canvas = useRef<CanvasActions>(null);

  const visible = useMemo(
    () =>
      visibleNodes(graph, {
        root: root?.id ?? '',
        direction: view.direction,
        depth: view.depth,
        opened: new Set(view.opened),
        closed: new Set(view.closed),
      }),
    [graph, root, view.direction, view.depth, view.opened, view.closed],
  );
  const shown = useMemo(
    () => filterVisible(graph, visible.nodes, view, new Set([root?.id ?? ''])),
    [graph, visible, view.types, view.jobTypes, root],
  );
  const folded = useMemo(
    () =>
      foldGraph(shown.graph, shown.nodes, {
        grouping: view.grouping,
        pinned: new Set([root?.id ?? '', ...view.out]),
      }),
    [shown, view.grouping, view.out, root],
  );
  const singles = useMemo(
    () =>
      folded.cards.length > mostCards
        ? []
        : folded.cards.flatMap(({ members: [first, second] }) =>
            first && !second && first.kind !== 'hidden' ? [first.id] : [],
          ),
    [folded],
  );
  const known = useNodeValues(countsDocument, singles, totalsFromAnswer);
  const metrics = useNodeValues(
    metricsDocument,
    view.metric === '' ? noIds : singles.filter((id) => shown.graph.nodes.get(id)?.kind === 'run'),
    summaryOf,
  );
  const important = useMemo(
    () =>
      folded.cards
        .flatMap(({ members: [node, other] }) => (node && !other && node.kind === 'artifact' ? [node] : []))
        .filter(({ id, aliases }) => id === root?.id || aliases.some(isProduction))
        .slice(0, mostChecked)
        .map(({ id }) => id),
    [folded, root],
  );
  const staleness = useNodeValues(
    staleDocument,
    isLoadingLevels(lineage, view) ? noIds : important,
    stalenessOf,
  );
  const annotate = useCallback(
    (node: GraphNode) => ({
      badges: badgesOf(node, graph.gaps, staleness.values.get(node.id), Date.now()),
      metric: metricText(view.metric, metrics.values.get(node.id)),
    }),
    [graph.gaps, staleness.values, metrics.values, view.metric],
  );
  const found = useMemo(() => matching(folded.cards, view.find), [folded, view.find]);
  const selectedCards = useMemo(() => {
    // In the order of selection. The table has no groups, so a member is selected by itself.
    const chosen = view.selected.flatMap((id) => {
      const node = shown.nodes.has(id) ? shown.graph.nodes.get(id) : undefined;
      if (node && view.view === 'table') return [{ id, members: [node] }];
      const at = folded.cardOf.get(id) ?? id;
      return folded.cards.filter((card) => card.id === at);
    });
    return chosen.filter(({ id }, index) => chosen.findIndex((card) => card.id === id) === index);
  }, [shown, folded, view.selected, view.view]);
  const lit = useMemo(
    () => highlight(shown.graph, shown.nodes, folded, selectedCards),
    [shown, folded, selectedCards],
  );

  useEffect(() => {
    // Between two roots, the previous one is still set.
    if (root === null || lineage.lookedUp?.path !== view.root) return;
    rememberRoot(view.root);
    if (view.at === '' && lineage.lookedUp.at === '' && view.root !== root.path)
      change({ at: root.path }, 'replace');
  }, [root, lineage.lookedUp, view.root, view.at, change]);
  useEffect(() => {
    document.title = view.root === '' ? 'Lineage explorer' : `${view.root} · Lineage explorer`;
  }, [view.root]);

  const panelSide = useRef<PanelSide>('right');
  if (selectedCards.length === 0) panelSide.current = 'right';

  const focusedFor = useRef(view.root);
  /** If the focused element was removed with the previous graph, the root gets the focus. */
  const takeFocus = (): void => {
    if (focusedFor.current === view.root) return;
    focusedFor.current = view.root;
    if (document.activeElement !== document.body) return;
    if (view.view === 'graph') canvas.current?.focus(root?.id ?? '');
    else document.querySelector<HTMLElement>('tr.root th button')?.focus();
  };

  const select = useCallback(
    (id: string, also = false) => {
      const now = view.selected;
      const next = also ? [...now.filter((other) => other !== id).slice(-1), id] : [id];
      change({ selected: now.length === 1 && now[0] === id && !also ? [] : next });
    },
    [view.selected, change],
  );
  const open = useCallback(
    (id: string) => {
      const path = graph.nodes.get(id)?.path;
      if (path !== undefined && path !== null && id !== root?.id) openRoot(path);
    },
    [graph, root, openRoot],
  );
  const show = useCallback(
    (id: string | null, path: string) => {
      if (id !== null && shown.nodes.has(id)) change({ selected: [id] });
      else openRoot(path);
    },
    [shown, change, openRoot],
  );
  const toggle = useCallback(
    (side: Side, id: string) => {
      const key = handleKey(side, id);
      if (!visible.through.has(key)) {
        const isLoadedAnyway = view.closed.includes(key);
        change({
          closed: view.closed.filter((other) => other !== key),
          ...(!isLoadedAnyway && { opened: [...view.opened, key] }),
        });
      } else if (view.opened.includes(key)) change({ opened: view.opened.filter((other) => other !== key) });
      else change({ closed: [...view.closed, key] });
    },
    [visible, view.closed, view.opened, change],
  );
  const takeOut = useCallback(
    (ids: readonly string[], selected: readonly string[]) =>
      change({ out: [...new Set([...view.out, ...ids])], selected }),
    [view.out, change],
  );

  useEffect(() => {
    const press = (event: KeyboardEvent): void => {
      const target = event.target as HTMLElement;
      const isTyping = target.matches('input, textarea, select');
      if (event.key.toLowerCase() === 'k' && (event.ctrlKey || event.metaKey) && dialog === null) {
        event.preventDefault();
        const box = document.querySelector<HTMLInputElement>('[data-search]');
        box?.focus();
        box?.select();
        return;
      }
      if (event.key === 'Escape') {
        const menu = document.querySelector<HTMLDetailsElement>('details.menu[open]');
        if (dialog !== null) setDialog(null);
        else if (menu !== null) {
          menu.open = false;
          menu.querySelector('summary')?.focus();
        } else if (isTyping) target.blur();
        else if (view.selected.length > 0) change({ selected: [] });
        return;
      }
      if (isTyping || event.ctrlKey || event.metaKey || event.altKey) return;
      if (event.key === '/') {
        event.preventDefault();
        document.querySelector<HTMLInputElement>('[data-find]')?.focus();
      } else if (event.key === '?') setDialog(dialog === 'help' ? null : 'help');
      else if (event.key === 'f' || event.key === 'F') canvas.current?.fit();
      else if (event.key === 't' || event.key === 'T') tidy();
      else if (event.key.startsWith('Arrow') && view.view === 'graph') {
        const at =
          target.closest('[data-card]')?.getAttribute('data-card') ?? view.selected.at(-1) ?? root?.id ?? '';
        const next = nextCard(folded, canvas.current?.positions() ?? {}, at, event.key);
        if (next === null || target.closest('aside, header, dialog')) return;
        event.preventDefault();
        canvas.current?.focus(next);
      }
    };
    window.addEventListener('keydown', press);
    return () => window.removeEventListener('keydown', press);
  }, [dialog, view.selected, view.view, folded, root, change]);

  const isAsking = folded.cards.length > Math.max(mostCards, asked) && view.view === 'graph';
  const hasGraph = lineage.status === 'ready' && graph.nodes.size > 0;
  return (
    <ShowNode value={show}>
      <div className="app">
        <TopBar
          view={view}
          change={change}
          openRoot={openRoot}
          graph={graph}
          root={root}
          found={found}
          onFindNext={() => canvas.current?.focusNext(found.cards)}
          onHelp={() => setDialog('help')}
          onKey={() => setDialog('key')}
        />
        {view.root === '' ? (
          <StartPage openRoot={openRoot} onCredentials={onCredentials} />
        ) : (
          <div className="stage">
            <Notices
              lineage={lineage}
              view={view}
              change={change}
              openRoot={openRoot}
              visible={visible.nodes}
              shown={shown}
              cards={folded.cards.length}
              totals={known}
              onSelect={(id) => change({ selected: [id] })}
            />
            <div className="picture" data-view={view.view}>
              <main aria-label="Lineage" aria-busy={lineage.loading !== null}>
                {!hasGraph ? (
                  <Waiting
                    lineage={lineage}
                    path={view.root}
                    onCredentials={onCredentials}
                    onKey={() => setDialog('key')}
                  />
                ) : view.view === 'table' ? (
                  <TableView
                    graph={shown.graph}
                    visible={shown.nodes}
                    find={view.find}
                    selected={view.selected}
                    onSelect={select}
                    openRoot={openRoot}
                    rootId={root?.id ?? ''}
                    onShown={takeFocus}
                  />
                ) : isAsking ? (
                  <TooMany
                    cards={folded.cards.length}
                    view={view}
                    change={change}
                    onDraw={folded.cards.length <= mostDrawn ? () => setAsked(folded.cards.length) : null}
                  />
                ) : (
                  <Canvas
                    ref={canvas}
                    folded={folded}
                    rootId={root?.id ?? ''}
                    arrangement={[
                      view.direction,
                      view.grouping,
                      ...view.types,
                      ...view.jobTypes,
                      tidied,
                    ].join()}
                    isLoading={isLoadingLevels(lineage, view)}
                    handle={(side, node) => handleState(graph, visible, known.values, side, node)}
                    annotate={annotate}
                    selected={new Set(selectedCards.map(({ id }) => id))}
                    lit={lit}
                    found={view.find.trim() === '' ? null : new Set(found.cards)}
                    onShown={takeFocus}
                    onSelect={select}
                    onOpen={open}
                    onToggle={toggle}
                    onTidy={tidy}
                    onCancel={folded.cards.length > mostCards ? () => setAsked(0) : null}
                    onClear={() => view.selected.length > 0 && change({ selected: [] })}
                  />
                )}
              </main>
              {selectedCards.length > 0 && (
                <SidePanel
                  key={selectedCards.map(({ id }) => id).join(' ')}
                  cards={selectedCards}
                  side={panelSide}
                  out={view.out}
                  onClose={() => change({ selected: [] })}
                  onFoldBack={(id) => change({ out: view.out.filter((other) => other !== id), selected: [] })}
                  openRoot={openRoot}
                  takeOut={takeOut}
                  onSelect={select}
                />
              )}
            </div>
          </div>
        )}
        {dialog === 'help' && <Help onClose={() => setDialog(null)} />}
        {dialog === 'key' && (
          <Dialog title="Use another API key" onClose={() => setDialog(null)}>
            <KeyForm onDone={onCredentials} />
          </Dialog>
        )}
      </div>
    </ShowNode>
  );
}

function isLoadingLevels({ loading, depth, stopped, endCursor }: Lineage, view: ViewState): boolean {
  return loading !== null || (depth < view.depth && !stopped && endCursor === null);
}
