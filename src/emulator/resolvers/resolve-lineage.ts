import type { IResolvers } from '@graphql-tools/utils';
import type { EmulatorContext } from '../context.ts';
import { runField } from './filter-fields.ts';
import { matching, ordered } from './filters.ts';
import { artifactId, globalId, runId } from '../ids.ts';
import { pythonJson } from '../json-text.ts';
import { pageOf, type PageArguments } from './paging.ts';
import { sweepOf } from './resolve-entities.ts';
import type { ArtifactNode, CollectionNode, MembershipNode, RunNode, UserNode } from '../world.ts';

interface UsedByArguments extends PageArguments {
  filters?: string | null;
  order?: string | null;
}

/** Every alias of a version in every collection that the key sees, `vN` included, as W&B mixes them. */
function aliasesOf(artifact: ArtifactNode, { sight }: EmulatorContext) {
  return [sourceMembership(artifact), ...artifact.links]
    .filter(({ collection }) => sight.project(collection.project))
    .flatMap((place) => aliasNamesOf(place).map((alias) => aliasIn(place.collection, alias)));
}

/** With `vN`, which an uncommitted version does not have. */
export function aliasNamesOf({ aliases, versionIndex }: MembershipNode): readonly string[] {
  return versionIndex === null ? aliases : [...aliases, `v${versionIndex}`];
}

export function aliasIn(collection: CollectionNode, alias: string) {
  return {
    id: globalId('ArtifactAlias', `${collection.number}:${alias}`),
    alias,
    artifactCollection: collection,
    artifactCollectionName: collection.name,
  };
}

/** The creator as the key may know it: a deleted run may have left its user behind, a hidden one itself without project. */
function creatorOf({ creator }: ArtifactNode, { world, sight }: EmulatorContext) {
  if (creator === null || creator.kind === 'user') return creator;
  if (creator.deleted && world.deletedProducer !== 'named')
    return world.deletedProducer === 'user' ? creator.user : null;
  const isVisible = sight.project(creator.project);
  return isVisible || world.hiddenProducer === 'projectless' ? creator : null;
}

function countEdges({ stats }: EmulatorContext, field: string, id: string, { after }: PageArguments): void {
  stats.edgeList(`${field} ${id} ${after ?? ''}`.trim());
}

export const lineageResolvers: IResolvers<unknown, EmulatorContext> = {
  Initiator: { __resolveType: ({ kind }: RunNode | UserNode) => (kind === 'run' ? 'Run' : 'User') },
  Run: {
    id: runId,
    project: ({ project }: RunNode, _args, { sight }) => (sight.project(project) ? project : null),
    projectId: ({ project }: RunNode, _args, { sight }) => (sight.project(project) ? project.number : null),
    sweepName: ({ sweep }: RunNode) => sweep,
    sweep: ({ project, sweep }: RunNode) => sweepOf(project, sweep),
    host: () => 'node-1',
    description: ({ displayName }: RunNode) => displayName,
    readOnly: () => false,
    updatedAt: ({ heartbeatAt }: RunNode) => heartbeatAt,
    historyLineCount: () => 0,
    historyKeys: () => null,
    systemMetrics: () => '{}',
    config: ({ config }: RunNode, { keys }: { keys?: string[] | null }) => {
      const entries = Object.entries(config ?? {}).filter(([key]) => !keys || keys.includes(key));
      const wrapped = entries.map(([key, value]) => [key, { value, desc: null }] as const);
      return pythonJson(Object.fromEntries([...wrapped, ['_wandb', { value: { cli_version: '0.22.3' } }]]));
    },
    summaryMetrics: ({ summary }: RunNode) => (summary === null ? null : pythonJson(summary)),
    inputArtifacts: (run: RunNode, args: PageArguments, context) => {
      if (run.deleted) return null;
      countEdges(context, 'Run.inputArtifacts', runId(run), args);
      const page = pageOf(run.uses, args, context.pageCap, (use) => use);
      return {
        ...page,
        edges: page.edges.map(({ cursor, node: { artifact, usedAs } }) => ({
          cursor,
          usedAs,
          node: context.sight.artifact(artifact) ? artifact : null,
        })),
      };
    },
    outputArtifacts: (run: RunNode, args: PageArguments, context) => {
      if (run.deleted) return null;
      countEdges(context, 'Run.outputArtifacts', runId(run), args);
      return pageOf(run.logs, args, context.pageCap, (artifact) =>
        context.sight.artifact(artifact) ? artifact : null,
      );
    },
  },
  Artifact: {
    id: artifactId,
    metadata: ({ metadata }: ArtifactNode) => (metadata === null ? null : pythonJson(metadata)),
    versionIndex: (
      artifact: ArtifactNode,
      { artifactCollectionName: name }: { artifactCollectionName?: string | null },
    ) => {
      const link = name ? artifact.links.find(({ collection }) => collection.name === name) : undefined;
      return link ? link.versionIndex : artifact.versionIndex;
    },
    aliases: (
      artifact: ArtifactNode,
      { artifactCollectionName: name }: { artifactCollectionName?: string | null },
      context,
    ) => aliasesOf(artifact, context).filter((alias) => !name || alias.artifactCollectionName === name),
    tags: ({ tags }: ArtifactNode) => tags.map((name) => ({ id: globalId('Tag', name), name })),
    storageBytes: ({ size }: ArtifactNode) => size,
    ttlDurationSeconds: ({ ttlSeconds }: ArtifactNode) => ttlSeconds,
    ttlIsInherited: ({ ttlSeconds }: ArtifactNode) => ttlSeconds === -1,
    // Whoever sees the version through a link only learns nothing of its source project from here.
    artifactType: ({ collection, links }: ArtifactNode, _args, { sight }) => ({
      name: collection.type,
      project:
        [collection, ...links.map((link) => link.collection)]
          .map(({ project }) => project)
          .find(sight.project) ?? collection.project,
    }),
    artifactSequence: ({ collection }: ArtifactNode) => collection,
    artifactCollections: ({ collection, links }: ArtifactNode, _args, { sight, pageCap }) =>
      pageOf(
        [collection, ...links.map((link) => link.collection)].filter((each) => sight.project(each.project)),
        {},
        pageCap,
        (each) => each,
      ),
    artifactMemberships: (artifact: ArtifactNode, _args, { sight, pageCap }) => {
      const places = [sourceMembership(artifact), ...artifact.links];
      return pageOf(
        places.filter((place) => sight.project(place.collection.project)),
        {},
        pageCap,
        (place) => place,
      );
    },
    createdBy: (artifact: ArtifactNode, _args, context) => {
      countEdges(context, 'Artifact.createdBy', artifactId(artifact), {});
      return creatorOf(artifact, context);
    },
    usedCount: (artifact: ArtifactNode, _args, context) => consumersOf(artifact, context).length,
    usedBy: (artifact: ArtifactNode, args: UsedByArguments, context) => {
      countEdges(context, 'Artifact.usedBy', artifactId(artifact), args);
      const runs = matching(consumersOf(artifact, context), args.filters, runField);
      return pageOf(ordered(runs, args.order, runField), args, context.pageCap, (run) => run);
    },
  },
};

function consumersOf({ usedBy }: ArtifactNode, { world, sight }: EmulatorContext): RunNode[] {
  return usedBy.filter((run) => !run.deleted && (world.hiddenConsumers === 'projectless' || sight.run(run)));
}

/** The version's place in its own collection, in the form of a link. */
export function sourceMembership(artifact: ArtifactNode): MembershipNode {
  const { collection, aliases, createdAt, number, versionIndex } = artifact;
  return { number: -number, collection, artifact, aliases, createdAt, versionIndex };
}
