import { useEffect, useMemo, useState } from 'react';
import { deepest, type ViewState } from '../address.ts';
import type { Matching } from '../graph/find.ts';
import type { LoadedGraph } from '../graph/model.ts';
import type { Direction } from '../graph/visible.ts';
import type { Root } from '../load.ts';
import { applyTheme, isDark, recentRoots, savedTheme } from '../theme.ts';
import type { ChangeView } from '../use-view.ts';
import { pathFromTyped } from '../web-address.ts';
import { FilterMenu, ShareMenu } from './menus.tsx';
import { PathBox } from './path-box.tsx';
import { counted } from './words.ts';

interface TopBarProps {
  view: ViewState;
  change: ChangeView;
  openRoot: (path: string) => void;
  graph: LoadedGraph;
  root: Root | null;
  found: Matching;
  onFindNext: () => void;
  onHelp: () => void;
  onKey: () => void;
}

const directions: [Direction, string][] = [
  ['UPSTREAM', 'Upstream'],
  ['BOTH', 'Both'],
  ['DOWNSTREAM', 'Downstream'],
];

export function TopBar({
  view,
  change,
  openRoot,
  graph,
  root,
  found,
  onFindNext,
  onHelp,
  onKey,
}: TopBarProps) {
  const [typed, setTyped] = useState(view.root);
  useEffect(() => setTyped(view.root), [view.root]);
  const known = useMemo(() => {
    const paths = [...graph.nodes.values()].flatMap(({ path }) => (path === null ? [] : [path]));
    return [...new Set([...recentRoots(), ...paths])];
  }, [graph]);
  const isOpen = view.root !== '';
  return (
    <header className="bar">
      <a
        className="brand"
        href="explore"
        onClick={(event) => {
          if (!event.metaKey && !event.ctrlKey) {
            event.preventDefault();
            openRoot('');
          }
        }}
      >
        <span className="logo" aria-hidden="true" />
        Lineage
      </a>
      {isOpen && (
        <>
          <form
            role="search"
            className="where"
            onSubmit={(event) => {
              event.preventDefault();
              const path = pathFromTyped(typed);
              if (path === '') return;
              // If this root is already open, nothing else would set it.
              setTyped(path);
              openRoot(path);
            }}
          >
            <PathBox
              label="Root: path of a run or artifact version"
              value={typed}
              onChange={setTyped}
              onChoose={openRoot}
              known={known}
            />
          </form>
        </>
      )}
      <div className="tools">
        {isOpen && (
          <>
            <div className="segments" role="group" aria-label="Direction">
              {directions.map(([direction, name]) => (
                <button
                  key={direction}
                  aria-pressed={view.direction === direction}
                  onClick={() => change({ direction, opened: [], closed: [] })}
                >
                  {name}
                </button>
              ))}
            </div>
            <div className="stepper" role="group" aria-label="Levels">
              <button
                aria-label="Fewer levels"
                disabled={view.depth <= 1}
                onClick={() => change({ depth: view.depth - 1 })}
              >
                −
              </button>
              <output aria-live="polite">
                {view.depth} {view.depth === 1 ? 'level' : 'levels'}
              </output>
              <button
                aria-label="More levels"
                disabled={view.depth >= deepest}
                onClick={() => change({ depth: view.depth + 1 })}
              >
                +
              </button>
            </div>
            <label className="find">
              <span className="unseen">Search the graph</span>
              <input
                data-find
                type="search"
                placeholder="Search  /"
                value={view.find}
                onChange={(event) => change({ find: event.target.value }, 'replace')}
                onKeyDown={(event) => event.key === 'Enter' && onFindNext()}
              />
              {view.find.trim() !== '' && (
                <span className="count" role="status">
                  {found.nodes.toLocaleString('en')} found
                  {view.view === 'graph' &&
                    found.nodes > found.cards.length &&
                    ` in ${counted(found.cards.length, 'card')}`}
                </span>
              )}
            </label>
            <div className="segments" role="group" aria-label="View">
              {(['graph', 'table'] as const).map((kind) => (
                <button key={kind} aria-pressed={view.view === kind} onClick={() => change({ view: kind })}>
                  {kind === 'graph' ? 'Graph' : 'Table'}
                </button>
              ))}
            </div>
            <FilterMenu view={view} change={change} graph={graph} />
            <ShareMenu view={view} root={root} />
          </>
        )}
        <span className="grow" />
        <button className="quiet" title="Use another API key" onClick={onKey}>
          Key
        </button>
        <ThemeButton />
        <button
          className="quiet round"
          aria-label="Keyboard shortcuts"
          title="Keyboard shortcuts (?)"
          onClick={onHelp}
        >
          ?
        </button>
      </div>
    </header>
  );
}

export function ThemeButton() {
  const [dark, setDark] = useState(() => isDark(savedTheme()));
  return (
    <button
      className="quiet round"
      aria-label="Dark mode"
      title="Dark mode"
      aria-pressed={dark}
      onClick={() => {
        applyTheme(dark ? 'light' : 'dark');
        setDark(!dark);
      }}
    >
      ◐
    </button>
  );
}
