import { number, record, records, text, type Fields } from '../json.ts';
import { NodeLink } from '../panels/node-link.tsx';
import { counted, gapsOf } from '../panels/words.ts';
import { ComparedGraph } from './compared-graph.tsx';

interface ChangesProps {
  diff: Fields;
  /** The references that are compared; that of the head is its id. */
  roots: Names;
  /** What the two are called. */
  names: Names;
}

/** What a comparison does not cover. */
export function diffGaps(diff: Fields): (string | null)[] {
  const gaps = gapsOf(diff);
  const omitted = records(diff['runChanges']).reduce(
    (sum, change) => sum + (number(change['configOmitted']) ?? 0) + (number(change['metricsOmitted']) ?? 0),
    0,
  );
  return [
    gaps === null ? null : `Some differences may only reflect missing data: ${gaps}.`,
    omitted === 0 ? null : `${counted(omitted, 'more value')} of runs differ and are not listed.`,
  ];
}

/** The differences between what two nodes were made from. */
export function Changes({ diff, roots, names }: ChangesProps) {
  const { base, head } = names;
  const versions = records(diff['versionChanges']);
  const runs = records(diff['runChanges']);
  const [onlyInBase, onlyInHead] = [records(diff['onlyInBase']), records(diff['onlyInHead'])];
  const divergence = record(diff['earliestDivergence']);
  if (number(diff['sharedCount']) === null) return null;
  return (
    <>
      <p className="lead">
        They share {counted(number(diff['sharedCount']) ?? 0, 'node')} upstream. Only <b>{head}</b> has{' '}
        {counted(onlyInHead.length, 'node')}, and only <b>{base}</b> {onlyInBase.length.toLocaleString('en')}.
      </p>
      {diff['earliestDivergence'] !== null && (
        <p>
          The earliest difference is <Ends ends={divergence} {...names} />.
        </p>
      )}
      <h2>Runs that made them</h2>
      {runs.length === 0 ? (
        <p>No configuration, metric or commit differs.</p>
      ) : (
        runs.map((change, index) => <RunChange key={index} change={change} {...names} isOpen={index === 0} />)
      )}
      <h2>Versions that differ</h2>
      {versions.length === 0 ? <p>None.</p> : <VersionTable versions={versions} {...names} />}
      <h2>Graph</h2>
      <ComparedGraph diff={diff} roots={roots} names={names} />
      <h2>Only in one of them</h2>
      <div className="sides">
        <Nodes name={head} hits={onlyInHead} />
        <Nodes name={base} hits={onlyInBase} />
      </div>
    </>
  );
}

function Ends({ ends, base, head }: { ends: Fields } & Names) {
  const [first, second] = [record(ends['head']), record(ends['base'])];
  const isIn = { head: text(first['id']) !== null, base: text(second['id']) !== null };
  if (isIn.head && isIn.base)
    return (
      <>
        <NodeLink node={first} /> and <NodeLink node={second} />
      </>
    );
  return (
    <>
      <NodeLink node={isIn.head ? first : second} />, which only <b>{isIn.head ? head : base}</b> was made
      from
    </>
  );
}

interface Names {
  base: string;
  head: string;
}

function RunChange({ change, base, head, isOpen }: { change: Fields; isOpen: boolean } & Names) {
  const rows = [
    ...(change['commitChanged'] === true
      ? [
          {
            kind: 'Commit',
            key: 'commit',
            base: text(change['baseCommit']),
            head: text(change['headCommit']),
          },
        ]
      : []),
    ...valuesOf(change['config'], 'Configuration'),
    ...valuesOf(change['metrics'], 'Metric'),
  ];
  const [first, second] = [record(change['head']), record(change['base'])];
  const title = `${text(first['label']) ?? 'hidden'} and ${text(second['label']) ?? 'hidden'}`;
  return (
    <details open={isOpen}>
      <summary>
        {title}: {counted(rows.length, 'difference')}
      </summary>
      <div className="table" tabIndex={0} role="region" aria-label={`Differences of ${title}`}>
        <table>
          <thead>
            <tr>
              <th scope="col">Value</th>
              <th scope="col">
                <NodeLink node={first} /> <span className="small">of {head}</span>
              </th>
              <th scope="col">
                <NodeLink node={second} /> <span className="small">of {base}</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <tr key={`${row.kind} ${row.key}`}>
                <th scope="row">
                  <code>{row.key}</code>{' '}
                  <span className="small">{row.kind === 'Commit' ? '' : row.kind}</span>
                </th>
                <td>{row.head ?? <Unset />}</td>
                <td>{row.base ?? <Unset />}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </details>
  );
}

function Unset() {
  return <span className="small">not set</span>;
}

function valuesOf(changes: unknown, kind: string) {
  return records(changes).map((value) => ({
    kind,
    key: text(value['key']) ?? '',
    base: text(value['base']),
    head: text(value['head']),
  }));
}

function VersionTable({ versions, base, head }: { versions: readonly Fields[] } & Names) {
  return (
    <div className="table" tabIndex={0} role="region" aria-label="Versions that differ">
      <table>
        <thead>
          <tr>
            <th scope="col">Collection</th>
            <th scope="col">{head}</th>
            <th scope="col">{base}</th>
            <th scope="col">Content</th>
          </tr>
        </thead>
        <tbody>
          {versions.map((change, index) => (
            <tr key={index}>
              <th scope="row">{text(change['collection']) ?? 'hidden'}</th>
              <td>
                <Versions list={change['head']} />
              </td>
              <td>
                <Versions list={change['base']} />
              </td>
              <td>{change['contentChanged'] === true ? 'different' : 'the same'}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

export function Versions({ list }: { list: unknown }) {
  const versions = records(list);
  if (versions.length === 0) return <>none</>;
  return versions.map((version, index) => (
    <span key={text(version['id'])}>
      {index > 0 && ', '}
      <NodeLink node={version} name={text(version['version']) ?? 'no number'} />
    </span>
  ));
}

function Nodes({ name, hits }: { name: string; hits: readonly Fields[] }) {
  return (
    <details open={hits.length <= 20}>
      <summary>
        Only in {name}: {counted(hits.length, 'node')}
      </summary>
      <ul className="plain">
        {hits.map(({ node }) => (
          <li key={text(record(node)['id'])}>
            <span
              className={`dot ${record(node)['__typename'] === 'Run' ? 'run' : 'artifact'}`}
              aria-hidden="true"
            />{' '}
            <NodeLink node={node} />
          </li>
        ))}
      </ul>
    </details>
  );
}
