import { defineLoader, type LoadersOf } from '../wandb/batch.ts';
import { orNotShown, orThrow } from '../wandb/errors.ts';
import {
  CollectionByIdDocument,
  CollectionByNameDocument,
  CollectionVersionsDocument,
  ProjectCollectionsDocument,
} from '../wandb/operations.generated.ts';
import type { PageKey } from '../wandb/paging.ts';
import type { ProjectPath } from '../wandb/addresses.ts';
import type { CollectionRecord, FullCollection } from './collection.model.ts';

/** As everywhere in W&B's own SDK: only committed versions count, and the newest come first. */
const newestFirst = { order: '-version_index', filters: '{"state":"COMMITTED"}' };

const thisCollection = 'this collection';

/** How W&B is asked for collections. Null stands for what W&B does not show; failures are WandbErrors. */
export const collectionLoaders = {
  collectionById: defineLoader({
    document: CollectionByIdDocument,
    variables: (id: string) => ({ id }),
    value: ({ artifactCollection }) => orThrow(artifactCollection),
  }),

  collectionByName: defineLoader({
    document: CollectionByNameDocument,
    variables: ({ project, name }: { project: ProjectPath; name: string }) => ({
      entity: project.entity,
      project: project.name,
      name,
    }),
    value: ({ project }) => orThrow(orThrow(project)?.artifactCollection ?? null),
  }),

  collectionsOfProject: defineLoader({
    document: ProjectCollectionsDocument,
    variables: ({ entity, name, first, after }: ProjectPath & PageKey) => ({
      entity,
      project: name,
      first,
      after,
    }),
    value: ({ project }, key) => {
      const what = `the project ${key.entity}/${key.name}`;
      return orNotShown(orThrow(orNotShown(orThrow(project), what).artifactCollections), what);
    },
  }),

  versionsOfCollection: defineLoader({
    document: CollectionVersionsDocument,
    variables: ({ id, first, after }: { id: string } & PageKey) => ({ id, first, after, ...newestFirst }),
    value: ({ artifactCollection }) =>
      orNotShown(orThrow(orNotShown(orThrow(artifactCollection), thisCollection).artifacts), thisCollection),
  }),
};

export type CollectionLoaders = LoadersOf<typeof collectionLoaders>;

/** A collection with all its scalars: asks for those that it came without. */
export function fullCollection(
  collection: CollectionRecord,
  { collectionById }: Pick<CollectionLoaders, 'collectionById'>,
): FullCollection | Promise<FullCollection> {
  if (isFullCollection(collection)) return collection;
  return collectionById.load(collection.id).then((found) => {
    return orNotShown(found, `the collection ${collection.name}`);
  });
}

function isFullCollection(collection: CollectionRecord): collection is FullCollection {
  return 'createdAt' in collection;
}
