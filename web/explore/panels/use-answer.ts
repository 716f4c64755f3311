import { useEffect, useState } from 'react';
import { ask, GatewayFailure, wordsOf } from '../gateway.ts';
import type { Fields } from '../json.ts';

export type Answer =
  | { status: 'loading' }
  | { status: 'failed'; reason: string; code: string | null }
  | { status: 'there'; data: Fields; problems: readonly string[] };

const loading: Answer = { status: 'loading' };

/** Sends a query while the component is mounted, once there are `variables`, which are compared as JSON. */
export function useAnswer(document: string, variables: Readonly<Record<string, unknown>> | null): Answer {
  const [answer, setAnswer] = useState<Answer>(loading);
  const asked = JSON.stringify(variables);
  useEffect(() => {
    setAnswer(loading);
    if (asked === 'null') return;
    const control = new AbortController();
    ask(document, JSON.parse(asked) as Record<string, unknown>, control.signal)
      .then(({ data, problems }) => setAnswer({ status: 'there', data, problems }))
      .catch((error: unknown) => {
        if (!control.signal.aborted)
          setAnswer({
            status: 'failed',
            reason: wordsOf(error),
            code: error instanceof GatewayFailure ? error.code : null,
          });
      });
    return () => control.abort();
  }, [document, asked]);
  return answer;
}
