import { defineLoader, type LoadersOf } from '../wandb/batch.ts';
import { orThrow, WandbError, type Answered } from '../wandb/errors.ts';
import {
  EntityProjectsDocument,
  type OrganizationFieldsFragment,
  ProjectByNameDocument,
  UserByIdDocument,
  ViewerFullDocument,
  ViewerOrganizationsDocument,
} from '../wandb/operations.generated.ts';
import type { PageKey } from '../wandb/paging.ts';
import type { ProjectPath } from '../wandb/addresses.ts';
import type { FullProject, FullUser, Organization, ProjectRecord, UserRecord } from './project.model.ts';

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

  /** The organisations of the key's user; `own`: that of their default entity, which is the first of `entities`. */
  organizationsOfViewer: defineLoader({
    document: ViewerOrganizationsDocument,
    variables: (_: 'viewer') => ({}),
    value: ({ viewer }) => {
      const user = orThrow(viewer);
      if (user === null) return null;
      const entity = orThrow(user.entity);
      const byEntity = new Map<string, Organization>();
      const add = (found: OrganizationAnswer): Organization | null => {
        const organization = orThrow(found);
        const owner = organization && orThrow(organization.orgEntity);
        if (!owner) return null;
        byEntity.set(owner.name, { name: organization.name, entity: owner.name });
        return byEntity.get(owner.name) ?? null;
      };
      const entities = entity ? [entity] : [];
      let own: Organization | null = null;
      for (const edge of orThrow(orThrow(user.teams)?.edges ?? [])) {
        const team = orThrow(orThrow(edge).node);
        const organization = team && add(team.organization);
        if (team && team.name !== entity) entities.push(team.name);
        else if (team) own = organization;
      }
      for (const organization of orThrow(user.organizations) ?? []) add(organization);
      return { own, entities, all: [...byEntity.values()] };
    },
  }),
};

type OrganizationAnswer = Answered<OrganizationFieldsFragment> | null;

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
