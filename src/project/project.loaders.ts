import type { KnownEdge, PageArguments } from '../graphql/connection.ts';
import { orThrow } from '../wandb/errors.ts';
import type { Needs } from '../wandb/needs.ts';
import { createNeedsLoader } from '../wandb/needs-loader.ts';
import {
  EntityProjectsDocument,
  ProjectByNameDocument,
  UserByIdDocument,
  ViewerDocument,
} from '../wandb/operations.generated.ts';
import { fillPage, type FilledPage } from '../wandb/paging.ts';
import type { ProjectPath } from '../wandb/paths.ts';
import type { WandbSession } from '../wandb/session.ts';
import type { ProjectRecord, UserRecord } from './project.model.ts';

export type ProjectPage = FilledPage<KnownEdge<ProjectRecord>>;

/** Loads projects and users for one request. Null stands for what W&B does not show. */
export interface ProjectLoaders {
  byPath(path: ProjectPath, needs: Needs): Promise<ProjectRecord | null>;
  ofEntity(entity: string, page: PageArguments, needs: Needs): Promise<ProjectPage | null>;
  user(id: string, needs: Needs): Promise<UserRecord | null>;
  viewer(needs: Needs): Promise<UserRecord | null>;
}

export function createProjectLoaders(wandb: WandbSession): ProjectLoaders {
  const byPath = createNeedsLoader<ProjectPath, ProjectRecord | null>(
    ({ entity, name }) => JSON.stringify([entity, name]),
    async ({ entity, name }, needs) =>
      orThrow((await wandb.request(ProjectByNameDocument, { entity, project: name }, needs)).project),
    { remember: false, onHit: wandb.noteCacheHit },
  );
  // Not remembered: who asks for the same page later may need other fields of what is on it.
  const ofEntity = createNeedsLoader<PageArguments & { entity: string }, ProjectPage | null>(
    ({ entity, first, after }) => JSON.stringify([entity, first, after]),
    ({ entity, ...page }, needs) =>
      fillPage(page, 'Query.models', async (first, after) => {
        const { models } = await wandb.request(EntityProjectsDocument, { entity, first, after }, needs);
        return models;
      }),
    { remember: false, onHit: wandb.noteCacheHit },
  );
  const user = createNeedsLoader<string, UserRecord | null>(
    (id) => id,
    async (id, needs) => orThrow((await wandb.request(UserByIdDocument, { id }, needs)).user),
    { remember: false, onHit: wandb.noteCacheHit },
  );
  const viewer = createNeedsLoader<'viewer', UserRecord | null>(
    (key) => key,
    async (_, needs) => orThrow((await wandb.request(ViewerDocument, {}, needs)).viewer),
    { remember: false, onHit: wandb.noteCacheHit },
  );
  return {
    byPath: (path, needs) => byPath.load(path, needs),
    ofEntity: (entity, page, needs) => ofEntity.load({ entity, ...page }, needs),
    user: (id, needs) => user.load(id, needs),
    viewer: (needs) => viewer.load('viewer', needs),
  };
}
