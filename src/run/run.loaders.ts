import { defineLoader, type LoadersOf } from '../wandb/batch.ts';
import { orThrow, WandbError } from '../wandb/errors.ts';
import type { RunAddress } from '../wandb/ids.ts';
import {
  RunByNameDocument,
  RunByNameFullDocument,
  RunConfigDocument,
  RunInputsDocument,
  RunInputsFullDocument,
  RunNotesDocument,
  RunOutputsDocument,
  RunOutputsFullDocument,
  RunSummaryDocument,
} from '../wandb/operations.generated.ts';
import type { PageKey } from '../wandb/paging.ts';
import type { Variant } from '../wandb/batch.ts';
import { isFullRun, runAddress, visibleRun, type FullRun, type RunRecord } from './run.model.ts';

export interface RunKey extends RunAddress {
  variant: Variant;
}

/** How W&B is asked for runs and their edges. Null stands for what W&B does not show; failures are WandbErrors. */
export const runLoaders = {
  runByPath: defineLoader({
    document: { brief: RunByNameDocument, full: RunByNameFullDocument },
    variables: (key: RunKey) => runVariables(key),
    value: ({ project }) => orThrow(visibleRun(orThrow(project)?.run ?? null)),
  }),

  /** Config and summary may be megabytes: asked for only where they are selected. The same holds for notes. */
  configOfRun: defineLoader({
    document: RunConfigDocument,
    variables: runVariables,
    value: ({ project }) => orThrow(orThrow(orThrow(project)?.run ?? null)?.config ?? null),
  }),

  summaryOfRun: defineLoader({
    document: RunSummaryDocument,
    variables: runVariables,
    value: ({ project }) => orThrow(orThrow(orThrow(project)?.run ?? null)?.summaryMetrics ?? null),
  }),

  notesOfRun: defineLoader({
    document: RunNotesDocument,
    variables: runVariables,
    value: ({ project }) => orThrow(orThrow(orThrow(project)?.run ?? null)?.notes ?? null),
  }),

  /** A page of W&B's; `fillPage` makes pages of the caller's length of them. */
  inputsOfRun: defineLoader({
    document: { brief: RunInputsDocument, full: RunInputsFullDocument },
    variables: pageVariables,
    value: ({ project }) => orThrow(orThrow(orThrow(project)?.run ?? null)?.inputArtifacts ?? null),
  }),

  outputsOfRun: defineLoader({
    document: { brief: RunOutputsDocument, full: RunOutputsFullDocument },
    variables: pageVariables,
    value: ({ project }) => orThrow(orThrow(orThrow(project)?.run ?? null)?.outputArtifacts ?? null),
  }),
};

export type RunLoaders = LoadersOf<typeof runLoaders>;

export function runVariables({ entity, project, name }: RunAddress) {
  return { entity, project, run: name };
}

function pageVariables({ entity, project, name, first, after }: RunKey & PageKey) {
  return { entity, project, run: name, first, after };
}

/** A run with all its scalars: asks for those that it came without. */
export function fullRun(
  run: RunRecord,
  { runByPath }: Pick<RunLoaders, 'runByPath'>,
): FullRun | Promise<FullRun> {
  if (isFullRun(run)) return run;
  return runByPath.load({ ...runAddress(run), variant: 'full' }).then((found) => {
    if (found && isFullRun(found)) return found;
    throw new WandbError('WANDB_ERROR', `W&B no longer shows the run ${run.id}.`);
  });
}
