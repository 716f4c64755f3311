import type { ReactNode } from 'react';
import type { Fields } from '../json.ts';
import { useAnswer } from './use-answer.ts';

interface AskedProps {
  document: string;
  variables: Readonly<Record<string, unknown>>;
  children: (data: Fields) => ReactNode;
}

/** Sends the query when it is mounted, and shows whether it is loading, failed or partly failed. */
export function Asked({ document, variables, children }: AskedProps) {
  const answer = useAnswer(document, variables);
  if (answer.status === 'loading')
    return (
      <p className="small" role="status">
        Loading…
      </p>
    );
  if (answer.status === 'failed')
    return (
      <p className="small bad" role="alert">
        Could not load this: {answer.reason}
      </p>
    );
  return (
    <>
      {answer.problems.length > 0 && (
        <p className="small bad" role="alert">
          Some data could not be loaded: {answer.problems.join(' ')}
        </p>
      )}
      {children(answer.data)}
    </>
  );
}
