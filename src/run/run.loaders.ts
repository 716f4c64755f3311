import { defineLoader, type LoadersOf } from '../wandb/batch.ts';
import { contractViolation, orNotShown, orThrow, type WandbError } from '../wandb/errors.ts';
import { runPathText, type ProjectPath } from '../wandb/addresses.ts';
import type { RunAddress } from '../wandb/ids.ts';
import {
  ProjectRunsDocument,
  ProjectRunsFullDocument,
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
import type { WandbFilter } from '../wandb/filters.ts';
import type { PageKey } from '../wandb/paging.ts';
import type { Variant } from '../wandb/batch.ts';
import { isFullRun, runAddress, visibleRun, type FullRun, type RunRecord } from './run.model.ts';

/** The runs of a project that a filter of W&B's lets through. */
export interface ProjectRunsKey extends PageKey {
  project: ProjectPath;
  filter: WandbFilter;
  order: string;
  variant: Variant;
}

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

  /** W&B counts them in a field beside the list. */
  runsOfProject: defineLoader({
    document: { brief: ProjectRunsDocument, full: ProjectRunsFullDocument },
    variables: ({ project, filter, order, first, after }: ProjectRunsKey) => ({
      entity: project.entity,
      project: project.name,
      filters: JSON.stringify(filter),
      order,
      first,
      after,
    }),
    value: ({ project }) => {
      const found = orThrow(project);
      const runs = orThrow(found?.runs ?? null);
      if (!found || !runs) return null;
      const totalCount = orThrow(found.runCount);
      if (totalCount === null) throw contractViolation('Project.runCount', 'null');
      return { ...runs, totalCount };
    },
  }),

  /** Config and summary may be megabytes: asked for only where they are selected. The same holds for notes. */
  configOfRun: defineLoader({
    document: RunConfigDocument,
    variables: runVariables,
    value: ({ project }, key) => orThrow(runIn(project, key).config),
  }),

  summaryOfRun: defineLoader({
    document: RunSummaryDocument,
    variables: runVariables,
    value: ({ project }, key) => orThrow(runIn(project, key).summaryMetrics),
  }),

  notesOfRun: defineLoader({
    document: RunNotesDocument,
    variables: runVariables,
    value: ({ project }, key) => orThrow(runIn(project, key).notes),
  }),

  /** A page of W&B's; `fillPage` makes pages of the caller's length of them. */
  inputsOfRun: defineLoader({
    document: { brief: RunInputsDocument, full: RunInputsFullDocument },
    variables: pageVariables,
    value: ({ project }, key) => orNotShown(orThrow(runIn(project, key).inputArtifacts), nameOf(key)),
  }),

  outputsOfRun: defineLoader({
    document: { brief: RunOutputsDocument, full: RunOutputsFullDocument },
    variables: pageVariables,
    value: ({ project }, key) => orNotShown(orThrow(runIn(project, key).outputArtifacts), nameOf(key)),
  }),
};

function nameOf(address: RunAddress): string {
  return `the run ${runPathText(address)}`;
}

/** The run of an answer about a run that W&B has named. */
function runIn<T>(project: { run: T } | WandbError | null, address: RunAddress) {
  const run = orThrow(orThrow(project)?.run ?? null);
  return orNotShown<NonNullable<typeof run>>(run, nameOf(address));
}

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
  const address = runAddress(run);
  return runByPath.load({ ...address, variant: 'full' }).then((found) => {
    return orNotShown(found && isFullRun(found) ? found : null, nameOf(address));
  });
}
