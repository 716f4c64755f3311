import type { Lineage, LineageActions } from '../use-lineage.ts';
import { KeyForm } from './key-form.tsx';

interface WaitingProps {
  lineage: Lineage & LineageActions;
  path: string;
  onCredentials: () => void;
  onKey: () => void;
}

/** What stands where a graph will be: loading, stopped, failed and not there are told apart. */
export function Waiting({ lineage, path, onCredentials, onKey }: WaitingProps) {
  if (lineage.status === 'missing')
    return (
      <section className="message" role="alert">
        <h2>Nothing to show for this path</h2>
        <p>
          <code>{path}</code>
        </p>
        <p>
          It may not exist, may have been deleted, or may not be visible to this key: W&B answers alike for
          all three. A version is written <code>entity/project/name:v3</code>, a run{' '}
          <code>entity/project/run-id</code>.
        </p>
        <div className="row">
          <button onClick={lineage.retry}>Look again</button>
          <button onClick={onKey}>Ask with another key</button>
        </div>
      </section>
    );
  if (lineage.status === 'failed' && lineage.root === null && lineage.failureCode === 'BAD_USER_INPUT')
    return (
      <section className="message" role="alert">
        <h2>This is not the path of a run or a version</h2>
        <p>
          <code>{path}</code>
        </p>
        <p>
          A path has three names: a version is written <code>entity/project/name:v3</code>, a run{' '}
          <code>entity/project/run-id</code>. The address of its page in W&B will do as well. Write it into
          the box above, which completes names as you type.
        </p>
      </section>
    );
  if (lineage.status === 'failed')
    return (
      <section className="message" role="alert">
        <h2>The lineage could not be loaded</h2>
        <p>{lineage.failure}</p>
        {lineage.failureCode === 'UNAUTHENTICATED' ? (
          <KeyForm onDone={onCredentials} />
        ) : (
          <button className="primary" onClick={lineage.retry}>
            Try again
          </button>
        )}
      </section>
    );
  if (lineage.loading === null && lineage.stopped)
    return (
      <section className="message" role="status">
        <h2>Stopped</h2>
        <button className="primary" onClick={lineage.retry}>
          Load it after all
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
