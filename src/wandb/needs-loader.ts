import DataLoader from 'dataloader';
import { union, type Needs } from './needs.ts';

/**
 * A DataLoader whose callers may need different fields of the same key: what they need within one tick is asked together,
 * once. A later caller gets the same answer and has to see for itself whether that holds all it needs.
 */
export interface NeedsLoader<TKey, TValue> {
  load(key: TKey, needs: Needs): Promise<TValue>;
}

interface Job<TKey> {
  key: TKey;
  needs: Needs;
}

/**
 * `remember: false` asks anew in each tick: for loaders whose values are kept, and merged, elsewhere. `onHit` is called for
 * every load that asks nothing of its own.
 */
export function createNeedsLoader<TKey, TValue>(
  cacheKeyOf: (key: TKey) => string,
  fetch: (key: TKey, needs: Needs) => Promise<TValue>,
  { remember, onHit }: { remember: boolean; onHit: () => void },
): NeedsLoader<TKey, TValue> {
  const open = new Map<string, Job<TKey>>();
  const loader = new DataLoader<Job<TKey>, TValue, string>(
    async (jobs) => {
      for (const job of jobs) {
        const cacheKey = cacheKeyOf(job.key);
        open.delete(cacheKey);
        if (!remember) loader.clear(job);
      }
      const settled = await Promise.allSettled(jobs.map((job) => fetch(job.key, job.needs)));
      return settled.map((result) =>
        result.status === 'fulfilled'
          ? result.value
          : result.reason instanceof Error
            ? result.reason
            : new Error(String(result.reason)),
      );
    },
    { cacheKeyFn: (job) => cacheKeyOf(job.key) },
  );
  const dispatched = new Set<string>();

  return {
    load(key, needs) {
      const cacheKey = cacheKeyOf(key);
      const waiting = open.get(cacheKey);
      if (waiting) {
        onHit();
        waiting.needs = union(waiting.needs, needs);
        return loader.load(waiting);
      }
      const job: Job<TKey> = { key, needs };
      if (!remember || !dispatched.has(cacheKey)) {
        dispatched.add(cacheKey);
        open.set(cacheKey, job);
      } else {
        onHit();
      }
      return loader.load(job);
    },
  };
}
