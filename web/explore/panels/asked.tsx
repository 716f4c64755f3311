import type { ReactNode } from 'react';
import type { Fields } from '../json.ts';
import { useAnswer } from './use-answer.ts';

interface AskedProps {
  document: string;
  variables: Readonly<Record<string, unknown>>;
  children: (data: Fields) => ReactNode;
}

/** Asks when it comes onto the page, and says whether it waits, failed or has only a part. */
export function Asked({ document, variables, children }: AskedProps) {
  const answer = useAnswer(document, variables);
  if (answer.status === 'loading')
    return (
      <p className="small" role="status">
        Loading …
      </p>
    );
  if (answer.status === 'failed')
    return (
      <p className="small bad" role="alert">
        Could not be loaded: {answer.reason}
      </p>
    );
  return (
    <>
      {answer.problems.length > 0 && (
        <p className="small bad" role="alert">
          Part of it failed: {answer.problems.join(' ')}
        </p>
      )}
      {children(answer.data)}
    </>
  );
}
