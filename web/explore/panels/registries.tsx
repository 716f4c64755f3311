import { useMemo, useState } from 'react';
import { registriesDocument, staleDocument } from '../documents.ts';
import { stalenessOf } from '../graph/answers.ts';
import { isProduction } from '../graph/model.ts';
import { record, records, text, texts, type Fields } from '../json.ts';
import { useNodeValues } from '../use-node-values.ts';
import { NodeLink } from './node-link.tsx';
import { useAnswer } from './use-answer.ts';
import { counted, shortDate } from './words.ts';

interface Registered {
  id: string;
  path: string;
  name: string;
  aliases: readonly string[];
  createdAt: string | null;
}

const noIds: readonly string[] = [];

/** The registries that the key sees, with the version of each collection that is in production, or its newest. */
export function Registries() {
  const answer = useAnswer(registriesDocument, {});
  const [isChecked, setChecked] = useState(false);
  const registries = useMemo(
    () => (answer.status === 'there' ? records(answer.data['registries']).map(registryFrom) : []),
    [answer],
  );
  const ids = useMemo(() => registries.flatMap(({ versions }) => versions.map(({ id }) => id)), [registries]);
  const { values, failure, missing } = useNodeValues(staleDocument, isChecked ? ids : noIds, stalenessOf);
  if (ids.length === 0) return null;
  const stale = ids.filter((id) => values.get(id) === 'STALE').length;
  return (
    <section className="roots" aria-label="Registries">
      <h2>Registries</h2>
      {registries.map(({ name, versions }) => (
        <div key={name} className="registry">
          <h3>{name}</h3>
          <ul>
            {versions.map(({ id, path, name: label, aliases, createdAt }) => (
              <li key={path}>
                <NodeLink node={{ id, path }} name={label} />
                {aliases.map((alias) => (
                  <span className={`mark ${isProduction(alias) ? 'production' : ''}`} key={alias}>
                    {alias}
                  </span>
                ))}
                <span className="small">{shortDate(createdAt)}</span>
                {verdicts[values.get(id) ?? ''] !== undefined && (
                  <span className={values.get(id) === 'STALE' ? 'mark warn' : 'mark'}>
                    {verdicts[values.get(id) ?? '']}
                  </span>
                )}
              </li>
            ))}
          </ul>
        </div>
      ))}
      <p role="status" className="small">
        {!isChecked ? (
          <button onClick={() => setChecked(true)}>Which are out of date?</button>
        ) : failure !== null ? (
          `Could not check all versions: ${failure}`
        ) : missing > 0 ? (
          `Checking ${counted(missing, 'version')}…`
        ) : (
          `${counted(stale, 'version')} of ${ids.length.toLocaleString('en')} made from inputs that have a newer version.`
        )}
      </p>
    </section>
  );
}

const verdicts: Readonly<Record<string, string>> = {
  FRESH: 'up to date',
  STALE: 'out of date',
  UNKNOWN: 'could not be checked',
};

function registryFrom(registry: Fields): { name: string; versions: Registered[] } {
  const collections = records(record(registry['collections'])['nodes']);
  return {
    name: (text(registry['name']) ?? '').replace(/^wandb-registry-/, ''),
    versions: collections.flatMap((collection) => {
      const edges = records(record(collection['versions'])['edges']);
      const edge = edges.find(({ aliases }) => texts(aliases).some(isProduction)) ?? edges[0];
      const node = record(edge?.['node']);
      const [id, collectionPath, version] = [
        text(node['id']),
        text(collection['path']),
        text(edge?.['version']),
      ];
      if (id === null || collectionPath === null || version === null) return [];
      return [
        {
          id,
          path: `${collectionPath}:${version}`,
          name: `${text(collection['name']) ?? ''}:${version}`,
          aliases: texts(edge?.['aliases']),
          createdAt: text(node['createdAt']),
        },
      ];
    }),
  };
}
