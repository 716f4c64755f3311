import type { KnownEdge, PageArguments } from '../graphql/connection.ts';
import { artifactFrom, type Records } from '../run/records.ts';
import { orThrow, WandbError } from '../wandb/errors.ts';
import type { Needs } from '../wandb/needs.ts';
import { createNeedsLoader } from '../wandb/needs-loader.ts';
import {
  CollectionByIdDocument,
  CollectionByNameDocument,
  CollectionVersionsDocument,
  ProjectCollectionsDocument,
} from '../wandb/operations.generated.ts';
import { fillPage, type FilledPage } from '../wandb/paging.ts';
import type { ProjectPath } from '../wandb/paths.ts';
import type { WandbSession } from '../wandb/session.ts';
import type { ArtifactRecord } from './artifact.model.ts';
import type { CollectionRecord } from './collection.model.ts';

export type CollectionPage = FilledPage<KnownEdge<CollectionRecord>>;
export type VersionPage = FilledPage<KnownEdge<ArtifactRecord>>;

/** What counts as a version here, as everywhere in W&B's own SDK, and the newest first. */
const newestFirst = { order: '-version_index', filters: '{"state":"COMMITTED"}' };

/** Loads collections for one request. Null stands for what W&B does not show; failures reject with a WandbError. */
export interface CollectionLoaders {
  byId(id: string, needs: Needs): Promise<CollectionRecord | null>;
  byName(project: ProjectPath, name: string, needs: Needs): Promise<CollectionRecord | null>;
  ofProject(path: ProjectPath, page: PageArguments, needs: Needs): Promise<CollectionPage | null>;
  /** The versions of a collection, the newest first. */
  versions(id: string, page: PageArguments, needs: Needs): Promise<VersionPage | null>;
}

export function createCollectionLoaders(wandb: WandbSession, records: Records): CollectionLoaders {
  const byName = createNeedsLoader<{ project: ProjectPath; name: string }, CollectionRecord | null>(
    ({ project: { entity, name: project }, name }) => JSON.stringify([entity, project, name]),
    async ({ project: { entity, name: project }, name }, needs) => {
      const answer = await wandb.request(CollectionByNameDocument, { entity, project, name }, needs);
      return orThrow(orThrow(answer.project)?.artifactCollection ?? null);
    },
    { remember: false, onHit: wandb.noteCacheHit },
  );
  // Not remembered: who asks for the same page later may need other fields of what is on it.
  const ofProject = createNeedsLoader<PageArguments & { path: ProjectPath }, CollectionPage | null>(
    ({ path: { entity, name }, first, after }) => JSON.stringify([entity, name, first, after]),
    ({ path: { entity, name }, ...page }, needs) =>
      fillPage(page, 'Project.artifactCollections', async (first, after) => {
        const variables = { entity, project: name, first, after };
        const { project } = await wandb.request(ProjectCollectionsDocument, variables, needs);
        return orThrow(project)?.artifactCollections ?? null;
      }),
    { remember: false, onHit: wandb.noteCacheHit },
  );
  const versions = createNeedsLoader<PageArguments & { id: string }, VersionPage | null>(
    ({ id, first, after }) => JSON.stringify([id, first, after]),
    async ({ id, ...page }, needs) => {
      const filled = await fillPage(page, 'ArtifactCollection.artifacts', async (first, after) => {
        const variables = { id, first, after, ...newestFirst };
        const { artifactCollection } = await wandb.request(CollectionVersionsDocument, variables, needs);
        return orThrow(artifactCollection)?.artifacts ?? null;
      });
      if (!filled) return null;
      const edges = filled.edges.map((edge) => {
        if (edge instanceof WandbError) return edge;
        const { cursor, version, node } = edge;
        const placed = { collection: id, version: version || null };
        return { cursor, placed, node: artifactFrom(records, node, needs) };
      });
      return { ...filled, edges };
    },
    { remember: true, onHit: wandb.noteCacheHit },
  );
  return {
    async byId(id, needs) {
      const answer = await wandb.request(CollectionByIdDocument, { id }, needs);
      return orThrow(answer.artifactCollection);
    },
    byName: (project, name, needs) => byName.load({ project, name }, needs),
    versions: (id, page, needs) => versions.load({ id, ...page }, needs),
    ofProject: (path, page, needs) => ofProject.load({ path, ...page }, needs),
  };
}
