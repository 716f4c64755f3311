import type { GraphQLResolveInfo } from 'graphql';
import type { GatewayContext } from '../context.ts';
import type { CompleteResolvers } from '../graphql/complete-resolvers.ts';
import { badUserInput } from '../graphql/errors.ts';
import { idOf, withTypename } from '../graphql/node.ts';
import type { ProjectResolvers, QueryResolvers, UserResolvers } from '../graphql/resolver-types.generated.ts';
import { needsOf } from '../graphql/selection.ts';
import { orThrow } from '../wandb/errors.ts';
import { projectAddressFromId } from '../wandb/ids.ts';
import { projectPathForm, projectPathFromText } from '../wandb/paths.ts';
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

export const projectQueries: Pick<QueryResolvers, 'project' | 'viewer'> = {
  project: (_, { path }, context, info) => projectByPath(path, context, info),
  async viewer(_, _args, { projects, wandb }, info) {
    const viewer = await projects.viewer(needsOf(info, userNeeds));
    if (!viewer) wandb.assertCredentialAccepted();
    return viewer;
  },
};

export const projectResolvers: CompleteResolvers<ProjectResolvers, Pick<ProjectRecord, 'name'>> = {
  id: projectId,
  path: projectPath,
  entity: ({ entityName }) => entityName,
  description: ({ description }) => orThrow(description),
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
  __resolveReference: ({ id }, context, info) => userById(id, 'id', context, info),
};
