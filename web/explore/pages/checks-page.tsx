import type { QuestionProps } from '../use-view.ts';
import { ReferenceBox } from './reference-box.tsx';
import Verdicts from './verdicts.tsx';

/** Whether a version or run satisfies the policies of the gateway. */
export function ChecksPage({ view, change }: QuestionProps) {
  return (
    <>
      <h1>Checks of a version</h1>
      <p className="small">Whether its lineage satisfies the policies of this gateway.</p>
      <ReferenceBox
        label="Version or run"
        value={view.root}
        onOpen={(root) => change({ root })}
        {...(view.root === '' && { isFirst: true })}
      />
      {view.root !== '' && <Verdicts path={view.root} />}
    </>
  );
}
