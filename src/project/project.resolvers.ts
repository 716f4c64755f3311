import type { GraphQLResolveInfo } from 'graphql';
import type { GatewayContext } from '../context.ts';
import type { CompleteResolvers } from '../graphql/complete-resolvers.ts';
import { connectionOf, pathOf } from '../graphql/connection.ts';
import { badUserInput } from '../graphql/errors.ts';
import { longText } from '../graphql/long-text.ts';
import { mapMaybePromise } from '../graphql/connection.ts';
import { idOf, withTypename } from '../graphql/node.ts';
import type { ProjectResolvers, QueryResolvers, UserResolvers } from '../graphql/resolver-types.generated.ts';
import { orThrow, WandbError } from '../wandb/errors.ts';
import { projectAddressFromId } from '../wandb/ids.ts';
import { fillPage, mapNodes } from '../wandb/paging.ts';
import {
  entityForm,
  isRegistryName,
  nameFromText,
  projectPath,
  projectPathForm,
  projectPathFromText,
} from '../wandb/addresses.ts';
import { dateFromWandb } from '../wandb/values.ts';
import { registryEntity } from './organizations.ts';
import { fullProject, fullUser } from './project.loaders.ts';
import { projectId, type ProjectRecord, type UserRecord } from './project.model.ts';

async function projectByPath(path: unknown, { loaders, wandb }: GatewayContext) {
  const parsed = typeof path === 'string' ? projectPathFromText(path) : null;
  if (!parsed) throw badUserInput('path', path, projectPathForm);
  const project = await loaders.projectByPath.load(parsed);
  if (!project) wandb.assertCredentialAccepted();
  return project && withTypename('Project', project);
}

export async function projectById(id: unknown, argument: string, context: GatewayContext) {
  const address = projectAddressFromId(idOf(id, argument, ['Project']));
  if (!address)
    throw badUserInput(
      argument,
      id,
      'an id that holds the names of entity and project; W&B finds projects by name alone, so look it up by its path',
    );
  return projectByPath(`${address.entity}/${address.name}`, context);
}

export async function userById(id: unknown, argument: string, { loaders, wandb }: GatewayContext) {
  const user = await loaders.userById.load(idOf(id, argument, ['User']).id);
  if (!user) wandb.assertCredentialAccepted();
  return user && withTypename('User', user);
}

const maxProjects = 1_000;

interface ListArguments {
  first?: number | null | undefined;
  after?: string | null | undefined;
}

function projectsOf(entity: string, args: ListArguments, context: GatewayContext, info: GraphQLResolveInfo) {
  const { loaders, wandb } = context;
  return connectionOf(entity, args, context, info, async (page) => {
    const filled = await fillPage(page, 'Query.models', (first, after) =>
      loaders.projectsOfEntity.load({ entity, first, after }),
    );
    // A key that W&B refuses sees empty lists.
    if (!filled || filled.edges.length === 0) wandb.assertCredentialAccepted();
    return filled && mapNodes(filled, (project) => project);
  });
}

export const projectQueries: Pick<QueryResolvers, 'project' | 'projects' | 'registries' | 'viewer'> = {
  project: (_, { path }, context) => projectByPath(path, context),
  projects(_, { entity: given, ...args }, context, info) {
    const entity = nameFromText(given);
    if (entity === null) throw badUserInput('entity', given, entityForm);
    return projectsOf(entity, args, context, info);
  },
  async registries(_, { organization }, context, info) {
    const given = organization ?? '';
    if (organization != null && nameFromText(given) === null)
      throw badUserInput('organization', given, 'the name or the entity of an organisation');
    const entity = await registryEntity(given, 'organization', context);
    if (entity === null) return null;
    const page = await fillPage({ first: maxProjects, after: null }, 'Query.models', (first, after) =>
      context.loaders.projectsOfEntity.load({ entity, first, after }),
    );
    if (page?.hasNextPage)
      context.report(
        new WandbError('WANDB_ERROR', `Only the first ${maxProjects} projects of ${entity} were listed.`),
        pathOf(info),
      );
    return (page?.edges ?? []).flatMap((edge) => {
      const project = orThrow(orThrow(edge).node);
      return project && isRegistryName(project.name) ? [project] : [];
    });
  },
  async viewer(_, _args, { loaders, wandb }) {
    const viewer = await loaders.viewer.load('viewer');
    if (!viewer) wandb.assertCredentialAccepted();
    return viewer;
  },
};

export const projectResolvers: CompleteResolvers<
  Omit<ProjectResolvers, 'runs' | 'collection' | 'collections'>,
  Pick<ProjectRecord, 'name'>
> = {
  id: projectId,
  path: projectPath,
  entity: ({ entityName }) => entityName,
  description: (project, _, context, info) =>
    mapMaybePromise(fullProject(project, context.loaders), ({ description }) =>
      longText(orThrow(description), context, info),
    ),
  createdAt: (project, _, { loaders }) =>
    mapMaybePromise(fullProject(project, loaders), ({ createdAt }) =>
      dateFromWandb(orThrow(createdAt), 'Project.createdAt'),
    ),
  url: ({ entityName, name }, _, { urls }) => urls.project(entityName, name),
  __resolveReference: (reference, context) =>
    'id' in reference ? projectById(reference.id, 'id', context) : projectByPath(reference.path, context),
};

export const userResolvers: CompleteResolvers<UserResolvers, Pick<UserRecord, 'id' | 'name'>> = {
  username: ({ username }) => orThrow(username),
  entity: ({ entity }) => orThrow(entity),
  teams: (user, _, { loaders }) =>
    mapMaybePromise(fullUser(user, loaders), (full) => {
      const teams = orThrow(full.teams);
      if (teams === null) return null;
      const found = orThrow(teams.edges).map((edge) => orThrow(orThrow(edge).node));
      return found.flatMap((team) => (team === null ? [] : [team.name]));
    }),
  projects: (user, args, context, info) => {
    const entity = orThrow(user.entity);
    return entity ? projectsOf(entity, args, context, info) : null;
  },
  __resolveReference: ({ id }, context) => userById(id, 'id', context),
};
