import type { GraphQLResolveInfo } from 'graphql';
import type { AnswerRoom } from './connection.ts';

/** Measured: so much text costs as much as one short value, to read, to write and to send. */
const lettersOfValue = 25;

/** A text of W&B's that may be long, as far as the answer has room for it; null, or an error, where it has none. */
export function longText(
  text: string | null,
  { room }: { room: AnswerRoom },
  { fieldNodes }: GraphQLResolveInfo,
): string | null {
  const values = Math.floor((text ?? '').length / lettersOfValue);
  return values === 0 || room.take(fieldNodes, values) ? text : null;
}
