import { useState } from 'react';
import { diffDocument, versionsDocument } from '../documents.ts';
import { record, records, text, texts } from '../json.ts';
import { Asked } from './asked.tsx';
import { Difference } from './comparison.tsx';

const mostVersions = 200;

/** Compares a version with another one of its collection. `path` is `entity/project/name:version`. */
export function CompareWith({ path }: { path: string }) {
  const [other, setOther] = useState('');
  const [, project = '', name = '', version = ''] = /^([^/]+\/[^/]+)\/(.+):([^:]+)$/.exec(path) ?? [];
  return (
    <>
      <Asked
        document={versionsDocument}
        variables={{ path: project, name, first: mostVersions, after: null }}
      >
        {(data) => {
          const edges = records(record(record(record(data['project'])['collection'])['versions'])['edges']);
          const versions = edges.filter((edge) => text(edge['version']) !== version);
          if (versions.length === 0) return <p className="small">There is no other version.</p>;
          return (
            <label className="line">
              Version of {name}
              <select value={other} onChange={(event) => setOther(event.target.value)}>
                <option value="">Choose a version</option>
                {versions.map((edge) => (
                  <option key={text(edge['version'])} value={text(edge['version']) ?? ''}>
                    {[text(edge['version']), ...texts(edge['aliases'])].join(', ')}
                  </option>
                ))}
              </select>
            </label>
          );
        }}
      </Asked>
      {other !== '' && (
        <Asked document={diffDocument} variables={{ base: `${project}/${name}:${other}`, head: path }}>
          {(data) => <Difference diff={record(data['ancestryDiff'])} first={other} second={version} />}
        </Asked>
      )}
    </>
  );
}
