import { useState } from 'react';
import { diffDocument, pathsDocument } from '../documents.ts';
import type { GraphNode } from '../graph/model.ts';
import { number, record, records, text, type Fields } from '../json.ts';
import { counted, gapsOf } from './words.ts';
import { Asked } from './asked.tsx';
import { NodeLink } from './node-link.tsx';

export function Comparison({ one, other }: { one: GraphNode; other: GraphNode }) {
  const [isDiffOpen, setDiffOpen] = useState(false);
  const isComparable = one.kind === other.kind && one.kind !== 'hidden';
  return (
    <>
      <p className="lead">
        <b>{one.label}</b> and <b>{other.label}</b>
      </p>
      <h3>Paths between them</h3>
      <Asked document={pathsDocument} variables={{ from: one.id, to: other.id }}>
        {(data) => <Paths result={record(data['lineagePaths'])} />}
      </Asked>
      {isComparable && (
        <>
          <h3>
            <button className="link" aria-expanded={isDiffOpen} onClick={() => setDiffOpen(!isDiffOpen)}>
              {isDiffOpen ? '▾' : '▸'} Differences
            </button>
          </h3>
          {isDiffOpen && (
            <Asked document={diffDocument} variables={{ base: one.id, head: other.id }}>
              {(data) => <Difference diff={record(data['ancestryDiff'])} />}
            </Asked>
          )}
        </>
      )}
    </>
  );
}

function Paths({ result }: { result: Fields }) {
  const paths = records(result['paths']);
  const gaps = gapsOf(result);
  if (paths.length === 0)
    return (
      <p>
        No data flows between them
        {gaps === null ? '.' : `, as far as is known. Missing: ${gaps}.`}
      </p>
    );
  return (
    <>
      {result['reversed'] === true && <p className="small">Data flows from the second to the first.</p>}
      <ol className="ways">
        {paths.map((path, index) => (
          <li key={index}>
            <span className="small">
              {number(path['length']) === 1 ? '1 hop' : `${number(path['length'])} hops`}
            </span>
            <ol>
              {records(path['nodes']).map((node) => (
                <li key={text(node['id'])} className={node['__typename'] === 'Run' ? 'run' : 'artifact'}>
                  <NodeLink node={node} />
                </li>
              ))}
            </ol>
          </li>
        ))}
      </ol>
      {result['hasMore'] === true && <p className="small">There are more paths.</p>}
    </>
  );
}

function RunChange({ change }: { change: Fields }) {
  return (
    <>
      <h4>
        <NodeLink node={change['base']} /> → <NodeLink node={change['head']} />
      </h4>
      <ul className="plain">
        {change['commitChanged'] === true && <li>different commit</li>}
        {[...records(change['config']), ...records(change['metrics'])].map((value) => (
          <li key={text(value['key'])}>
            <code>{text(value['key'])}</code>: {text(value['base']) ?? 'not set'} →{' '}
            {text(value['head']) ?? 'not set'}
          </li>
        ))}
      </ul>
    </>
  );
}

interface DifferenceProps {
  diff: Fields;
  /** What the two nodes are called. */
  first?: string;
  second?: string;
}

export function Difference({ diff, first = 'the first', second = 'the second' }: DifferenceProps) {
  const versions = records(diff['versionChanges']);
  const runs = records(diff['runChanges']);
  const gaps = gapsOf(diff);
  return (
    <>
      <p className="small">
        Shared: {counted(number(diff['sharedCount']) ?? 0, 'node')}.
        {gaps !== null && ` The comparison is incomplete: ${gaps}.`}
      </p>
      <OnlyIn which={first} hits={records(diff['onlyInBase'])} />
      <OnlyIn which={second} hits={records(diff['onlyInHead'])} />
      {versions.length > 0 && (
        <ul className="plain">
          {versions.map((change) => (
            <li key={text(change['collection'])}>
              {text(change['collection']) ?? 'hidden'}: <Versions list={change['base']} /> →{' '}
              <Versions list={change['head']} />
            </li>
          ))}
        </ul>
      )}
      {runs.map((change, index) => (
        <RunChange key={index} change={change} />
      ))}
    </>
  );
}

function Versions({ list }: { list: unknown }) {
  const versions = records(list);
  if (versions.length === 0) return <>none</>;
  return versions.map((version, index) => (
    <span key={text(version['id'])}>
      {index > 0 && ', '}
      <NodeLink node={version} name={text(version['version']) ?? 'no number'} />
    </span>
  ));
}

function OnlyIn({ which, hits }: { which: string; hits: readonly Fields[] }) {
  return (
    <details>
      <summary>
        Only in {which}: {counted(hits.length, 'node')}
      </summary>
      <ul className="plain">
        {hits.map(({ node }) => (
          <li key={text(record(node)['id'])}>
            <NodeLink node={node} />
          </li>
        ))}
      </ul>
    </details>
  );
}
