import type { Layout, LayoutInput } from './layout.ts';
import LayoutWorker from './layout.worker.ts?worker';

let worker: Worker | null = null;
let jobs = 0;

/**
 * Computes the layout in a worker, so that the page stays responsive. Rejects if the worker fails, and with the signal's
 * reason.
 */
export function layOutBeside(input: LayoutInput, signal: AbortSignal): Promise<Layout> {
  worker ??= new LayoutWorker();
  const current = worker;
  jobs += 1;
  const job = jobs;
  return new Promise((resolve, reject) => {
    const end = new AbortController();
    current.addEventListener(
      'message',
      ({ data }: MessageEvent<{ job: number; layout: Layout }>) => {
        if (data.job !== job) return;
        end.abort();
        resolve(data.layout);
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
        // It would finish a cancelled layout before it starts the next one.
        current.terminate();
        worker = null;
        reject(signal.reason as Error);
      },
      { once: true, signal: end.signal },
    );
    current.postMessage({ job, input });
  });
}
