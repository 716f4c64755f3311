import type { Connection, Edge } from '../graphql/connection.ts';
import type { TypeNeeds } from '../graphql/selection.ts';
import type { Answered, WandbError } from '../wandb/errors.ts';
import { projectAddressFromId, projectIdFromAddress, globalIdFromText } from '../wandb/ids.ts';
import type { ProjectFieldsFragment, UserFieldsFragment } from '../wandb/operations.generated.ts';

/** What W&B told of a project; only selected fields beside `id`, `name` and `entityName` are there. */
export type ProjectRecord = Exclude<Answered<ProjectFieldsFragment>, WandbError> & { __typename?: 'Project' };

export type ProjectConnection = Connection<ProjectRecord>;
export type ProjectEdge = Edge<ProjectRecord>;

/** What W&B told of a user; only selected fields beside `id` are there. */
export type UserRecord = Exclude<Answered<UserFieldsFragment>, WandbError> & { __typename?: 'User' };

export const projectNeeds: TypeNeeds<
  'id' | 'path' | 'name' | 'entity' | 'description' | 'createdAt' | 'url' | 'collection' | 'collections'
> = {
  type: 'Project',
  base: ['ProjectFields.name', 'ProjectFields.entityName'],
  fields: {
    id: {},
    path: {},
    name: {},
    entity: {},
    description: { needs: ['ProjectFields.description'] },
    createdAt: { needs: ['ProjectFields.createdAt'] },
    url: {},
    collection: {},
    collections: {},
  },
};

export const userNeeds: TypeNeeds<'id' | 'name' | 'username' | 'entity' | 'teams' | 'projects'> = {
  type: 'User',
  base: [],
  fields: {
    id: {},
    name: { needs: ['UserFields.name'] },
    username: { needs: ['UserFields.username'] },
    entity: { needs: ['UserFields.entity'] },
    teams: { needs: ['UserFields.teams'] },
    projects: { needs: ['UserFields.entity'] },
  },
};

export function projectPath({ entityName, name }: ProjectRecord): string {
  return `${entityName}/${name}`;
}

/** W&B finds projects by name alone, so an id of its own that holds no names is replaced by one that does. */
export function projectId({ id, entityName, name }: ProjectRecord): string {
  const own = globalIdFromText(id);
  return own && projectAddressFromId(own) ? own.id : projectIdFromAddress(entityName, name);
}
