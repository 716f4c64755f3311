import type { ArtifactNode, CollectionNode, ProjectNode, UserNode } from '../world.ts';
import type { WorldBuilder } from '../world-builder.ts';

/** What the chapters of the demo share. */
export interface DemoStage {
  world: WorldBuilder;
  people: Record<'ada' | 'grace' | 'rex', UserNode>;
  projects: Record<'data' | 'vision' | 'secret' | 'zoo' | 'registry', ProjectNode>;
  set: (project: ProjectNode, name: string, type?: string) => CollectionNode;
}

export interface Splits {
  train: ArtifactNode;
  newerTrain: ArtifactNode;
  test: ArtifactNode;
  labels: ArtifactNode;
}
