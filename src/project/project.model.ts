import type { Connection, Edge } from '../graphql/connection.ts';
import type { User } from '../graphql/schema-types.generated.ts';
import type { BriefFields } from '../graphql/selection.ts';
import type { Answered, WandbError } from '../wandb/errors.ts';
import { projectAddressFromId, projectIdFromAddress, globalIdFromText } from '../wandb/ids.ts';
import type {
  ProjectBriefFragment,
  ProjectFullFragment,
  UserBriefFragment,
  UserFullFragment,
} from '../wandb/operations.generated.ts';

/** A project, as it comes with runs and collections or with all its scalars. */
export type ProjectRecord = Exclude<Answered<ProjectBriefFragment>, WandbError> & { __typename?: 'Project' };
export type FullProject = Exclude<Answered<ProjectFullFragment>, WandbError>;

export type ProjectConnection = Connection<ProjectRecord>;
export type ProjectEdge = Edge<ProjectRecord>;

/** A user, as they come with runs or with all their fields. */
export type UserRecord = Exclude<Answered<UserBriefFragment>, WandbError> & { __typename?: 'User' };
export type FullUser = Exclude<Answered<UserFullFragment>, WandbError>;

/** An organisation with the entity that owns its registries. */
export interface Organization {
  name: string;
  entity: string;
}

/** What needs none of the fields that only `FullUser` has. */
export const userFields: BriefFields = {
  type: 'User',
  brief: new Set<keyof User>(['id', 'name', 'username', 'entity', 'projects']),
};

/** W&B finds projects by name alone, so an id of its own that holds no names is replaced by one that does. */
export function projectId({ id, entityName, name }: ProjectRecord): string {
  const own = globalIdFromText(id);
  return own && projectAddressFromId(own) ? own.id : projectIdFromAddress(entityName, name);
}
