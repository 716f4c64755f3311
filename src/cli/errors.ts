import { ConfigError } from '../config/read-settings.ts';

/** A command cannot do what was asked; the message is all that people need to read. */
export class CommandError extends Error {
  override readonly name = 'CommandError';
}

/** One message for people, without a stack trace, whatever went wrong. */
export function explainError(error: unknown): string {
  if (error instanceof ConfigError) return `Invalid settings:\n${error.message}`;
  if (error instanceof CommandError) return error.message;
  const { code, port = '', address = '' } = error as { code?: string; port?: number; address?: string };
  switch (code) {
    case 'EADDRINUSE':
      return `Port ${port} on ${address} is in use by another program. Stop that program, or choose another port with --port (PORT); 0 picks a free one.`;
    case 'EACCES':
      return `This user may not listen on port ${port}. Choose a port above 1023 with --port (PORT).`;
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return `This machine does not have the address ${address}. Choose one that it has with --host (HOST), or 127.0.0.1.`;
    default:
      return `The command failed: ${error instanceof Error ? error.message : String(error)}`;
  }
}
