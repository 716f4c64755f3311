import { useEffect, useRef, useState } from 'react';
import { countsDocument } from './documents.ts';
import { ask } from './gateway.ts';
import { totalsFromAnswer, type Totals } from './graph/answers.ts';
import { records, text } from './json.ts';

const batchSize = 60;

/** How many neighbours the drawn nodes have in all, asked for once they are drawn; what fails is left untold. */
export function useTotals(ids: readonly string[]): ReadonlyMap<string, Totals> {
  const [totals, setTotals] = useState<ReadonlyMap<string, Totals>>(new Map());
  const asked = useRef(new Set<string>());
  const wanted = ids.join(' ');
  useEffect(() => {
    const control = new AbortController();
    const missing = wanted.split(' ').filter((id) => id !== '' && !asked.current.has(id));
    const load = async (): Promise<void> => {
      for (let index = 0; index < missing.length; index += batchSize) {
        const batch = missing.slice(index, index + batchSize);
        const { data } = await ask(countsDocument, { ids: batch }, control.signal);
        for (const id of batch) asked.current.add(id);
        const found = records(data['nodes']).flatMap((node): [string, Totals][] => {
          const id = text(node['id']);
          return id === null ? [] : [[id, totalsFromAnswer(node)]];
        });
        setTotals((known) => new Map([...known, ...found]));
      }
    };
    load().catch(() => undefined);
    return () => control.abort();
  }, [wanted]);
  return totals;
}
