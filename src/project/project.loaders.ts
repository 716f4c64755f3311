import { defineLoader, type LoadersOf } from '../wandb/batch.ts';
import { orThrow, WandbError } from '../wandb/errors.ts';
import {
  EntityProjectsDocument,
  ProjectByNameDocument,
  UserByIdDocument,
  ViewerFullDocument,
} from '../wandb/operations.generated.ts';
import type { PageKey } from '../wandb/paging.ts';
import type { ProjectPath } from '../wandb/paths.ts';
import type { FullProject, FullUser, ProjectRecord, UserRecord } from './project.model.ts';

/** How W&B is asked for projects and users. Null stands for what W&B does not show; failures are WandbErrors. */
export const projectLoaders = {
  projectByPath: defineLoader({
    document: ProjectByNameDocument,
    variables: ({ entity, name }: ProjectPath) => ({ entity, project: name }),
    value: ({ project }) => orThrow(project),
  }),

  projectsOfEntity: defineLoader({
    document: EntityProjectsDocument,
    variables: ({ entity, first, after }: { entity: string } & PageKey) => ({ entity, first, after }),
    value: ({ models }) => orThrow(models),
  }),

  userById: defineLoader({
    document: UserByIdDocument,
    variables: (id: string) => ({ id }),
    value: ({ user }) => orThrow(user),
  }),

  /** Whose key it is; there is one for each request. */
  viewer: defineLoader({
    document: ViewerFullDocument,
    variables: (_: 'viewer') => ({}),
    value: ({ viewer }) => orThrow(viewer),
  }),
};

export type ProjectLoaders = LoadersOf<typeof projectLoaders>;

/** A project with all its scalars: asks for those that it came without. */
export function fullProject(
  project: ProjectRecord,
  { projectByPath }: Pick<ProjectLoaders, 'projectByPath'>,
): FullProject | Promise<FullProject> {
  if ('createdAt' in project) return project as FullProject;
  const { entityName: entity, name } = project;
  return projectByPath.load({ entity, name }).then((found) => {
    if (found) return found;
    throw new WandbError('WANDB_ERROR', `W&B no longer shows the project ${entity}/${name}.`);
  });
}

/** A user with all their fields: asks for those that they came without. */
export function fullUser(
  user: UserRecord,
  { userById }: Pick<ProjectLoaders, 'userById'>,
): FullUser | Promise<FullUser> {
  if ('teams' in user) return user as FullUser;
  return userById.load(user.id).then((found) => {
    if (found) return found;
    throw new WandbError('WANDB_ERROR', 'W&B no longer shows this user.');
  });
}
