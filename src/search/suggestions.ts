import { setTimeout as sleep } from 'node:timers/promises';
import { aliasesIn, visibleArtifact } from '../artifact/artifact.model.ts';
import type { GatewayContext, MissingReference } from '../context.ts';
import { registryEntity } from '../project/organizations.ts';
import { runNameFilter } from '../run/run-filter.ts';
import { runLabel, runPath, visibleRun } from '../run/run.model.ts';
import { isRegistryName, projectPath, type Reference } from '../wandb/addresses.ts';
import { orThrow } from '../wandb/errors.ts';

/** What may have been meant by a reference that W&B shows nothing of. */
export interface Suggestion {
  kind: 'VERSION' | 'COLLECTION' | 'RUN' | 'PROJECT';
  path: string;
  label: string;
}

export interface SuggestionsForField {
  /** Of the field in the response. */
  path: readonly (string | number)[];
  given: string;
  suggestions: readonly Suggestion[];
}

/** Of one operation, so that a long list of wrong paths costs no more. */
const maxMissing = 3;
const maxSuggestions = 5;
const namesLooked = 200;
const versionsLooked = 10;
/** Whoever mistyped a path does not wait for a slow W&B. */
const patienceMs = 3_000;

type Lookups = Pick<GatewayContext, 'loaders' | 'wandb'>;

/** What is near the first references that were not found, in about one W&B request. Failures leave suggestions out. */
export async function suggestionsFor(
  missing: readonly MissingReference[],
  context: Lookups,
): Promise<SuggestionsForField[]> {
  const waiting = new AbortController();
  const tooLate = sleep(patienceMs, [], { ref: false, signal: waiting.signal }).catch(() => []);
  const found = await Promise.all(
    missing.slice(0, maxMissing).map(async ({ given, reference, path }) => ({
      path,
      given,
      suggestions: await Promise.race([near(reference, context), tooLate]),
    })),
  );
  waiting.abort();
  return found.filter(({ suggestions }) => suggestions.length > 0);
}

async function near(reference: Reference, context: Lookups): Promise<Suggestion[]> {
  if (reference.kind === 'artifactId') return [];
  const { entity: given, project } = reference.kind === 'run' ? reference.address : reference.path;
  const name = reference.kind === 'run' ? reference.address.name : reference.path.collection;
  const entity = isRegistryName(project)
    ? await orNothing(registryEntity(given, 'path', context), given)
    : given;
  if (!entity) return [];
  const place = { entity, name: project };
  const lists = await Promise.all([
    orNothing(versionsOf(place, name, context), []),
    orNothing(collectionsLike(place, name, context), []),
    orNothing(runsLike(place, name, context), []),
    orNothing(projectsLike(place, context), []),
  ]);
  return lists.flat().slice(0, maxSuggestions);
}

async function orNothing<T>(loading: Promise<T>, nothing: T): Promise<T> {
  try {
    return await loading;
  } catch {
    return nothing;
  }
}

interface Place {
  entity: string;
  name: string;
}

/** Versions of the collection of just this name, with their aliases. */
async function versionsOf(place: Place, name: string, { loaders }: Lookups): Promise<Suggestion[]> {
  const collection = await loaders.collectionByName.load({ project: place, name });
  if (!collection) return [];
  const page = await loaders.versionsOfCollection.load({
    id: collection.id,
    first: versionsLooked,
    after: null,
  });
  const path = `${place.entity}/${place.name}/${collection.name}`;
  const versions = orThrow(page.edges).flatMap((each) => {
    const { node, version } = orThrow(each);
    const artifact = orThrow(visibleArtifact(node));
    return artifact ? [{ version, aliases: aliasesIn(artifact, collection.id) }] : [];
  });
  const suggestion = (ref: string): Suggestion => ({
    kind: 'VERSION',
    path: `${path}:${ref}`,
    label: `${collection.name}:${ref}`,
  });
  const aliases = versions.flatMap((each) => each.aliases);
  return [...aliases.slice(0, 3), ...versions.map(({ version }) => version)]
    .filter((ref) => ref !== '')
    .map(suggestion);
}

async function collectionsLike(place: Place, wanted: string, { loaders }: Lookups): Promise<Suggestion[]> {
  const page = await loaders.collectionsOfProject.load({ ...place, first: namesLooked, after: null });
  const names = orThrow(page.edges).flatMap((each) => orThrow(orThrow(each).node)?.name ?? []);
  return nearest(names, wanted).map((name) => ({
    kind: 'COLLECTION',
    path: `${place.entity}/${place.name}/${name}`,
    label: name,
  }));
}

/** Runs with this text in their display name or id. */
async function runsLike(project: Place, name: string, { loaders }: Lookups): Promise<Suggestion[]> {
  const page = await loaders.runsOfProject.load({
    project,
    filter: runNameFilter(name),
    order: '-created_at',
    first: 3,
    after: null,
    variant: 'brief',
  });
  return orThrow(page?.edges ?? []).flatMap((each): Suggestion[] => {
    const run = orThrow(visibleRun(orThrow(each).node));
    return run ? [{ kind: 'RUN', path: runPath(run), label: runLabel(run) }] : [];
  });
}

/** Projects of the entity with a similar name. */
async function projectsLike(place: Place, { loaders }: Lookups): Promise<Suggestion[]> {
  const page = await loaders.projectsOfEntity.load({ entity: place.entity, first: namesLooked, after: null });
  const projects = orThrow(page?.edges ?? []).flatMap((each) => orThrow(orThrow(each).node) ?? []);
  const names = projects.map(({ name }) => name);
  return nearest(names, place.name).map((name) => ({
    kind: 'PROJECT',
    path: projectPath({ entityName: place.entity, name }),
    label: name,
  }));
}

/** Other names that contain the wanted one or differ from it in few letters, nearest first. */
function nearest(names: readonly string[], wanted: string): string[] {
  const text = wanted.toLowerCase();
  const most = Math.max(1, Math.floor(text.length / 3));
  return names
    .map((name) => {
      const other = name.toLowerCase();
      const isPart =
        text.length >= 3 && (other.includes(text) || (other.length >= 3 && text.includes(other)));
      const distance = isPart ? 1 : editDistance(text, other, most);
      return { name, distance: other === text ? Infinity : distance };
    })
    .filter(({ distance }) => distance <= most)
    .sort((a, b) => a.distance - b.distance)
    .slice(0, 3)
    .map(({ name }) => name);
}

/** Levenshtein's, as far as it matters: more than `most` is not told apart. */
function editDistance(a: string, b: string, most: number): number {
  if (Math.abs(a.length - b.length) > most) return most + 1;
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 0; i < a.length; i += 1) {
    const next = [i + 1];
    for (let j = 0; j < b.length; j += 1) {
      const replaced = (row[j] ?? 0) + (a[i] === b[j] ? 0 : 1);
      next.push(Math.min(replaced, (row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
