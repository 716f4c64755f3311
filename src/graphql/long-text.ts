import type { GraphQLResolveInfo } from 'graphql';
import type { AnswerBudget } from './connection.ts';

/** Measured: so much text costs as much as one short value, to read, to write and to send. */
const lettersOfValue = 25;

/** A text of W&B's that may be long, where the answer may still grow by it; else null, or an error. */
export function longText(
  text: string | null,
  { answerBudget }: { answerBudget: AnswerBudget },
  { fieldNodes }: GraphQLResolveInfo,
): string | null {
  const values = Math.floor((text ?? '').length / lettersOfValue);
  return values === 0 || answerBudget.take(fieldNodes, values) ? text : null;
}
