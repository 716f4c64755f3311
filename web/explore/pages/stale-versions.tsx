import { useMemo, useState } from 'react';
import { isProduction } from '../graph/model.ts';
import { number, record, records, text, texts, type Fields } from '../json.ts';
import { DataTable, type TableColumn } from '../panels/data-table.tsx';
import { NodeLink } from '../panels/node-link.tsx';
import { useAnswer } from '../panels/use-answer.ts';
import { counted, gapsOf } from '../panels/words.ts';
import { useNodeValues } from '../use-node-values.ts';
import { Missing } from './answered.tsx';
import { productionDocument, staleCausesDocument } from './documents.ts';
import { NotFound } from './not-found.tsx';

/** So many collections and versions at a time: each version takes a walk. */
const collectionStep = 50;
const versionStep = 30;

interface InProduction {
  id: string;
  path: string;
  name: string;
  aliases: readonly string[];
}

export function StaleVersions({ path }: { path: string }) {
  const [mostCollections, setMostCollections] = useState(collectionStep);
  const [mostVersions, setMostVersions] = useState(versionStep);
  const answer = useAnswer(productionDocument, { path, first: mostCollections });
  const project = record(answer.status === 'there' ? answer.data['project'] : null);
  const collections = useMemo(() => records(record(project['collections'])['nodes']), [project]);
  const versions = useMemo(() => collections.flatMap(productionOf), [collections]);
  const ids = useMemo(() => versions.slice(0, mostVersions).map(({ id }) => id), [versions, mostVersions]);
  const checks = useNodeValues(staleCausesDocument, ids, checkOf);
  if (answer.status === 'loading') return <p role="status">Loading the collections…</p>;
  if (answer.status === 'failed')
    return (
      <p className="notice bad" role="alert">
        Could not load the collections: {answer.reason}
      </p>
    );
  if (answer.data['project'] === null)
    return answer.problems.length === 0 ? (
      <NotFound path={path} />
    ) : (
      <Missing failures={answer.problems} gaps={[]} />
    );
  const hasMore = record(record(project['collections'])['pageInfo'])['hasNextPage'] === true;
  const rows = versions
    .map((version) => ({ ...version, check: checks.values.get(version.id) ?? unchecked }))
    .toSorted((one, other) => order.indexOf(one.check.status) - order.indexOf(other.check.status));
  const stale = rows.filter(({ check }) => check.status === 'STALE').length;
  const empty = collections.filter((collection) => productionOf(collection).length === 0).length;
  const summary = [
    `${counted(stale, 'version')} of ${versions.length} in production ${stale === 1 ? 'is' : 'are'} out of date.`,
    ...(empty > 0
      ? [`${empty} of ${counted(collections.length, 'collection')} have no version in production.`]
      : []),
  ];
  return (
    <>
      <Missing
        failures={[...answer.problems, ...(checks.failure === null ? [] : [checks.failure])]}
        gaps={[
          ...listGaps(project, collections),
          versions.length <= mostVersions
            ? null
            : `Only ${mostVersions} of ${versions.length} versions in production were checked.`,
          ...rows.flatMap(({ name, check }) =>
            check.status === 'UNKNOWN' ? `${name} could not be checked completely${check.why}.` : [],
          ),
        ]}
      />
      <p role="status" className="lead">
        {checks.missing > 0 && checks.failure === null
          ? `Checking ${counted(checks.missing, 'version')}…`
          : summary.join(' ')}
      </p>
      <p className="row">
        {versions.length > mostVersions && (
          <button onClick={() => setMostVersions(mostVersions + versionStep)}>
            Check {Math.min(versionStep, versions.length - mostVersions)} more versions
          </button>
        )}
        {hasMore && (
          <button onClick={() => setMostCollections(mostCollections + collectionStep)}>
            Look at {collectionStep} more collections
          </button>
        )}
        {checks.failure !== null && <button onClick={checks.retry}>Retry</button>}
      </p>
      {rows.length > 0 && (
        <DataTable
          label="Versions in production"
          caption={counted(rows.length, 'version')}
          columns={columns}
          rows={rows}
          keyOf={({ path: version }) => version}
          fileName="out-of-date"
        />
      )}
    </>
  );
}

function productionOf(collection: Fields): InProduction[] {
  const [path, name] = [text(collection['path']), text(collection['name'])];
  return records(record(collection['versions'])['edges']).flatMap((edge) => {
    const [id, version, aliases] = [
      text(record(edge['node'])['id']),
      text(edge['version']),
      texts(edge['aliases']),
    ];
    if (id === null || path === null || version === null || !aliases.some(isProduction)) return [];
    return [{ id, path: `${path}:${version}`, name: `${name ?? ''}:${version}`, aliases }];
  });
}

interface Check {
  status: string;
  /** Why the status is unknown, as the end of a sentence. */
  why: string;
  causes: readonly Fields[];
}

const unchecked: Check = { status: '', why: '', causes: [] };
const order = ['STALE', 'UNKNOWN', '', 'FRESH'];

function checkOf(node: Fields): Check {
  const staleness = record(node['staleness']);
  const gaps = gapsOf(staleness);
  const unknown = records(staleness['unknown']).map(({ label }) => text(label) ?? 'unnamed');
  const reasons = [
    ...(gaps === null ? [] : [gaps]),
    ...(unknown.length === 0 ? [] : [`W&B does not show what is current of ${unknown.join(', ')}`]),
  ];
  return {
    status: text(staleness['status']) ?? 'UNKNOWN',
    why: reasons.length === 0 ? '' : `: ${reasons.join('; ')}`,
    causes: records(staleness['causes']),
  };
}

const words: Readonly<Record<string, string>> = {
  STALE: 'out of date',
  UNKNOWN: 'unknown',
  FRESH: 'up to date',
};

type Row = InProduction & { check: Check };

const columns: readonly TableColumn<Row>[] = [
  {
    name: 'Version',
    value: ({ path }) => path,
    show: ({ path, name }) => <NodeLink node={{ path }} name={name} />,
  },
  { name: 'Aliases', value: ({ aliases }) => aliases.join('; ') },
  {
    name: 'Status',
    value: ({ check }) => words[check.status] ?? 'not checked',
    show: ({ check }) => (
      <span className={check.status === 'STALE' ? 'mark warn' : 'mark'}>
        {words[check.status] ?? 'not checked'}
      </span>
    ),
  },
  {
    name: 'Old inputs',
    value: ({ check }) =>
      check.causes.map(({ used, current }) => `${labelOf(used)} (now ${labelOf(current)})`).join('; '),
    show: ({ check }) =>
      check.causes.map((cause, index) => (
        <div key={index}>
          <NodeLink node={cause['used']} />, now <NodeLink node={cause['current']} />
          {(number(cause['versionsBehind']) ?? 0) > 1 && (
            <span className="small"> ({number(cause['versionsBehind'])} versions behind)</span>
          )}
        </div>
      )),
  },
];

function labelOf(node: unknown): string {
  return text(record(node)['path']) ?? text(record(node)['label']) ?? 'hidden';
}

function listGaps(project: Fields, collections: readonly Fields[]): (string | null)[] {
  const connection = record(project['collections']);
  const long = collections.filter(
    ({ versions }) => record(record(versions)['pageInfo'])['hasNextPage'] === true,
  ).length;
  const hidden = number(connection['hiddenCount']) ?? 0;
  return [
    record(connection['pageInfo'])['hasNextPage'] === true
      ? `Only the first ${collections.length} collections were looked at.`
      : null,
    long === 0 ? null : `Of ${counted(long, 'collection')}, only 50 versions were looked at.`,
    hidden === 0 ? null : `${counted(hidden, 'collection')} hidden from this key.`,
  ];
}
