import type { RunAddress } from './ids.ts';

/** An artifact path taken apart. `ref` is an alias, `vN`, or a digest. */
export interface ArtifactPath {
  entity: string;
  project: string;
  collection: string;
  ref: string;
}

export interface ProjectPath {
  entity: string;
  name: string;
}

export const artifactPathForm =
  'entity/project/collection:ref (ref: an alias, vN or a digest; latest when left out)';
export const runPathForm = "entity/project/runId (the id in the run's URL, not its display name)";
export const projectPathForm = 'entity/project';
export const collectionNameForm = 'the name of a collection, without project and version';
export const entityForm = 'the name of a user, a team or an organisation';

const maxPathLength = 2_000;
// eslint-disable-next-line no-control-regex -- control characters are exactly what is refused
const unprintable = /[\u0000-\u001f\u007f]/;

function parts(text: string, count: number): string[] | null {
  if (text.length > maxPathLength || unprintable.test(text)) return null;
  const split = text.split('/');
  return split.length === count && split.every((part) => part.trim() !== '') ? split : null;
}

/** Follows W&B's grammar: the first colon ends the name, so that a ref may hold `/` and `:`. Null where the form is wrong. */
export function artifactPathFromText(text: string): ArtifactPath | null {
  const colon = text.indexOf(':');
  const left = colon < 0 ? text : text.slice(0, colon);
  const ref = colon < 0 ? 'latest' : text.slice(colon + 1);
  if (unprintable.test(ref) || ref === '' || text.length > maxPathLength) return null;
  const [entity, project, collection] = parts(left.replace(/^\//, ''), 3) ?? [];
  return entity && project && collection ? { entity, project, collection, ref } : null;
}

/** Takes W&B's ways to write a run: `e/p/id`, `/e/p/id`, `e/p/runs/id`, `e/p:id`. Null where the form is wrong. */
export function runPathFromText(text: string): RunAddress | null {
  const plain = text.replace(/^\//, '');
  const [entity, project, name] =
    parts(plain, 3) ??
    parts(plain.replace(/^([^/]+\/[^/]+)\/runs\//, '$1/'), 3) ??
    parts(plain.replace(':', '/'), 3) ??
    [];
  return entity && project && name ? { entity, project, name } : null;
}

/** One name as paths are made of, of an entity or a collection; null where the form is wrong. */
export function nameFromText(text: string): string | null {
  return parts(text, 1)?.[0] ?? null;
}

export function projectPathFromText(text: string): ProjectPath | null {
  const [entity, name] = parts(text.replace(/^\//, ''), 2) ?? [];
  return entity && name ? { entity, name } : null;
}

/** Whether a ref may be the digest of a version's content. */
export function isDigest(ref: string): boolean {
  return /^[0-9a-fA-F]{32,64}$/.test(ref);
}

export function projectPath({ entityName, name }: { entityName: string; name: string }): string {
  return `${entityName}/${name}`;
}
