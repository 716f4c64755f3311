import { projectNeeds, projectPath, userNeeds, type ProjectRecord } from '../project/project.model.ts';
import type { Connection, Edge } from '../graphql/connection.ts';
import type { TypeNeeds } from '../graphql/selection.ts';
import type { Run } from '../graphql/resolver-types.generated.ts';
import { contractViolation, type Answered, type WandbError } from '../wandb/errors.ts';
import type { RunAddress } from '../wandb/ids.ts';
import type { RunFieldsFragment } from '../wandb/operations.generated.ts';
import { fieldOf, type WandbRecord } from '../wandb/records.ts';
import { jsonOrNull } from '../wandb/values.ts';
import type { WebUrls } from '../wandb/web-urls.ts';

export type RunData = Exclude<Answered<RunFieldsFragment>, WandbError>;

/** A run that W&B shows to the caller: its name and its project are always there. */
export type RunRecord = WandbRecord<'Run', RunData>;

export type RunConnection = Connection<RunRecord>;
export type RunEdge = Edge<RunRecord>;

const of = (...fields: (keyof RunFieldsFragment)[]): { needs: string[] } => ({
  needs: fields.map((field) => `RunFields.${field}`),
});

export const runNeeds: TypeNeeds<Exclude<keyof Run, '__typename'>> = {
  type: 'Run',
  base: ['RunFields.name', 'RunFields.project', ...projectNeeds.base],
  fields: {
    id: {},
    path: {},
    label: of('displayName'),
    url: {},
    runId: {},
    displayName: of('displayName'),
    state: of('state'),
    jobType: of('jobType'),
    group: of('group'),
    sweepId: of('sweepName'),
    tags: of('tags'),
    notes: of('notes'),
    commit: of('commit'),
    createdAt: of('createdAt'),
    heartbeatAt: of('heartbeatAt'),
    computeSeconds: of('computeSeconds'),
    user: { ...of('user'), inline: userNeeds },
    project: { inline: projectNeeds },
    config: of('config'),
    summaryMetrics: of('summaryMetrics'),
    usedArtifacts: {},
    loggedArtifacts: {},
    lineage: { ...of('jobType', 'state', 'createdAt'), again: ['nodes.node', 'roots', 'leaves'] },
  },
};

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

/** Takes a run's values out of the wrapping `{key: {value, desc}}` that W&B keeps them in, and drops W&B's own entry. */
export function runConfig(text: string | null): Record<string, unknown> | null {
  const parsed = jsonOrNull(text, 'Run.config');
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
