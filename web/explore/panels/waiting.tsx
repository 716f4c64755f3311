import type { Lineage, LineageActions } from '../use-lineage.ts';
import { KeyForm } from './key-form.tsx';

interface WaitingProps {
  lineage: Lineage & LineageActions;
  path: string;
  onCredentials: () => void;
  onKey: () => void;
}

/** Shown until there is a graph: whether it is loading, stopped, failed or not found. */
export function Waiting({ lineage, path, onCredentials, onKey }: WaitingProps) {
  if (lineage.status === 'missing')
    return (
      <section className="message" role="alert">
        <h2>Nothing found at this path</h2>
        <p>
          <code>{path}</code>
        </p>
        <p>
          It may not exist, may have been deleted, or may not be visible to this key; W&B does not say which.
          The path of a version is <code>entity/project/name:v3</code>, that of a run{' '}
          <code>entity/project/run-id</code>.
        </p>
        <div className="row">
          <button onClick={lineage.retry}>Retry</button>
          <button onClick={onKey}>Use another API key</button>
        </div>
      </section>
    );
  if (lineage.status === 'failed' && lineage.root === null && lineage.failureCode === 'BAD_USER_INPUT')
    return (
      <section className="message" role="alert">
        <h2>This is not the path of a run or artifact version</h2>
        <p>
          <code>{path}</code>
        </p>
        <p>
          The path of a version is <code>entity/project/name:v3</code>, that of a run{' '}
          <code>entity/project/run-id</code>. You can also enter the URL of its page in W&B. The box above
          completes names as you type.
        </p>
      </section>
    );
  if (lineage.status === 'failed')
    return (
      <section className="message" role="alert">
        <h2>Could not load the lineage</h2>
        <p>{lineage.failure}</p>
        {lineage.failureCode === 'UNAUTHENTICATED' ? (
          <KeyForm onDone={onCredentials} />
        ) : (
          <button className="primary" onClick={lineage.retry}>
            Retry
          </button>
        )}
      </section>
    );
  if (lineage.loading === null && lineage.stopped)
    return (
      <section className="message" role="status">
        <h2>Stopped</h2>
        <button className="primary" onClick={lineage.retry}>
          Resume
        </button>
      </section>
    );
  return (
    <section className="message" role="status">
      <span className="spinner" aria-hidden="true" />
      <h2>{lineage.loading ?? 'Loading'}</h2>
      <button onClick={lineage.stop}>Cancel</button>
    </section>
  );
}
