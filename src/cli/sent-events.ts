import { createHash } from 'node:crypto';
import { appendFile, readFile } from 'node:fs/promises';
import { CommandError } from './errors.ts';

/** Which events a receiver has taken, so that a later run goes on where the last one ended. */
export interface SentEvents {
  has(event: string): boolean;
  /** Resolves once it is on disk. */
  add(event: string): Promise<void>;
}

/** Remembers nothing beyond this run. */
export function createSentEvents(): SentEvents {
  const sent = new Set<string>();
  return {
    has: (event) => sent.has(event),
    add: (event) => {
      sent.add(event);
      return Promise.resolve();
    },
  };
}

/**
 * Remembers in a file, a line an event. A line holds hashes only, so that the file tells nothing; the receiver is a part
 * of them, so that one file serves several.
 */
export async function openSentEvents(file: string, url: string): Promise<SentEvents> {
  let text = '';
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw unusable(file, error);
  }
  // A last line that was cut by a crash equals no hash.
  const sent = new Set(text.split('\n'));
  const lineEnd = text === '' || text.endsWith('\n') ? '' : '\n';
  let before = lineEnd;
  const hashOf = (event: string): string =>
    createHash('sha256')
      .update(`${url}\n${meaningOf(event)}`)
      .digest('hex');
  return {
    has: (event) => sent.has(hashOf(event)),
    async add(event) {
      const hash = hashOf(event);
      sent.add(hash);
      try {
        const line = `${before}${hash}\n`;
        before = '';
        await appendFile(file, line);
      } catch (error) {
        throw unusable(file, error);
      }
    },
  };
}

/** Datasets have no time of their own and carry that of the export: with it, every run would tell them anew. */
function meaningOf(event: string): string {
  const { eventTime, ...rest } = JSON.parse(event) as { eventTime: string; run?: object };
  return JSON.stringify(rest.run ? { eventTime, ...rest } : rest);
}

function unusable(file: string, error: unknown): CommandError {
  return new CommandError(`--progress ${file} cannot be used: ${(error as Error).message}`, { cause: error });
}
