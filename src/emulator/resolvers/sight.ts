import {
  projectKey,
  type ArtifactNode,
  type ProjectNode,
  type RunNode,
  type World,
  type WorldKey,
} from '../world.ts';

/** What one key sees of a world. Null stands for an anonymous caller, who sees public projects only. */
export interface Sight {
  key: WorldKey | null;
  project: (project: ProjectNode) => boolean;
  run: (run: RunNode) => boolean;
  /** Through its own project or through any link that the key sees. */
  artifact: (artifact: ArtifactNode) => boolean;
}

export function createSight(key: WorldKey | null): Sight {
  const project = (node: ProjectNode): boolean =>
    !node.deleted &&
    (node.isPublic ||
      (key !== null && (key.sees === '*' || key.sees.has(projectKey(node.entity, node.name)))));
  return {
    key,
    project,
    run: (run) => !run.deleted && project(run.project),
    artifact: ({ collection, links }) =>
      project(collection.project) || links.some((link) => project(link.collection.project)),
  };
}

/** The project of that name as W&B finds it: case does not matter, and a migrated registry is sent on to its successor. */
export function findProject(world: World, sight: Sight, entity: string, name: string): ProjectNode | null {
  const found = world.projects.get(projectKey(entity, name));
  const target = found?.redirectTo ? world.projects.get(found.redirectTo.toLowerCase()) : found;
  return target && sight.project(target) ? target : null;
}
