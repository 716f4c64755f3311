import { useEffect, useReducer, useRef, useState } from 'react';
import { ask, wordsOf } from './gateway.ts';
import { records, text, type Fields } from './json.ts';

const batchSize = 60;

export interface NodeValues<Value> {
  values: ReadonlyMap<string, Value>;
  /** Why some are unknown. Null if nothing failed. */
  failure: string | null;
  /** The number of nodes that have no value yet. */
  missing: number;
  retry: () => void;
}

/** Loads a value of each node, in batches. `document` takes `ids`; `valueOf` must be the same function on each call. */
export function useNodeValues<Value>(
  document: string,
  ids: readonly string[],
  valueOf: (node: Fields) => Value,
): NodeValues<Value> {
  const [values, setValues] = useState<ReadonlyMap<string, Value>>(new Map());
  const [failure, setFailure] = useState<string | null>(null);
  const [attempt, retry] = useReducer((count: number) => count + 1, 0);
  const asked = useRef(new Set<string>());
  const wanted = ids.join(' ');
  useEffect(() => {
    const control = new AbortController();
    const missing = wanted.split(' ').filter((id) => id !== '' && !asked.current.has(id));
    const load = async (): Promise<void> => {
      for (let index = 0; index < missing.length; index += batchSize) {
        const batch = missing.slice(index, index + batchSize);
        const { data, problems } = await ask(document, { ids: batch }, control.signal);
        if (problems.length === 0) for (const id of batch) asked.current.add(id);
        const found = records(data['nodes']).flatMap((node): [string, Value][] => {
          const id = text(node['id']);
          return id === null ? [] : [[id, valueOf(node)]];
        });
        setValues((known) => new Map([...known, ...found]));
        if (problems.length > 0) throw new Error(problems.slice(0, 2).join(' '));
      }
    };
    load()
      .then(() => setFailure(null))
      .catch((error: unknown) => {
        if (!control.signal.aborted) setFailure(wordsOf(error));
      });
    return () => control.abort();
  }, [document, valueOf, wanted, attempt]);
  return { values, failure, missing: ids.filter((id) => !values.has(id)).length, retry };
}
