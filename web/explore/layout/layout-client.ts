import type { LayoutInput, Positions } from './layout.ts';
import LayoutWorker from './layout.worker.ts?worker';

let worker: Worker | null = null;
let jobs = 0;

/**
 * Lays out beside the page, so that it stays responsive. Rejects where the worker cannot be had or fails, and with the
 * signal's reason.
 */
export function layOutBeside(input: LayoutInput, signal: AbortSignal): Promise<Positions> {
  worker ??= new LayoutWorker();
  const current = worker;
  jobs += 1;
  const job = jobs;
  return new Promise((resolve, reject) => {
    const end = new AbortController();
    current.addEventListener(
      'message',
      ({ data }: MessageEvent<{ job: number; positions: Positions }>) => {
        if (data.job !== job) return;
        end.abort();
        resolve(data.positions);
      },
      { signal: end.signal },
    );
    current.addEventListener(
      'error',
      (event) => {
        end.abort();
        worker = null;
        reject(new Error(event.message || 'The layout failed.'));
      },
      { signal: end.signal },
    );
    signal.addEventListener(
      'abort',
      () => {
        end.abort();
        // It would finish what nobody waits for before it begins the next.
        current.terminate();
        worker = null;
        reject(signal.reason as Error);
      },
      { once: true, signal: end.signal },
    );
    current.postMessage({ job, input });
  });
}
