import type { Logger } from 'pino';

/** What a log may hold of an error: where it happened, and what, without the data that messages quote. */
export interface SafeError {
  name: string;
  message: string;
  stack: string;
}

/** Libraries whose messages hold whole requests and answers. */
const talkative = new Set(['ClientError', 'SyntaxError']);
const quoted = /"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|`(?:[^`\\]|\\.)*`/g;
const longestMessage = 500;

/** Messages quote what they complain of, which may be a name or a key: quotations are left out, stack frames kept. */
export function safeError(error: unknown): SafeError {
  if (!(error instanceof Error)) return { name: typeof error, message: '', stack: '' };
  const message = talkative.has(error.name) ? '' : error.message.replace(quoted, '"…"');
  const frames = (error.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line));
  return { name: error.name, message: message.slice(0, longestMessage), stack: frames.join('\n') };
}

/** A log for libraries, which write errors into their sentences. */
export function safeLog(
  logger: Logger,
): Record<'debug' | 'info' | 'warn' | 'error', (said: unknown) => void> {
  const at = (level: 'debug' | 'info' | 'warn' | 'error') => (said: unknown) =>
    logger[level](
      { error: safeError(said instanceof Error ? said : new Error(String(said))) },
      'said by a library',
    );
  return { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') };
}
