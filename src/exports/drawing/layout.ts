import { createRequire } from 'node:module';
import { Worker } from 'node:worker_threads';
import pLimit from 'p-limit';
import { ExportLayoutError } from '../errors.ts';

/** The slowest graphs found within the bounds took 5 s; a request has 25 s in all. */
const layoutTimeoutMs = 15_000;

/** As text, since a worker cannot load TypeScript and the build has no other entry: it loads Graphviz, draws, answers. */
const workerCode = `
  const { parentPort, workerData } = require('node:worker_threads');
  require(workerData.vizPath).instance().then((viz) => {
    const { status, output, errors } = viz.render(workerData.dot, { format: 'svg', engine: 'dot' });
    parentPort.postMessage({ output: status === 'success' ? output : null, errors: errors.map((error) => error.message) });
  });
`;

interface WorkerAnswer {
  output: string | null;
  errors: string[];
}

// A worker takes a core for as long as it draws; the others wait their turn rather than starve the server.
const oneAtATime = pLimit(1);

function runWorker(dot: string): Promise<WorkerAnswer> {
  const vizPath = createRequire(import.meta.url).resolve('@viz-js/viz');
  const worker = new Worker(workerCode, {
    eval: true,
    workerData: { vizPath, dot },
    env: {},
    // Graphviz writes there when it runs out of memory; what matters comes as an error.
    stdout: true,
    stderr: true,
  });
  return new Promise<WorkerAnswer>((resolve, reject) => {
    const timer = setTimeout(() => {
      const limit = `${layoutTimeoutMs / 1_000} s`;
      reject(
        new ExportLayoutError(
          `Graphviz did not lay out this graph within ${limit}. Lower maxDepth or maxNodes.`,
        ),
      );
    }, layoutTimeoutMs);
    worker.once('message', (answer: WorkerAnswer) => {
      clearTimeout(timer);
      resolve(answer);
    });
    worker.once('error', (cause) => {
      clearTimeout(timer);
      reject(new ExportLayoutError('Graphviz failed on this graph. Lower maxDepth or maxNodes.', { cause }));
    });
  }).finally(() => worker.terminate());
}

/** Graphviz's own SVG of a DOT text. Drawn in a worker: layout is one long step that would block every other request. */
export async function svgFromDot(dot: string): Promise<string> {
  const { output, errors } = await oneAtATime(() => runWorker(dot));
  if (output === null) throw new ExportLayoutError(`Graphviz refused this graph: ${errors.join('; ')}`);
  return output;
}
