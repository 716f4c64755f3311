import type { Needs } from '../wandb/needs.ts';

/** How long answers are kept, by how they may change. */
export interface Lifetimes {
  /** What W&B never changes: who created a version. */
  readonly fixedMs: number;
  /** What grows or is edited: aliases, tags, consumers, inputs and outputs of a run whose state the answer does not tell. */
  readonly changingMs: number;
  /** What W&B does not show: it may appear any moment. */
  readonly missingMs: number;
}

/** Fields of a run, its project and its user that nobody can edit. */
const unchanging = new Set([
  'RunFields.name',
  'RunFields.createdAt',
  'RunFields.commit',
  'RunFields.project',
  'RunFields.user',
  'ProjectFields.name',
  'ProjectFields.entityName',
  'ProjectFields.createdAt',
  'UserFields.username',
]);

type Fields = Readonly<Record<string, unknown>>;

/** How long an answer without errors may be given again. */
export function lifetimeOf(operation: string, needs: Needs, data: unknown, lifetimes: Lifetimes): number {
  if (isMissing(data)) return lifetimes.missingMs;
  if (operation !== 'ArtifactCreator') return lifetimes.changingMs;
  const creator = (data as { artifact: Fields }).artifact['createdBy'] as Fields | null | undefined;
  if (!creator) return lifetimes.missingMs;
  // A project that is null is one that the caller may not see, yet.
  if (creator['project'] === null) return lifetimes.missingMs;
  for (const field of needs.fields)
    if (isOfCreator(field) && !unchanging.has(field)) return lifetimes.changingMs;
  return lifetimes.fixedMs;
}

function isOfCreator(field: string): boolean {
  return ['RunFields.', 'UserFields.', 'ProjectFields.'].some((fragment) => field.startsWith(fragment));
}

/** Whether nothing stands behind the operation's root, or the one object that it goes through. */
function isMissing(data: unknown): boolean {
  if (data === null || typeof data !== 'object') return true;
  for (const value of Object.values(data as Fields)) {
    if (value === null) return true;
    if (typeof value !== 'object' || Array.isArray(value)) continue;
    const { run, artifactCollectionMembership, artifactCollection, artifact } = value as Fields;
    if ([run, artifactCollectionMembership, artifactCollection, artifact].includes(null)) return true;
  }
  return false;
}
