import type { FieldOf } from './filters.ts';
import type { CollectionNode, MembershipNode, ProjectNode, RunNode } from '../world.ts';

/** W&B writes some instants without a zone; to be compared they all need one. */
const instant = (text: string | null): string | null =>
  text === null || /(?:Z|[+-]\d\d:\d\d)$/.test(text) ? text : `${text}Z`;

/** W&B's Mongo-like paths into a run: snake or camel case, `config.lr` and `config.lr.value` alike. */
export const runField: FieldOf<RunNode> = (run, field) => {
  const path = field.replace(/^run\./, '');
  const inside = /^(config|summary_metrics|summaryMetrics)\.(.+)$/.exec(path);
  if (inside) {
    const values = (inside[1] === 'config' ? run.config : run.summary) ?? {};
    return valueAt(values, (inside[2] ?? '').replace(/\.value(?=\.|$)/, ''));
  }
  switch (path.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase())) {
    case 'name':
      return run.name;
    case 'displayName':
      return run.displayName;
    case 'state':
      return run.state;
    case 'group':
      return run.group;
    case 'jobType':
      return run.jobType;
    case 'sweep':
      return run.sweep;
    case 'tags':
      return run.tags;
    case 'commit':
      return run.commit;
    case 'notes':
      return run.notes;
    case 'username':
    case 'user.username':
      return run.user?.username ?? null;
    case 'createdAt':
      return instant(run.createdAt);
    case 'heartbeatAt':
      return instant(run.heartbeatAt);
    default:
      return undefined;
  }
};

function valueAt(values: object, path: string): unknown {
  let value: unknown = values;
  for (const part of path.split('.')) {
    const has = typeof value === 'object' && value !== null && Object.hasOwn(value, part);
    value = has ? (value as Record<string, unknown>)[part] : null;
  }
  return value ?? null;
}

export const projectField: FieldOf<ProjectNode> = (project, field) => {
  switch (field) {
    case 'name':
      return project.name;
    case 'description':
      return project.description;
    case 'created_at':
      return instant(project.createdAt);
    default:
      return undefined;
  }
};

export const collectionField: FieldOf<CollectionNode> = (collection, field) => {
  switch (field) {
    case 'name':
      return collection.name;
    case 'type':
      return collection.type;
    case 'description':
      return collection.description;
    case 'created_at':
      return instant(collection.createdAt);
    default:
      return undefined;
  }
};

/** Of a version in a collection. */
export const membershipField: FieldOf<MembershipNode> = ({ artifact, ...place }, field) => {
  switch (field) {
    case 'state':
      return artifact.state;
    case 'version_index':
      return place.versionIndex;
    case 'alias':
    case 'aliases':
      return place.aliases;
    case 'tag':
    case 'tags':
      return artifact.tags;
    case 'created_at':
      return instant(place.createdAt);
    default:
      return field.startsWith('metadata.') ? valueAt(artifact.metadata ?? {}, field.slice(9)) : undefined;
  }
};
