import type { Logger } from 'pino';

/** An error as a log may contain it: without the data that messages quote. */
export interface SafeError {
  name: string;
  message: string;
  stack: string;
}

/** Their messages contain whole requests and responses. */
const unsafeNames = new Set(['ClientError', 'SyntaxError']);
const quotation = /"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|`(?:[^`\\]|\\.)*`/g;
const maxMessageLength = 500;

/** Removes what the message quotes, which may be a name or a key, and keeps the stack frames. */
export function safeError(error: unknown): SafeError {
  if (!(error instanceof Error)) return { name: typeof error, message: '', stack: '' };
  const message = unsafeNames.has(error.name) ? '' : error.message.replace(quotation, '"…"');
  const frames = (error.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line));
  return { name: error.name, message: message.slice(0, maxMessageLength), stack: frames.join('\n') };
}

/** A logger for libraries, which put errors into sentences. */
export function safeLog(logger: Logger) {
  const at = (level: 'debug' | 'info' | 'warn' | 'error') => (message: unknown) =>
    logger[level](
      { error: safeError(message instanceof Error ? message : new Error(String(message))) },
      'message of a library',
    );
  return { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') };
}
