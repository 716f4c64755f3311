import type { GraphQLResolveInfo } from 'graphql';
import type { GatewayContext } from '../context.ts';
import type { CompleteResolvers } from '../graphql/complete-resolvers.ts';
import { pageOf } from '../graphql/connection.ts';
import { badUserInput } from '../graphql/errors.ts';
import { longText } from '../graphql/long-text.ts';
import { idOf, withTypename } from '../graphql/node.ts';
import type { ProjectResolvers, QueryResolvers, UserResolvers } from '../graphql/resolver-types.generated.ts';
import { needsOf } from '../graphql/selection.ts';
import { orThrow } from '../wandb/errors.ts';
import { projectAddressFromId } from '../wandb/ids.ts';
import { entityForm, nameFromText, projectPathForm, projectPathFromText } from '../wandb/paths.ts';
import { dateFromWandb } from '../wandb/values.ts';
import {
  projectId,
  projectNeeds,
  projectPath,
  userNeeds,
  type ProjectRecord,
  type UserRecord,
} from './project.model.ts';

async function projectByPath(path: unknown, { projects, wandb }: GatewayContext, info: GraphQLResolveInfo) {
  const parsed = typeof path === 'string' ? projectPathFromText(path) : null;
  if (!parsed) throw badUserInput('path', path, projectPathForm);
  const project = await projects.byPath(parsed, needsOf(info, projectNeeds));
  if (!project) wandb.assertCredentialAccepted();
  return project && withTypename('Project', project);
}

export async function projectById(
  id: unknown,
  argument: string,
  context: GatewayContext,
  info: GraphQLResolveInfo,
) {
  const address = projectAddressFromId(idOf(id, argument, ['Project']));
  if (!address)
    throw badUserInput(
      argument,
      id,
      'an id that holds the names of entity and project; W&B finds projects by name alone, so look it up by its path',
    );
  return projectByPath(`${address.entity}/${address.name}`, context, info);
}

export async function userById(
  id: unknown,
  argument: string,
  { projects, wandb }: GatewayContext,
  info: GraphQLResolveInfo,
) {
  const user = await projects.user(idOf(id, argument, ['User']).id, needsOf(info, userNeeds));
  if (!user) wandb.assertCredentialAccepted();
  return user && withTypename('User', user);
}

interface ListArguments {
  first?: number | null | undefined;
  after?: string | null | undefined;
}

/** Where to find the objects in a list of ours. */
const listed = ['edges.node', 'nodes'];

function projectsOf(entity: string, args: ListArguments, context: GatewayContext, info: GraphQLResolveInfo) {
  const { projects, wandb } = context;
  return pageOf(entity, args, context, info, async (page) => {
    const found = await projects.ofEntity(entity, page, needsOf(info, projectNeeds, listed));
    // A key that W&B refuses sees lists without anything on them.
    if (!found || found.edges.length === 0) wandb.assertCredentialAccepted();
    return found;
  });
}

export const projectQueries: Pick<QueryResolvers, 'project' | 'projects' | 'viewer'> = {
  project: (_, { path }, context, info) => projectByPath(path, context, info),
  projects(_, { entity: given, ...args }, context, info) {
    const entity = nameFromText(given);
    if (entity === null) throw badUserInput('entity', given, entityForm);
    return projectsOf(entity, args, context, info);
  },
  async viewer(_, _args, { projects, wandb }, info) {
    const viewer = await projects.viewer(needsOf(info, userNeeds));
    if (!viewer) wandb.assertCredentialAccepted();
    return viewer;
  },
};

export const projectResolvers: CompleteResolvers<
  Omit<ProjectResolvers, 'collection' | 'collections'>,
  Pick<ProjectRecord, 'name'>
> = {
  id: projectId,
  path: projectPath,
  entity: ({ entityName }) => entityName,
  description: ({ description }, _, context, info) => longText(orThrow(description), context, info),
  createdAt: ({ createdAt }) => dateFromWandb(createdAt, 'Project.createdAt'),
  url: ({ entityName, name }, _, { urls }) => urls.project(entityName, name),
  __resolveReference: (reference, context, info) =>
    'id' in reference
      ? projectById(reference.id, 'id', context, info)
      : projectByPath(reference.path, context, info),
};

export const userResolvers: CompleteResolvers<UserResolvers, Pick<UserRecord, 'id' | 'name'>> = {
  username: ({ username }) => orThrow(username),
  entity: ({ entity }) => orThrow(entity),
  teams(user) {
    const teams = orThrow(user.teams);
    if (teams === null) return null;
    const found = orThrow(teams.edges).map((edge) => orThrow(orThrow(edge).node));
    return found.flatMap((team) => (team === null ? [] : [team.name]));
  },
  projects: (user, args, context, info) => {
    const entity = orThrow(user.entity);
    return entity ? projectsOf(entity, args, context, info) : null;
  },
  __resolveReference: ({ id }, context, info) => userById(id, 'id', context, info),
};
