import type { KnownEdge, PageArguments } from '../graphql/connection.ts';
import { orThrow } from '../wandb/errors.ts';
import type { Needs } from '../wandb/needs.ts';
import { createNeedsLoader } from '../wandb/needs-loader.ts';
import { CollectionByIdDocument, ProjectCollectionsDocument } from '../wandb/operations.generated.ts';
import { fillPage, type FilledPage } from '../wandb/paging.ts';
import type { ProjectPath } from '../wandb/paths.ts';
import type { WandbSession } from '../wandb/session.ts';
import type { CollectionRecord } from './collection.model.ts';

export type CollectionPage = FilledPage<KnownEdge<CollectionRecord>>;

/** Loads collections for one request. Null stands for what W&B does not show; failures reject with a WandbError. */
export interface CollectionLoaders {
  byId(id: string, needs: Needs): Promise<CollectionRecord | null>;
  ofProject(path: ProjectPath, page: PageArguments, needs: Needs): Promise<CollectionPage | null>;
}

export function createCollectionLoaders(wandb: WandbSession): CollectionLoaders {
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
  return {
    async byId(id, needs) {
      const answer = await wandb.request(CollectionByIdDocument, { id }, needs);
      return orThrow(answer.artifactCollection);
    },
    ofProject: (path, page, needs) => ofProject.load({ path, ...page }, needs),
  };
}
