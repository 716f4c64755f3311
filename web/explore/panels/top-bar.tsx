import { useEffect, useMemo, useState } from 'react';
import { deepest, type ViewState } from '../address.ts';
import { groupings, type Grouping } from '../folding/fold.ts';
import type { LoadedGraph } from '../graph/model.ts';
import type { Direction } from '../graph/visible.ts';
import { lineageVariables, type Root } from '../load.ts';
import { lineageDocument } from '../documents.ts';
import { inPublishedNames } from '../prefix.ts';
import { applyTheme, isDark, recentRoots, savedTheme } from '../theme.ts';
import type { ChangeView } from '../use-view.ts';
import { PathBox } from './path-box.tsx';

interface TopBarProps {
  view: ViewState;
  change: ChangeView;
  openRoot: (path: string) => void;
  graph: LoadedGraph;
  visible: ReadonlySet<string>;
  root: Root | null;
  found: number;
  onFit: () => void;
  onFindNext: () => void;
  onHelp: () => void;
}

const directions: [Direction, string][] = [
  ['UPSTREAM', 'Upstream'],
  ['BOTH', 'Both'],
  ['DOWNSTREAM', 'Downstream'],
];
const groupingNames: Record<Grouping, string> = {
  shape: 'Lineage shape',
  type: 'Artifact type',
  jobType: 'Job type',
  sweep: 'Sweep',
  project: 'Project',
  none: 'Nothing',
};

export function TopBar({
  view,
  change,
  openRoot,
  graph,
  root,
  found,
  onFit,
  onFindNext,
  onHelp,
}: TopBarProps) {
  const [typed, setTyped] = useState(view.root);
  const [published, setPublished] = useState(lineageDocument);
  useEffect(() => void inPublishedNames(lineageDocument).then(setPublished), []);
  useEffect(() => setTyped(view.root), [view.root]);
  const known = useMemo(() => {
    const paths = [...graph.nodes.values()].flatMap(({ path }) => (path === null ? [] : [path]));
    return [...new Set([...recentRoots(), ...paths])];
  }, [graph]);
  const kinds = useMemo(() => valuesOf(graph), [graph]);
  const isOpen = view.root !== '';
  return (
    <header className="bar">
      <a
        className="brand"
        href="/explore"
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
              if (typed.trim() !== '') openRoot(typed.trim());
            }}
          >
            <PathBox
              label="Root: path of a run or an artifact version"
              value={typed}
              onChange={setTyped}
              onChoose={openRoot}
              known={known}
            />
          </form>
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
              aria-label="One level less"
              disabled={view.depth <= 1}
              onClick={() => change({ depth: view.depth - 1 })}
            >
              −
            </button>
            <output aria-live="polite">
              {view.depth} {view.depth === 1 ? 'level' : 'levels'}
            </output>
            <button
              aria-label="One level more"
              disabled={view.depth >= deepest}
              onClick={() => change({ depth: view.depth + 1 })}
            >
              +
            </button>
          </div>
          <label className="find">
            <span className="unseen">Find in graph</span>
            <input
              data-find
              type="search"
              placeholder="Find  /"
              value={view.find}
              onChange={(event) => change({ find: event.target.value }, 'replace')}
              onKeyDown={(event) => event.key === 'Enter' && onFindNext()}
            />
            {view.find.trim() !== '' && (
              <span className="count" role="status">
                {found} found
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
          <details className="menu">
            <summary>
              Filters
              {view.types.length + view.jobTypes.length > 0
                ? ` · ${view.types.length + view.jobTypes.length}`
                : ''}
            </summary>
            <div className="sheet">
              <label className="line">
                Group look-alikes by
                <select
                  value={view.grouping}
                  onChange={(event) => change({ grouping: event.target.value as Grouping })}
                >
                  {groupings.map((grouping) => (
                    <option key={grouping} value={grouping}>
                      {groupingNames[grouping]}
                    </option>
                  ))}
                </select>
              </label>
              <Choices
                name="Artifact types"
                all={kinds.types}
                chosen={view.types}
                onChange={(types) => change({ types })}
              />
              <Choices
                name="Job types"
                all={kinds.jobTypes}
                chosen={view.jobTypes}
                onChange={(jobTypes) => change({ jobTypes })}
              />
            </div>
          </details>
          <details className="menu">
            <summary>Share</summary>
            <div className="sheet right">
              <CopyLink />
              {root !== null && (
                <>
                  <a href={exportAddress('svg', view, root)} download>
                    Download SVG
                  </a>
                  <a href={exportAddress('mmd', view, root)} download>
                    Download Mermaid
                  </a>
                  <a href={exportAddress('json', view, root)} download>
                    Download JSON
                  </a>
                  <a href={queryAddress(published, view, root)}>Open as query</a>
                </>
              )}
            </div>
          </details>
          {view.view === 'graph' && (
            <button className="quiet" onClick={onFit} title="Fit to screen (F)">
              Fit
            </button>
          )}
        </>
      )}
      <span className="grow" />
      <ThemeButton />
      <button className="quiet round" aria-label="Keyboard help" title="Keyboard help (?)" onClick={onHelp}>
        ?
      </button>
    </header>
  );
}

function Choices({
  name,
  all,
  chosen,
  onChange,
}: {
  name: string;
  all: string[];
  chosen: readonly string[];
  onChange: (chosen: string[]) => void;
}) {
  const options = [...new Set([...chosen, ...all])].sort();
  if (options.length === 0) return null;
  return (
    <fieldset>
      <legend>{name}</legend>
      {options.map((option) => (
        <label key={option} className="check">
          <input
            type="checkbox"
            checked={chosen.includes(option)}
            onChange={({ target }) =>
              onChange(target.checked ? [...chosen, option] : chosen.filter((other) => other !== option))
            }
          />
          {option}
        </label>
      ))}
    </fieldset>
  );
}

function CopyLink() {
  const [said, setSaid] = useState('Copy link');
  return (
    <button
      onClick={() => {
        navigator.clipboard.writeText(location.href).then(
          () => setSaid('Link copied'),
          () => setSaid('Copy it from the address bar'),
        );
        setTimeout(() => setSaid('Copy link'), 2_000);
      }}
    >
      <span role="status">{said}</span>
    </button>
  );
}

function ThemeButton() {
  const [dark, setDark] = useState(() => isDark(savedTheme()));
  return (
    <button
      className="quiet round"
      aria-label="Dark colours"
      title="Dark colours"
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

function valuesOf(graph: LoadedGraph): { types: string[]; jobTypes: string[] } {
  const types = new Set<string>();
  const jobTypes = new Set<string>();
  for (const { kind, type } of graph.nodes.values())
    if (type !== null) (kind === 'run' ? jobTypes : types).add(type);
  return { types: [...types], jobTypes: [...jobTypes] };
}

function exportAddress(format: string, view: ViewState, root: Root): string {
  const parameters = new URLSearchParams({
    root: root.path,
    direction: view.direction,
    maxDepth: String(view.depth),
  });
  if (view.types.length > 0) parameters.set('artifactTypes', view.types.join());
  if (view.jobTypes.length > 0) parameters.set('jobTypes', view.jobTypes.join());
  return `/lineage.${format}?${parameters.toString()}`;
}

function queryAddress(document: string, view: ViewState, root: Root): string {
  const { id } = root;
  const variables = lineageVariables({ ...view, root: id, maxDepth: view.depth, after: null });
  const parameters = new URLSearchParams({
    query: document.trim(),
    variables: JSON.stringify(variables, null, 2),
  });
  return `/graphiql?${parameters.toString()}`;
}
