import type { Logger } from 'pino';

/** Their messages contain whole requests and responses. */
const unsafeNames = new Set(['ClientError', 'SyntaxError']);
const quotation = /"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|`(?:[^`\\]|\\.)*`/g;
const maxMessageLength = 500;

/** An error as a log may contain it: without what its message quotes, which may be a name or a key. */
export function safeError(error: unknown): Record<'name' | 'message' | 'stack', string> {
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
