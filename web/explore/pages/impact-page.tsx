import { impactDocument } from '../documents.ts';
import { isProduction } from '../graph/model.ts';
import { number, record, records, text, texts, type Fields } from '../json.ts';
import { Asked } from '../panels/asked.tsx';
import { DataTable, type TableColumn } from '../panels/data-table.tsx';
import { Impact } from '../panels/impact.tsx';
import { NodeLink } from '../panels/node-link.tsx';
import { counted, gapsOf } from '../panels/words.ts';
import type { QuestionProps } from '../use-view.ts';
import { Answered } from './answered.tsx';
import { mostVersions, radiusDocument } from './documents.ts';
import { NotFound } from './not-found.tsx';
import { ReferenceBox } from './reference-box.tsx';

/** Who has to be told, and what has to be made again, if a version is wrong. */
export function ImpactPage({ view, change }: QuestionProps) {
  return (
    <>
      <h1>Impact of a version</h1>
      <p className="small">The people and versions downstream: whom to tell if it is wrong.</p>
      <ReferenceBox
        label="Version or run"
        value={view.root}
        onOpen={(root) => change({ root })}
        {...(view.root === '' && { isFirst: true })}
      />
      {view.root !== '' && (
        <Answered
          document={radiusDocument}
          variables={{ ref: view.root }}
          gaps={(data) => radiusGaps(record(record(data['lineageNode'])['blastRadius']))}
        >
          {(data) => {
            const node = record(data['lineageNode']);
            const id = text(node['id']);
            if (id === null) return <NotFound path={view.root} />;
            return node['__typename'] === 'Run' ? (
              <Asked document={impactDocument} variables={{ id }}>
                {(answer) => <Impact lineage={record(answer['lineage'])} />}
              </Asked>
            ) : (
              node['blastRadius'] !== null && <Radius radius={record(node['blastRadius'])} />
            );
          }}
        </Answered>
      )}
    </>
  );
}

function Radius({ radius }: { radius: Fields }) {
  const count = (name: string): number => number(radius[name]) ?? 0;
  const versions = records(radius['versions']).map(versionFrom);
  const production = versions.filter(({ isInProduction }) => isInProduction);
  const owners = records(radius['owners'])
    .map((owner) => ownerFrom(owner, production))
    .toSorted((one, other) => other.production.length - one.production.length);
  return (
    <>
      <p className="lead">
        <b>{counted(count('runs'), 'run')}</b> and <b>{counted(count('artifacts'), 'version')}</b> in{' '}
        {counted(count('projects'), 'project')} by <b>{counted(count('users'), 'person', 'people')}</b>, with{' '}
        <b>{counted(production.length, 'version')} in production</b>
        {count('hidden') > 0 && `; ${count('hidden').toLocaleString('en')} more hidden from this key`}.
      </p>
      <h2>People</h2>
      <DataTable
        label="People with runs downstream"
        caption={counted(owners.length, 'person', 'people')}
        columns={ownerColumns}
        rows={owners}
        keyOf={({ name, username }) => username ?? name}
        fileName="affected-people"
      />
      <h2>Versions</h2>
      <DataTable
        label="Versions downstream"
        caption={counted(versions.length, 'version')}
        columns={versionColumns}
        rows={[...production, ...versions.filter(({ isInProduction }) => !isInProduction)]}
        keyOf={({ id }) => id}
        fileName="affected-versions"
      />
    </>
  );
}

interface AffectedVersion {
  id: string;
  path: string | null;
  label: string;
  type: string;
  aliases: readonly string[];
  isInProduction: boolean;
  /** Null if it could not be loaded. */
  isImportant: boolean | null;
  owner: Fields;
  depth: number;
}

const versionColumns: readonly TableColumn<AffectedVersion>[] = [
  {
    name: 'Version',
    value: ({ path, label }) => path ?? label,
    show: ({ id, path, label }) => <NodeLink node={{ id, path, label }} />,
  },
  { name: 'Type', value: ({ type }) => type },
  { name: 'Aliases', value: ({ aliases }) => aliases.join('; ') },
  {
    name: 'In use',
    value: ({ isInProduction, isImportant }) =>
      isInProduction ? 'in production' : isImportant === null ? 'unknown' : isImportant ? 'important' : '',
  },
  { name: 'Owner', value: ({ owner }) => text(owner['name']) },
  { name: 'Hops', value: ({ depth }) => depth },
];

function versionFrom(hit: Fields): AffectedVersion {
  const artifact = record(hit['artifact']);
  const aliases = texts(artifact['aliases']);
  return {
    id: text(artifact['id']) ?? '',
    path: text(artifact['path']),
    label: text(artifact['label']) ?? 'unnamed',
    type: text(artifact['type']) ?? '',
    aliases,
    isInProduction: aliases.some(isProduction),
    isImportant: typeof hit['important'] === 'boolean' ? hit['important'] : null,
    owner: record(record(artifact['loggedBy'])['user']),
    depth: number(hit['depth']) ?? 0,
  };
}

interface Owner {
  name: string;
  username: string | null;
  runs: number;
  versions: number;
  /** The versions in production that their runs logged. */
  production: readonly string[];
}

const ownerColumns: readonly TableColumn<Owner>[] = [
  { name: 'Person', value: ({ name }) => name },
  { name: 'Username', value: ({ username }) => username },
  { name: 'In production', value: ({ production }) => production.join('; ') },
  { name: 'Runs', value: ({ runs }) => runs },
  { name: 'Versions', value: ({ versions }) => versions },
];

function ownerFrom(owner: Fields, production: readonly AffectedVersion[]): Owner {
  const user = record(owner['user']);
  return {
    name: text(user['name']) ?? 'not shown by W&B',
    username: text(user['username']),
    runs: number(owner['runs']) ?? 0,
    versions: number(owner['versions']) ?? 0,
    production: production
      .filter((version) => version.owner['id'] === user['id'])
      .map(({ path, label }) => path ?? label),
  };
}

function radiusGaps(radius: Fields): (string | null)[] {
  const gaps = gapsOf(radius);
  const total = number(radius['artifacts']) ?? 0;
  const unowned = records(radius['versions'])
    .map(versionFrom)
    .filter(({ isInProduction, owner }) => isInProduction && text(owner['id']) === null);
  return [
    gaps === null ? null : `There may be more: ${gaps}.`,
    total <= mostVersions
      ? null
      : `Only ${mostVersions} of ${total.toLocaleString('en')} versions are listed, important ones first.`,
    unowned.length === 0
      ? null
      : `W&B shows no owner of these versions in production: ${unowned.map(({ label }) => label).join(', ')}.`,
  ];
}
