import type { ProjectRecord } from '../project/project.model.ts';
import { projectPath } from '../wandb/addresses.ts';
import type { Connection, Edge } from '../graphql/connection.ts';
import type { BriefFields } from '../graphql/selection.ts';
import type { Run } from '../graphql/schema-types.generated.ts';
import { contractViolation, fieldOf, WandbError, type Answered } from '../wandb/errors.ts';
import type { RunAddress } from '../wandb/ids.ts';
import type { RunBriefFragment, RunFullFragment } from '../wandb/operations.generated.ts';
import { jsonFromWandb, jsonOrNull } from '../wandb/values.ts';
import type { WebUrls } from '../wandb/web-urls.ts';

/** A run that W&B shows to the caller, with the fields of a walk or with all its scalars. Its project is always there. */
export type RunRecord = Exclude<Answered<RunBriefFragment>, WandbError>;
export type FullRun = Exclude<Answered<RunFullFragment>, WandbError>;

export type RunConnection = Connection<RunRecord>;
export type RunEdge = Edge<RunRecord>;

/** What needs none of the fields that only `FullRun` has; fields with a request of their own among them. */
export const runFields: BriefFields = {
  type: 'Run',
  brief: new Set<keyof Run>([
    'id',
    'path',
    'label',
    'url',
    'runId',
    'displayName',
    'state',
    'jobType',
    'createdAt',
    'project',
    'notes',
    'config',
    'summaryMetrics',
    'usedArtifacts',
    'loggedArtifacts',
    'lineage',
  ]),
};

export function isFullRun(run: RunRecord): run is FullRun {
  return 'tags' in run;
}

/** The run that W&B gave. A run without a project is one that the caller may not see: null, like one that is not there. */
export function visibleRun<T extends Answered<RunBriefFragment>>(node: T | null): T | WandbError | null {
  if (node === null || node instanceof WandbError) return node;
  const { project } = node;
  return project instanceof WandbError ? project : project && node;
}

export function runProject(run: RunRecord): ProjectRecord {
  const project = fieldOf(run, 'project');
  if (project === null) throw contractViolation('Run.project', 'null');
  return project;
}

export function runAddress(run: RunRecord): RunAddress {
  const { entityName, name } = runProject(run);
  return { entity: entityName, project: name, name: fieldOf(run, 'name') };
}

/** The display name, else the run id. */
export function runLabel(run: RunRecord): string {
  return fieldOf(run, 'displayName') || fieldOf(run, 'name');
}

/** The run's page in W&B's web app. */
export function runUrl(run: RunRecord, urls: WebUrls): string {
  const { entity, project, name } = runAddress(run);
  return urls.run(entity, project, name);
}

export function runPath(run: RunRecord): string {
  return `${projectPath(runProject(run))}/${fieldOf(run, 'name')}`;
}

/** The last values of a run's own metrics: those that W&B adds begin with an underscore. */
export function runMetrics(text: string | null, parse = jsonFromWandb): Record<string, unknown> | null {
  const parsed = jsonOrNull(text, 'Run.summaryMetrics', parse);
  if (parsed === null) return null;
  if (typeof parsed !== 'object' || Array.isArray(parsed))
    throw contractViolation('Run.summaryMetrics', 'no object');
  return Object.fromEntries(Object.entries(parsed).filter(([key]) => !key.startsWith('_')));
}

/** Takes a run's values out of the wrapping `{key: {value, desc}}` that W&B keeps them in, and drops W&B's own entry. */
export function runConfig(text: string | null, parse = jsonFromWandb): Record<string, unknown> | null {
  const parsed = jsonOrNull(text, 'Run.config', parse);
  if (parsed === null) return null;
  if (typeof parsed !== 'object' || Array.isArray(parsed)) throw contractViolation('Run.config', 'no object');
  const config: [string, unknown][] = [];
  for (const [key, entry] of Object.entries(parsed)) {
    if (key === '_wandb') continue;
    const wrapped = typeof entry === 'object' && entry !== null && 'value' in entry;
    config.push([key, wrapped ? (entry as { value: unknown }).value : entry]);
  }
  return Object.fromEntries(config);
}
