import type { ReactNode } from 'react';
import type { Fields } from '../json.ts';
import { useAnswer } from '../panels/use-answer.ts';

interface AnsweredProps {
  document: string;
  variables: Readonly<Record<string, unknown>>;
  /** What is missing from the answer, as sentences. */
  gaps?: (data: Fields) => readonly (string | null)[];
  children: (data: Fields) => ReactNode;
}

/** Sends the query of a page, and says in one place what is missing from its answer. */
export function Answered({ document, variables, gaps, children }: AnsweredProps) {
  const answer = useAnswer(document, variables);
  if (answer.status === 'loading')
    return (
      <p className="notice busy" role="status">
        <span className="spinner small" aria-hidden="true" /> Loading…
      </p>
    );
  if (answer.status === 'failed')
    return (
      <p className="notice bad" role="alert">
        Could not load this: {answer.reason}
      </p>
    );
  return (
    <>
      <Missing failures={answer.problems} gaps={gaps?.(answer.data) ?? []} />
      {children(answer.data)}
    </>
  );
}

interface MissingProps {
  failures: readonly string[];
  gaps: readonly (string | null)[];
}

export function Missing({ failures, gaps }: MissingProps) {
  const known = gaps.filter((gap) => gap !== null);
  if (failures.length + known.length === 0) return null;
  return (
    <section className="missing" aria-label="Missing data">
      <h2>This answer is incomplete</h2>
      <ul className="plain" role={failures.length > 0 ? 'alert' : undefined}>
        {known.map((gap) => (
          <li key={gap}>{gap}</li>
        ))}
        {failures.map((failure) => (
          <li key={failure} className="bad">
            {failure}
          </li>
        ))}
      </ul>
    </section>
  );
}
