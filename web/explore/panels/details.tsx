import { lazy, Suspense, useState, type ReactNode } from 'react';
import {
  blastRadiusDocument,
  configDocument,
  detailsDocument,
  impactDocument,
  stalenessDocument,
} from '../documents.ts';
import type { GraphNode } from '../graph/model.ts';
import { number, record, records, text, texts, type Fields } from '../json.ts';
import { inPublishedNames } from '../prefix.ts';
import { Asked } from './asked.tsx';
import { Impact } from './impact.tsx';
import { NodeLink } from './node-link.tsx';
import { PageLink } from './page-link.tsx';
import { bytes, counted, duration, gapsOf, moment } from './words.ts';
import type { SidePanelProps } from './side-panel.tsx';

const Verdicts = lazy(() => import('../pages/verdicts.tsx'));

export function Details({ node, openRoot, out, onFoldBack }: { node: GraphNode } & SidePanelProps) {
  const variables = { id: node.id };
  return (
    <>
      <p className="path">{node.path ?? 'Its project is hidden.'}</p>
      <div className="row">
        {node.path !== null && (
          <button className="primary" onClick={() => openRoot(node.path ?? '')}>
            Make root
          </button>
        )}
        {node.url !== null && (
          <a className="button" href={node.url} target="_blank" rel="noreferrer">
            Open in W&B
          </a>
        )}
        <CopyQuery node={node} />
        {node.path !== null && (
          <PageLink className="button" view={{ page: 'compare', root: node.path }}>
            Compare…
          </PageLink>
        )}
        {node.path !== null && (
          <PageLink className="button" view={{ page: 'impact', root: node.path }}>
            Impact…
          </PageLink>
        )}
        {out.includes(node.id) && <button onClick={() => onFoldBack(node.id)}>Return to group</button>}
      </div>
      <Asked document={detailsDocument} variables={variables}>
        {(data) => (
          <>
            <Facts node={record(data['node'])} />
            {node.path !== null && records(data['policies']).length > 0 && (
              <OnDemand name={`Checks: ${counted(records(data['policies']).length, 'policy', 'policies')}`}>
                <p>
                  <PageLink view={{ page: 'checks', root: node.path }}>Open as a page</PageLink>
                </p>
                <Suspense fallback={<p role="status">Loading…</p>}>
                  <Verdicts path={node.path} />
                </Suspense>
              </OnDemand>
            )}
          </>
        )}
      </Asked>
      <OnDemand name={node.kind === 'run' ? 'Configuration and summary' : 'Metadata'}>
        <Asked document={configDocument} variables={variables}>
          {(data) => <Values values={record(data['node'])} />}
        </Asked>
      </OnDemand>
      {node.kind === 'artifact' && (
        <>
          <OnDemand name="Blast radius: what depends on it">
            <Asked document={blastRadiusDocument} variables={variables}>
              {(data) => <BlastRadius radius={record(record(data['node'])['blastRadius'])} />}
            </Asked>
          </OnDemand>
          <OnDemand name="Staleness: is it up to date?">
            <Asked document={stalenessDocument} variables={variables}>
              {(data) => <Staleness staleness={record(record(data['node'])['staleness'])} />}
            </Asked>
          </OnDemand>
        </>
      )}
      <OnDemand name="Who is affected: people downstream">
        <Asked document={impactDocument} variables={variables}>
          {(data) => <Impact lineage={record(data['lineage'])} />}
        </Asked>
      </OnDemand>
      <p className="small">Shift-select another node to see the paths between them.</p>
    </>
  );
}

function Facts({ node }: { node: Fields }) {
  if (text(node['id']) === null) return <p className="small bad">W&B no longer shows this node.</p>;
  const user = text(record(node['user'])['name']);
  const maker = record(node['createdBy']);
  const users = number(node['usedByCount']);
  const facts: [string, ReactNode][] = [
    ['State', (text(node['state']) ?? text(node['artifactState']))?.toLowerCase()],
    ['Type', text(node['type']) ?? text(node['jobType'])],
    ['Aliases', texts(node['aliases']).join(', ')],
    ['Tags', texts(node['tags']).join(', ')],
    ['Group', text(node['group'])],
    ['Sweep', text(node['sweepId'])],
    ['User', user ?? text(record(maker['user'])['name']) ?? text(maker['name'])],
    ['Created by', text(maker['label']) && <NodeLink node={maker} />],
    ['Created', moment(text(node['createdAt']))],
    ['Last heartbeat', moment(text(node['heartbeatAt']))],
    ['Compute time', duration(number(node['computeSeconds']))],
    ['Size', bytes(number(node['sizeBytes']), number(node['fileCount']))],
    ['Digest', text(node['digest'])],
    ['Commit', text(node['commit'])],
    ['Expires', moment(text(node['expiresAt']))],
    ['Used by', users === null ? null : counted(users, 'run')],
    ['Inputs', total(node['usedArtifacts'])],
    ['Outputs', total(node['loggedArtifacts'])],
    [
      'Registry',
      records(node['links']).map((link) => (
        <div key={text(link['path'])}>
          <NodeLink node={link} />
        </div>
      )),
    ],
    ['Description', text(node['description']) ?? text(node['notes'])],
  ];
  return (
    <dl className="facts">
      {facts.map(
        ([name, value]) =>
          value !== null &&
          value !== undefined &&
          value !== '' &&
          !(Array.isArray(value) && value.length === 0) && (
            <div key={name}>
              <dt>{name}</dt>
              <dd>{value}</dd>
            </div>
          ),
      )}
    </dl>
  );
}

function total(connection: unknown): string | null {
  const count = number(record(connection)['totalCount']);
  return count === null ? null : count.toLocaleString('en');
}

function OnDemand({ name, children }: { name: string; children: ReactNode }) {
  const [isOpen, setOpen] = useState(false);
  return (
    <section className="demand">
      <h3>
        <button className="link" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
          {isOpen ? '▾' : '▸'} {name}
        </button>
      </h3>
      {isOpen && children}
    </section>
  );
}

function Values({ values }: { values: Fields }) {
  const parts = Object.entries(values).filter(([, value]) => value !== null);
  if (parts.length === 0) return <p className="small">None.</p>;
  return parts.map(([name, value]) => (
    <div key={name}>
      <p className="small">
        {name === 'summaryMetrics' ? 'Summary' : name === 'config' ? 'Configuration' : 'Metadata'}
      </p>
      <pre tabIndex={0} aria-label={name}>
        {JSON.stringify(value, null, 2)}
      </pre>
    </div>
  ));
}

function BlastRadius({ radius }: { radius: Fields }) {
  const count = (name: string): number => number(radius[name]) ?? 0;
  const gaps = gapsOf(radius);
  return (
    <>
      <p>
        <b>{counted(count('runs'), 'run')}</b> and <b>{counted(count('artifacts'), 'version')}</b> in{' '}
        <b>{counted(count('projects'), 'project')}</b>, by{' '}
        <b>{counted(count('users'), 'person', 'people')}</b>
        {count('hidden') > 0 && `; ${count('hidden').toLocaleString('en')} more are hidden`}.
        {gaps !== null && ` The counts are incomplete: ${gaps}.`}
      </p>
      <ul className="plain">
        {records(radius['versions']).map((version) => {
          const artifact = record(version['artifact']);
          return (
            <li key={text(artifact['id'])}>
              <NodeLink node={artifact} />{' '}
              {version['important'] === true && <span className="mark">important</span>}
            </li>
          );
        })}
      </ul>
    </>
  );
}

const verdicts: Record<string, string> = {
  FRESH: 'Up to date: everything upstream is current',
  STALE: 'Out of date',
  UNKNOWN: 'Unknown: not everything upstream could be checked',
};

function Staleness({ staleness }: { staleness: Fields }) {
  const gaps = gapsOf(staleness);
  return (
    <>
      <p>
        {verdicts[text(staleness['status']) ?? ''] ?? 'Unknown'}
        {gaps === null ? '.' : ` (${gaps}).`}
      </p>
      <ul className="plain">
        {records(staleness['causes']).map((cause) => (
          <li key={`${text(record(cause['used'])['label'])}`}>
            <NodeLink node={cause['used']} /> was used; the current version is{' '}
            <NodeLink node={cause['current']} />
          </li>
        ))}
      </ul>
    </>
  );
}

function CopyQuery({ node }: { node: GraphNode }) {
  const [said, setSaid] = useState('Copy GraphQL');
  const field = node.kind === 'run' ? 'run' : 'artifact';
  const query = `{ ${field}(path: ${JSON.stringify(node.path ?? '')}) { id label lineage { nodes { depth node { label } } completeness { complete } } } }`;
  if (node.path === null) return null;
  return (
    <button
      onClick={() =>
        void inPublishedNames(query)
          .then((published) => navigator.clipboard.writeText(published))
          .then(
            () => setSaid('Copied'),
            () => setSaid('Copying failed'),
          )
      }
    >
      {said}
    </button>
  );
}
