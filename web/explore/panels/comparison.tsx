import { pathsDocument } from '../documents.ts';
import type { GraphNode } from '../graph/model.ts';
import { number, record, records, text, type Fields } from '../json.ts';
import { gapsOf } from './words.ts';
import { Asked } from './asked.tsx';
import { NodeLink } from './node-link.tsx';
import { PageLink } from './page-link.tsx';

export function Comparison({ one, other }: { one: GraphNode; other: GraphNode }) {
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
      {isComparable && one.path !== null && other.path !== null && (
        <p>
          <PageLink view={{ page: 'compare', root: other.path, other: one.path }}>
            Compare what they were made from
          </PageLink>
        </p>
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
