import type { IResolvers } from '@graphql-tools/utils';
import type { EmulatorContext } from '../context.ts';
import { collectionField, membershipField, projectField, runField } from './filter-fields.ts';
import { matching, ordered } from './filters.ts';
import { globalId, projectId } from '../ids.ts';
import { pageOf, type PageArguments } from './paging.ts';
import type { Sight } from './sight.ts';
import type {
  CollectionNode,
  EntityNode,
  MembershipNode,
  OrganizationNode,
  ProjectNode,
  RunNode,
  UserNode,
  World,
} from '../world.ts';

interface ListArguments extends PageArguments {
  filters?: string | null;
  order?: string | null;
  projectFilters?: string | null;
  collectionFilters?: string | null;
  collectionTypes?: string[] | null;
}

function entityOf(world: World, name: string): EntityNode {
  return (
    world.entities.get(name.toLowerCase()) ?? {
      number: 0,
      name,
      isTeam: true,
      organization: null,
      user: null,
      projects: [],
    }
  );
}

function runsOf(project: ProjectNode, { filters, order }: ListArguments): RunNode[] {
  return ordered(matching(project.runs.values(), filters, runField), order, runField);
}

function projectsOf(entity: EntityNode, { filters, order }: ListArguments, sight: Sight): ProjectNode[] {
  return ordered(matching(entity.projects.filter(sight.project), filters, projectField), order, projectField);
}

/** Of the projects that `projectFilters` lets through. */
function collectionsOf(
  entity: EntityNode,
  { projectFilters = null, ...args }: ListArguments,
  sight: Sight,
): CollectionNode[] {
  const collections = projectsOf(entity, { filters: projectFilters }, sight).flatMap((project) => [
    ...project.collections.values(),
  ]);
  return ordered(matching(collections, args.filters, collectionField), args.order, collectionField);
}

/** What the registries of an entity link to, as the SDK's registry lists ask for it. */
function membershipsOf(
  entity: EntityNode,
  { projectFilters = null, collectionFilters = null, filters, order }: ListArguments,
  sight: Sight,
): MembershipNode[] {
  const links = collectionsOf(entity, { projectFilters, filters: collectionFilters }, sight).flatMap(
    (collection) => collection.links,
  );
  return ordered(matching(links, filters, membershipField), order, membershipField);
}

export const entityResolvers: IResolvers<unknown, EmulatorContext> = {
  User: {
    id: ({ number }: UserNode) => globalId('User', number),
    admin: () => false,
    flags: () => '{}',
    teams: ({ entity, teams }: UserNode, args: PageArguments, { world, pageCap }) =>
      pageOf([...new Set([entity, ...teams])], args, pageCap, (name) => entityOf(world, name)),
    organizations: ({ entity }: UserNode, _args, { world }) => {
      const { organization } = entityOf(world, entity);
      return organization ? [organization] : [];
    },
    apiKeys: () => ({ edges: [] }),
  },
  Entity: {
    id: ({ number }: EntityNode) => globalId('Entity', number),
    project: ({ projects }: EntityNode, { name }: { name?: string }, { sight }) =>
      projects.find(
        (project) => project.name.toLowerCase() === name?.toLowerCase() && sight.project(project),
      ) ?? null,
    projects: (entity: EntityNode, args: ListArguments, { sight, pageCap }) =>
      pageOf(projectsOf(entity, args, sight), args, pageCap, (project) => project),
    artifactCollections: (entity: EntityNode, args: ListArguments, { sight, pageCap }) => {
      const types = args.collectionTypes ?? ['SEQUENCE', 'PORTFOLIO'];
      const found = collectionsOf(entity, args, sight).filter(({ portfolio }) =>
        types.includes(portfolio ? 'PORTFOLIO' : 'SEQUENCE'),
      );
      return pageOf(found, args, pageCap, (collection) => collection);
    },
    artifactMemberships: (entity: EntityNode, args: ListArguments, { sight, pageCap }) =>
      pageOf(membershipsOf(entity, args, sight), args, pageCap, (place) => place),
  },
  Organization: {
    id: ({ number }: OrganizationNode) => globalId('Organization', number),
    orgEntity: ({ orgEntity }: OrganizationNode, _args, { world }) => entityOf(world, orgEntity),
  },
  Project: {
    id: projectId,
    internalId: ({ number }: ProjectNode) => globalId('ProjectInternalId', number),
    entityName: ({ entity }: ProjectNode) => entity,
    entity: ({ entity }: ProjectNode, _args, { world }) => entityOf(world, entity),
    updatedAt: ({ createdAt }: ProjectNode) => createdAt,
    user: (_: ProjectNode, _args, { world }) => world.users[0] ?? null,
    readOnly: () => false,
    isBenchmark: () => false,
    access: ({ isPublic }: ProjectNode) => (isPublic ? 'USER_READ' : 'PRIVATE'),
    allowAllArtifactTypesInRegistry: () => true,
    run: ({ runs }: ProjectNode, { name }: { name: string }) => runs.get(name) ?? null,
    runCount: (project: ProjectNode, args: ListArguments) => runsOf(project, args).length,
    runs: (project: ProjectNode, args: ListArguments, { pageCap }) =>
      pageOf(runsOf(project, args), args, pageCap, (run) => run),
    sweep: (project: ProjectNode, { sweepName }: { sweepName: string }) => sweepOf(project, sweepName),
    totalSweeps: (project: ProjectNode) => sweepNamesOf(project).length,
    sweeps: (project: ProjectNode, args: PageArguments, { pageCap }) =>
      pageOf(sweepNamesOf(project), args, pageCap, (name) => sweepOf(project, name)),
  },
};

function sweepNamesOf({ runs }: ProjectNode): string[] {
  return [...new Set([...runs.values()].flatMap(({ sweep }) => (sweep === null ? [] : [sweep])))];
}

/** A sweep as its runs tell of it; null where no run belongs to it. */
export function sweepOf(project: ProjectNode, name: string | null) {
  const runs = name === null ? [] : [...project.runs.values()].filter(({ sweep }) => sweep === name);
  if (name === null || runs.length === 0) return null;
  return {
    id: globalId('Sweep', `v1:${name}:${project.name}:${project.entity}`),
    name,
    displayName: name,
    method: 'random',
    state: 'FINISHED',
    bestLoss: null,
    config: 'method: random\nmetric:\n  name: loss\n  goal: minimize\nparameters: {}\n',
    runCount: runs.length,
    runCountExpected: runs.length,
    createdAt: runs[0]?.createdAt ?? null,
    updatedAt: runs.at(-1)?.heartbeatAt ?? null,
  };
}
