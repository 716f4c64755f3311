import { useEffect, useMemo, useRef, useState, type ReactNode } from 'react';
import type { ViewState } from '../address.ts';
import { lineageDocument, metricsDocument } from '../documents.ts';
import { summaryOf } from '../graph/answers.ts';
import { useNodeValues } from '../use-node-values.ts';
import { groupings, type Grouping } from '../folding/fold.ts';
import type { LoadedGraph } from '../graph/model.ts';
import { fetchFile, wordsOf } from '../gateway.ts';
import { lineageVariables, type Root } from '../load.ts';
import { inPublishedNames } from '../prefix.ts';
import type { ChangeView } from '../use-view.ts';
import { saveFile } from './save-file.ts';
import { exportNote } from './words.ts';

const groupingNames: Record<Grouping, string> = {
  shape: 'Lineage shape',
  type: 'Artifact type',
  jobType: 'Job type',
  sweep: 'Sweep',
  project: 'Project',
  none: 'No grouping',
};

/** Only one menu is open at a time. It closes on a click elsewhere and on Esc. */
function Menu({ name, side, children }: { name: string; side?: 'right'; children: ReactNode }) {
  const menu = useRef<HTMLDetailsElement>(null);
  useEffect(() => {
    const press = ({ target }: PointerEvent): void => {
      if (menu.current && target instanceof Node && !menu.current.contains(target)) menu.current.open = false;
    };
    window.addEventListener('pointerdown', press);
    return () => window.removeEventListener('pointerdown', press);
  }, []);
  return (
    <details className="menu" name="menu" ref={menu}>
      <summary>{name}</summary>
      <div className={side === undefined ? 'sheet' : `sheet ${side}`}>{children}</div>
    </details>
  );
}

interface FilterMenuProps {
  view: ViewState;
  change: ChangeView;
  graph: LoadedGraph;
}

export function FilterMenu({ view, change, graph }: FilterMenuProps) {
  const kinds = useMemo(() => valuesOf(graph), [graph]);
  const chosen = view.types.length + view.jobTypes.length;
  return (
    <Menu name={chosen > 0 ? `Filters · ${chosen}` : 'Filters'}>
      <label className="line">
        Group similar nodes by
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
      <MetricChoice view={view} change={change} graph={graph} />
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
      <button disabled={chosen === 0} onClick={() => change({ types: [], jobTypes: [] })}>
        Clear filters
      </button>
    </Menu>
  );
}

/** The runs whose metrics are offered. */
const mostSampled = 30;

/** Chooses a metric for the cards of runs. The names of metrics are loaded on request. */
function MetricChoice({ view, change, graph }: FilterMenuProps) {
  const [isAsked, setAsked] = useState(false);
  const runs = useMemo(
    () =>
      isAsked ? [...graph.nodes.values()].filter(({ kind }) => kind === 'run').slice(0, mostSampled) : [],
    [graph, isAsked],
  );
  const { values, failure, missing } = useNodeValues(
    metricsDocument,
    runs.map(({ id }) => id),
    summaryOf,
  );
  const names = [
    ...new Set([
      ...(view.metric === '' ? [] : [view.metric]),
      ...[...values.values()].flatMap((summary) =>
        Object.keys(summary).filter((name) => typeof summary[name] === 'number' && !name.startsWith('_')),
      ),
    ]),
  ].sort();
  return (
    <label className="line">
      Metric on cards
      <select
        value={view.metric}
        aria-busy={isAsked && missing > 0}
        onFocus={() => setAsked(true)}
        onPointerEnter={() => setAsked(true)}
        onChange={(event) => change({ metric: event.target.value })}
      >
        <option value="">None</option>
        {names.map((name) => (
          <option key={name}>{name}</option>
        ))}
      </select>
      {isAsked && missing > 0 && failure === null && <span className="small">Loading metrics…</span>}
      {failure !== null && <span className="small bad">Could not load metrics: {failure}</span>}
      {isAsked && missing === 0 && names.length === 0 && (
        <span className="small">The runs in this graph have no metrics.</span>
      )}
    </label>
  );
}

export function ShareMenu({ view, root }: { view: ViewState; root: Root | null }) {
  const [published, setPublished] = useState(lineageDocument);
  useEffect(() => void inPublishedNames(lineageDocument).then(setPublished), []);
  const note = exportNote(view);
  return (
    <Menu name="Share" side="right">
      <CopyLink />
      {root !== null && (
        <>
          <Download address={exportAddress('svg', view, root)} name="SVG" />
          <Download address={exportAddress('mmd', view, root)} name="Mermaid" />
          <Download address={exportAddress('json', view, root)} name="JSON" />
          <a href={queryAddress(published, view, root)}>Open in GraphiQL</a>
          {note !== null && <p className="small">{note}</p>}
        </>
      )}
    </Menu>
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

/** A link, so that its URL can be copied. A click fetches the file with the user's credentials. */
function Download({ address, name }: { address: string; name: string }) {
  const [failure, setFailure] = useState<string | null>(null);
  const save = async (): Promise<void> => {
    setFailure(null);
    const file = await fetchFile(address);
    saveFile(file.name, file);
  };
  return (
    <>
      <a
        href={address}
        download
        onClick={(event) => {
          event.preventDefault();
          save().catch((error: unknown) => setFailure(wordsOf(error)));
        }}
      >
        Download {name}
      </a>
      {failure !== null && (
        <p role="alert" className="small">
          Could not download {name}: {failure}
        </p>
      )}
    </>
  );
}

function CopyLink() {
  const [said, setSaid] = useState('Copy link');
  return (
    <button
      onClick={() => {
        navigator.clipboard.writeText(location.href).then(
          () => setSaid('Link copied'),
          () => setSaid('Copying failed: use the address bar'),
        );
        setTimeout(() => setSaid('Copy link'), 2_000);
      }}
    >
      {said}
      <span className="unseen" role="status">
        {said === 'Copy link' ? '' : said}
      </span>
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
  return `lineage.${format}?${parameters.toString()}`;
}

function queryAddress(document: string, view: ViewState, root: Root): string {
  const { id } = root;
  const variables = lineageVariables({
    root: id,
    direction: view.direction,
    maxDepth: view.depth,
    after: null,
    filter: view,
  });
  const parameters = new URLSearchParams({
    query: document.trim(),
    variables: JSON.stringify(variables, null, 2),
  });
  return `graphiql?${parameters.toString()}`;
}
