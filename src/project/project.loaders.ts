import { orThrow } from '../wandb/errors.ts';
import type { Needs } from '../wandb/needs.ts';
import { createNeedsLoader } from '../wandb/needs-loader.ts';
import { ProjectByNameDocument, UserByIdDocument, ViewerDocument } from '../wandb/operations.generated.ts';
import type { ProjectPath } from '../wandb/paths.ts';
import type { WandbSession } from '../wandb/session.ts';
import type { ProjectRecord, UserRecord } from './project.model.ts';

/** Loads projects and users for one request. Null stands for what W&B does not show. */
export interface ProjectLoaders {
  byPath(path: ProjectPath, needs: Needs): Promise<ProjectRecord | null>;
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
    user: (id, needs) => user.load(id, needs),
    viewer: (needs) => viewer.load('viewer', needs),
  };
}
