import { useEffect, useReducer, useRef, useState } from 'react';
import { countsDocument } from './documents.ts';
import { ask, wordsOf } from './gateway.ts';
import { totalsFromAnswer, type Totals } from './graph/answers.ts';
import { records, text } from './json.ts';

const batchSize = 60;

export interface KnownTotals {
  totals: ReadonlyMap<string, Totals>;
  /** Why some are unknown. Null if nothing failed. */
  failure: string | null;
  retry: () => void;
}

/** The number of all neighbours of the drawn nodes, loaded after they are drawn. */
export function useTotals(ids: readonly string[]): KnownTotals {
  const [totals, setTotals] = useState<ReadonlyMap<string, Totals>>(new Map());
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
        const { data, problems } = await ask(countsDocument, { ids: batch }, control.signal);
        if (problems.length === 0) for (const id of batch) asked.current.add(id);
        const found = records(data['nodes']).flatMap((node): [string, Totals][] => {
          const id = text(node['id']);
          return id === null ? [] : [[id, totalsFromAnswer(node)]];
        });
        setTotals((known) => new Map([...known, ...found]));
        if (problems.length > 0) throw new Error(problems.slice(0, 2).join(' '));
      }
    };
    load()
      .then(() => setFailure(null))
      .catch((error: unknown) => {
        if (!control.signal.aborted) setFailure(wordsOf(error));
      });
    return () => control.abort();
  }, [wanted, attempt]);
  return { totals, failure, retry };
}
