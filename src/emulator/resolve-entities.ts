import type { IResolvers } from '@graphql-tools/utils';
import type { EmulatorContext } from './context.ts';
import { matches, ordered } from './filters.ts';
import { globalId, projectId } from './ids.ts';
import { pageOf, type PageArguments } from './paging.ts';
import type { EntityNode, OrganizationNode, ProjectNode, RunNode, UserNode, World } from './world.ts';

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

function runField(run: RunNode): (field: string) => unknown {
  return (field) => {
    switch (field.replace(/^run\./, '')) {
      case 'name':
        return run.name;
      case 'display_name':
      case 'displayName':
        return run.displayName;
      case 'state':
        return run.state;
      case 'group':
        return run.group;
      case 'jobType':
      case 'job_type':
        return run.jobType;
      case 'sweep':
        return run.sweep;
      default:
        return undefined;
    }
  };
}

function runsOf(project: ProjectNode, { filters, order }: ListArguments): RunNode[] {
  const found = [...project.runs.values()].filter((run) => matches(filters, runField(run)));
  return ordered(found, order, { created_at: (run) => run.createdAt, createdAt: (run) => run.createdAt });
}

/** Memberships of an entity's collections, as the registry lists ask for them. */
function membershipsOf(entity: EntityNode, args: ListArguments, { sight, pageCap }: EmulatorContext) {
  const collections = entity.projects
    .filter(
      (project) =>
        sight.project(project) &&
        matches(args.projectFilters, (field) => (field === 'name' ? project.name : undefined)),
    )
    .flatMap((project) => [...project.collections.values()])
    .filter((collection) =>
      matches(args.collectionFilters, (field) => (field === 'name' ? collection.name : undefined)),
    );
  return pageOf(
    collections.flatMap(({ links }) => links),
    args,
    pageCap,
    (link) => link,
  );
}

export const entityResolvers: IResolvers<unknown, EmulatorContext> = {
  User: {
    id: ({ number }: UserNode) => globalId('User', number),
    admin: () => false,
    flags: () => '{}',
    teams: ({ entity }: UserNode, args: PageArguments, { world, pageCap }) =>
      pageOf([entityOf(world, entity)], args, pageCap, (node) => node),
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
    projects: ({ projects }: EntityNode, args: ListArguments, { sight, pageCap }) => {
      const seen = projects.filter(
        (project) =>
          sight.project(project) &&
          matches(args.filters, (field) => (field === 'name' ? project.name : undefined)),
      );
      return pageOf(seen, args, pageCap, (project) => project);
    },
    artifactCollections: ({ projects }: EntityNode, args: ListArguments, { sight, pageCap }) => {
      const types = args.collectionTypes ?? ['SEQUENCE', 'PORTFOLIO'];
      const seen = projects
        .filter(sight.project)
        .flatMap((project) => [...project.collections.values()])
        .filter(({ portfolio }) => types.includes(portfolio ? 'PORTFOLIO' : 'SEQUENCE'));
      return pageOf(seen, args, pageCap, (collection) => collection);
    },
    artifactMemberships: (entity: EntityNode, args: ListArguments, context) =>
      membershipsOf(entity, args, context),
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
    sweeps: (project: ProjectNode, args: PageArguments, { pageCap }) => {
      const names = new Set(
        [...project.runs.values()].flatMap(({ sweep }) => (sweep === null ? [] : [sweep])),
      );
      return pageOf([...names], args, pageCap, (name) => sweepOf(project, name));
    },
  },
};

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
  };
}
