import { Session } from 'node:inspector/promises';
import { relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const dist = fileURLToPath(new URL('../../dist', import.meta.url));

/**
 * Starts V8's precise coverage, and returns a function that says which of our files ran since it was last called.
 * The emulator stands for W&B and is not counted.
 */
export async function startCoverage() {
  const session = new Session();
  session.connect();
  await session.post('Profiler.enable');
  await session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: false });
  return async () => {
    const { result } = await session.post('Profiler.takePreciseCoverage');
    return result
      .filter(({ url, functions }) => url.startsWith('file:') && functions.some(hasRun))
      .map(({ url }) => relative(dist, fileURLToPath(url)))
      .filter((file) => !file.startsWith('..') && !file.startsWith('emulator/'))
      .sort();
  };
}

function hasRun({ ranges }) {
  return ranges.some(({ count }) => count > 0);
}
