/** A command cannot do what was asked; the message is all that people have to read. */
export class CommandError extends Error {
  override readonly name = 'CommandError';
}
