import type { ProjectPath } from '../wandb/addresses.ts';
import { defineLoader } from '../wandb/batch.ts';
import { orThrow } from '../wandb/errors.ts';
import { matchesText } from '../wandb/filters.ts';
import { SearchCollectionsDocument, SearchVersionsDocument } from '../wandb/operations.generated.ts';

export interface SearchKey {
  project: ProjectPath;
  text: string;
  first: number;
}

/** How W&B is asked for what a search does not find in lists of others. Null stands for a project that W&B does not show. */
export const searchLoaders = {
  collectionsNamed: defineLoader({
    document: SearchCollectionsDocument,
    variables: ({ project, text, first }: SearchKey) => ({
      entity: project.entity,
      project: project.name,
      filters: JSON.stringify({ name: matchesText(text) }),
      first,
    }),
    value: ({ project }) => orThrow(orThrow(project)?.artifactCollections ?? null),
  }),

  /** `text`: an alias. */
  collectionsWithVersions: defineLoader({
    document: SearchVersionsDocument,
    variables: ({ project, text, first, versions }: SearchKey & { versions: number }) => ({
      entity: project.entity,
      project: project.name,
      alias: text,
      order: '-version_index',
      filters: '{"state":"COMMITTED"}',
      first,
      nestedFirst: versions,
    }),
    value: ({ project }) => orThrow(orThrow(project)?.artifactCollections ?? null),
  }),
};
