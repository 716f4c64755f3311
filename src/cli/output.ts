import { createWriteStream } from 'node:fs';
import { realpath, rename, rm, stat } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import util from 'node:util';
import type { Environment } from '../config/read-settings.ts';
import type { GatewayContext } from '../context.ts';
import { CommandError } from './errors.ts';
import type { Paint } from './tree.ts';

export interface Output {
  /** Null: stdout. */
  readonly file: string | undefined;
  /** Asked when everything is written: whether it may take the place of a file that is there already. Left out: it may. */
  readonly mayReplace?: () => boolean;
}

type Content = string | AsyncIterable<string>;

/**
 * Writes to stdout, or to a temporary file that then takes the place of the one named, so that a full disk or an interruption leaves
 * the old one whole. Resolves when everything was handed over: false if the old file was left as it is.
 */
export async function writeOut(content: Content, { file, mayReplace }: Output): Promise<boolean> {
  const chunks = Readable.from(typeof content === 'string' ? [content] : content);
  if (file === undefined) return writeToStdout(chunks);
  try {
    return await writeToFile(chunks, file, mayReplace ?? (() => true));
  } catch (error) {
    const isOfFile = error instanceof Error && 'syscall' in error;
    if (!isOfFile) throw error;
    throw new CommandError(`--out ${file} cannot be written: ${error.message}`, { cause: error });
  }
}

async function writeToFile(content: Readable, file: string, mayReplace: () => boolean): Promise<boolean> {
  const target = await realpath(file).catch(() => file);
  const old = await stat(target).catch(() => null);
  // A pipe or a device has no content to lose, and must not become a file.
  if (old && !old.isFile()) {
    await pipeline(content, createWriteStream(target));
    return true;
  }
  const temporary = `${target}.${process.pid}.tmp`;
  const options = { flags: 'wx', flush: true, ...(old && { mode: old.mode }) };
  try {
    await pipeline(content, createWriteStream(temporary, options));
    const isReplaced = !old || mayReplace();
    await rename(temporary, isReplaced ? target : `${target}.incomplete`);
    if (!isReplaced)
      process.stderr.write(
        `${file} was left as it is, because something failed and is missing from the new one, ${file}.incomplete. --allow-incomplete replaces it all the same.\n`,
      );
    return isReplaced;
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}

async function writeToStdout(content: Readable): Promise<boolean> {
  try {
    await pipeline(content, process.stdout, { end: false });
  } catch (error) {
    // The reader has closed the pipe, as `head` does.
    const { code } = error as NodeJS.ErrnoException;
    if (code !== 'EPIPE' && code !== 'ERR_STREAM_PREMATURE_CLOSE') throw error;
  }
  return true;
}

/** Colours on a terminal, unless NO_COLOR is set (https://no-color.org). */
export function paintFor(isTerminal: boolean, environment: Environment): Paint {
  // Node has it since 20.12; older versions get no colours.
  const wanted = isTerminal && !environment['NO_COLOR'] && 'styleText' in util;
  return (style, text) => (wanted ? util.styleText(style, text) : text);
}

const clearLine = '\r\u001b[2K';

/** A line on stderr with the progress of a walk that takes more than a second; nothing unless stderr is a terminal. */
export function createProgress() {
  const clients: GatewayContext['wandb'][] = [];
  let seconds = 0;
  const show = (): void => {
    seconds += 1;
    const requests = clients.reduce((sum, { requestCount }) => sum + requestCount, 0);
    process.stderr.write(`${clearLine}Asking W&B for ${seconds} s: ${requests} requests`);
  };
  const timer = process.stderr.isTTY ? setInterval(show, 1_000).unref() : undefined;
  return {
    /** Counts the W&B requests of this context. */
    add: ({ wandb }: GatewayContext) => void clients.push(wandb),
    end: (): void => {
      clearInterval(timer);
      if (seconds > 0) process.stderr.write(clearLine);
    },
  };
}
