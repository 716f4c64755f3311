import { globalIdFromText, runAddressFromId, type RunAddress } from './ids.ts';
import { forgeHost } from './web-urls.ts';

/** An artifact path taken apart. `ref` is an alias, `vN`, or a digest. */
export interface ArtifactPath {
  /** Empty where a registry path leaves out its organisation. */
  entity: string;
  project: string;
  collection: string;
  ref: string;
}

export interface ProjectPath {
  entity: string;
  name: string;
}

export type ArtifactReference = { kind: 'artifact'; path: ArtifactPath } | { kind: 'artifactId'; id: string };
export interface RunReference {
  kind: 'run';
  address: RunAddress;
}
/** `entity/project/name`: a version without its alias, or a run. */
export interface EitherReference {
  kind: 'either';
  path: ArtifactPath;
  address: RunAddress;
}
/** A text that names no node: what it was understood as, and what to write instead. */
export interface NoReference {
  kind: 'none';
  problem: string;
}
export type Reference = ArtifactReference | RunReference | EitherReference;

export const projectPathForm = 'entity/project';
export const collectionNameForm = 'the name of a collection, without project and version';
export const entityForm = 'the name of a user, a team or an organisation';

const artifactForm =
  'an artifact version as entity/project/collection:ref (ref: an alias, vN or a digest; latest when left out)';
const runForm = "a run as entity/project/runId (the id in the run's URL, not its display name)";
export const referenceForms = `${artifactForm}, ${runForm}, or either as its global id or the address of its W&B page`;

const maxPathLength = 2_000;
// eslint-disable-next-line no-control-regex -- control characters are exactly what is refused
const unprintable = /[\u0000-\u001f\u007f]/;
const registryPrefix = 'wandb-registry-';

/** Whether a project is a registry by its name; the bare prefix is none. */
export function isRegistryName(project: string): boolean {
  return project.startsWith(registryPrefix) && project.length > registryPrefix.length;
}

/**
 * Reads what people hold of a run or an artifact version: a path, a global id, the address of a page of W&B's app, or
 * `wandb-artifact://...`. `appUrl` is the app of the W&B that the gateway asks, whose pages may be on a host of its own.
 */
export function referenceFromText(given: string, appUrl: string): Reference | NoReference {
  const text = given.trim();
  if (text === '') return none('It is empty.', referenceForms);
  if (text.length > maxPathLength) return none(`It has ${text.length} characters.`, referenceForms);
  if (unprintable.test(text)) return none('It has control characters in it.', referenceForms);
  const scheme = /^([a-z][a-z\d+.-]*):\/\//i.exec(text)?.[1]?.toLowerCase();
  if (scheme === 'http' || scheme === 'https') return pageReference(text, appUrl);
  if (scheme === 'wandb-artifact') return artifactUriReference(text.slice('wandb-artifact://'.length));
  if (scheme !== undefined)
    return none(`Addresses that begin with ${scheme}:// name no node.`, referenceForms);
  const host = /^[^/]+\.[^/]+(?=\/)/.exec(text)?.[0];
  if (host !== undefined && isWandbHost(host, appUrl)) return pageReference(`https://${text}`, appUrl);
  return (text.includes(':') ? null : idReference(text)) ?? pathReference(text);
}

/** The same where an artifact version is wanted: of what may be either, the version. */
export function artifactReferenceFromText(text: string, appUrl: string): ArtifactReference | NoReference {
  const reference = referenceFromText(text, appUrl);
  if (reference.kind === 'none') return wanting(artifactForm, reference);
  if (reference.kind === 'run')
    return none(`It names the run ${runPathText(reference.address)}.`, artifactForm);
  return reference.kind === 'either' ? { kind: 'artifact', path: reference.path } : reference;
}

/** The same where a run is wanted: of what may be either, the run. Some ids of runs hold colons. */
export function runReferenceFromText(text: string, appUrl: string): RunReference | NoReference {
  const reference = referenceFromText(text, appUrl);
  if (reference.kind === 'none') return wanting(runForm, reference);
  if (reference.kind === 'run') return reference;
  if (reference.kind === 'either') return { kind: 'run', address: reference.address };
  const [entity, project, name] = parts(text.trim().replace(/^\//, ''), 3) ?? [];
  if (entity && project && name && reference.kind === 'artifact' && !isRegistryName(project))
    return { kind: 'run', address: { entity, project, name } };
  return none('It names an artifact version.', runForm);
}

/** Where only one kind of node is wanted, the other is not offered. */
function wanting(form: string, { problem }: NoReference): NoReference {
  return { kind: 'none', problem: problem.replace(referenceForms, form) };
}

function none(problem: string, form: string): NoReference {
  return { kind: 'none', problem: `${problem} Write ${form}.` };
}

function idReference(text: string): Reference | NoReference | null {
  const id = globalIdFromText(text);
  if (id === null) return null;
  if (id.type === 'Artifact') return { kind: 'artifactId', id: id.id };
  const address = runAddressFromId(id);
  if (address) return { kind: 'run', address };
  const what =
    id.type === 'Run' ? 'of a run, but not in the form Run:v1:<runId>:<project>:<entity>' : `of a ${id.type}`;
  return none(`It is the id ${what}.`, referenceForms);
}

/** Follows W&B's grammar: the first colon ends the name, so that a ref may hold `/` and `:`. */
function pathReference(text: string): Reference | NoReference {
  const plain = text.replace(/^\//, '');
  const colon = plain.indexOf(':');
  const names = (colon < 0 ? plain : plain.slice(0, colon)).split('/');
  const ref = colon < 0 ? null : plain.slice(colon + 1);
  const [first = '', second = '', third = ''] = names;
  if (names.some((name) => name.trim() === '') || ref === '')
    return none('One of the parts of the path is empty.', referenceForms);
  if (names.length > 3 && ref === null) {
    const page = nodeOfPage(names);
    if (page) return page;
  }
  if (names.length === 4 && third === 'runs')
    return runReference(first, second, plain.split('/').slice(3).join('/'));
  if (names.length === 2 && isRegistryName(first)) return artifactReference('', first, second, ref);
  if (names.length === 2 && ref !== null && !ref.includes('/')) return runReference(first, second, ref);
  if (names.length === 3) {
    const artifact = artifactReference(first, second, third, ref);
    if (ref !== null || isRegistryName(second)) return artifact;
    return { ...artifact, kind: 'either', address: { entity: first, project: second, name: third } };
  }
  if (names.length === 2 && ref === null)
    return none(`It names the project ${plain}, or lacks its entity.`, referenceForms);
  if (names.length < 3)
    return none(
      `It is a name without its ${names.length === 1 ? 'entity and project' : 'entity'}; a search finds things by name.`,
      referenceForms,
    );
  return none(`It has ${names.length} parts instead of three.`, referenceForms);
}

/** `wandb-artifact://` with the hexadecimal id of an artifact, with `_id/` and the id, or with a path; a file may follow. */
function artifactUriReference(rest: string): Reference | NoReference {
  const names = namesIn(rest);
  const [first = '', second = ''] = names;
  const id = first === '_id' ? second : Buffer.from(first, 'hex').toString('base64');
  const byId = /^[\da-f]{12,}$/i.test(first) || first === '_id' ? idReference(id) : null;
  if (byId) return byId;
  const [entity, project, versioned] = names;
  if (entity === undefined || project === undefined || versioned === undefined)
    return none(
      'Behind wandb-artifact:// belong entity, project and collection, or the id of the artifact.',
      referenceForms,
    );
  const [collection = '', ref = null] = versioned.split(':', 2);
  return artifactReference(entity, project, collection, ref);
}

const appHosts = ['wandb.ai', 'www.wandb.ai', 'app.wandb.ai', forgeHost];

/** Whether W&B's app may be there: W&B's own hosts, the gateway's, and self-managed ones that are called so. */
function isWandbHost(host: string, appUrl: string): boolean {
  const name = host.replace(/:\d+$/, '').toLowerCase();
  return (
    host === new URL(appUrl).host ||
    appHosts.includes(name) ||
    name.endsWith('.wandb.io') ||
    /(?:^|\.)wandb(?:-[\w-]+)?\./.test(name.replace(/(?:^|\.)wandb\.ai$/, ''))
  );
}

/** Reads the address of a page, of which there are old and new forms; the parts of its path are percent-encoded. */
function pageReference(text: string, appUrl: string): Reference | NoReference {
  if (!URL.canParse(text)) return none('It is no valid address.', referenceForms);
  const { host, pathname, searchParams } = new URL(text);
  const app = new URL(appUrl);
  if (!isWandbHost(host, appUrl)) {
    const known = [...new Set([app.host, forgeHost, 'wandb.ai'])].join(', ');
    return none(
      `It is an address of ${host}, which is no site of W&B's that this gateway knows (${known}); WANDB_APP_URL names another one.`,
      referenceForms,
    );
  }
  // Forge has projects under /wandb, and registries beside them.
  const ownPrefix = host === app.host ? app.pathname.replace(/\/+$/, '') : '';
  const prefix = host === forgeHost ? '/wandb' : ownPrefix;
  const names = namesIn(pathname.startsWith(`${prefix}/`) ? pathname.slice(prefix.length) : pathname);
  if (names.some((name) => unprintable.test(name)))
    return none('It has control characters in it.', referenceForms);
  return registryReference(names, searchParams) ?? nodeOfPage(names) ?? otherPage(names);
}

/** A registry's page names a version in its query; others are `/registry/..`, `/orgs/ORG/registry/..` or `/ENTITY/registry/..`. */
function registryReference(names: readonly string[], query: URLSearchParams): Reference | NoReference | null {
  const selection = query.get('selectionPath');
  const at = names[0] === 'orgs' ? 2 : names[0] === 'registry' ? 0 : 1;
  const isRegistry = names[at] === 'registry' && !['runs', 'artifacts'].includes(names[at + 1] ?? '');
  if (selection === null || !isRegistry) {
    // `/ENTITY/registry` alone is the page of a project that is called so.
    if (!isRegistry || names.length < at + 2) return null;
    return notANode(`a page of the registry ${names[at + 1] ?? ''}`, 'Select a version there');
  }
  const [entity, project, collection] = parts(selection, 3) ?? [];
  if (!entity || !project || !collection)
    return notANode(`a page of a registry, whose selectionPath is "${selection}"`, 'Select a version there');
  return artifactReference(entity, project, collection, query.get('version'));
}

/** The node of a page or path of the app: `entity/project/runs/id/..` or `entity/project/artifacts/type/collection/ref/..`. */
function nodeOfPage([entity, project, page, ...rest]: readonly string[]): Reference | null {
  const [first, collection, ref = null] = rest;
  if (!entity || !project || first === undefined) return null;
  if (page === 'runs') return runReference(entity, project, first);
  if (page === 'artifacts' && collection !== undefined)
    return artifactReference(entity, project, collection, ref);
  return null;
}

const projectPages: Partial<Record<string, string>> = {
  reports: 'a report',
  sweeps: 'a sweep',
  runs: 'the list of runs',
  artifacts: 'the list of artifacts',
  groups: 'a group of runs',
};

function otherPage(names: readonly string[]): NoReference {
  const [entity, project, page = ''] = names;
  const open = 'Open a run or an artifact version there';
  if (entity === undefined) return notANode("the first page of W&B's app", open);
  if (entity === 'orgs') return notANode(`a page of the organisation ${project ?? ''}`, open);
  if (project === undefined || ['settings', 'site', 'login', 'authorize', 'profile'].includes(entity))
    return notANode(`the page ${names.join('/')} of W&B's app`, open);
  const path = `${entity}/${project}`;
  if (page === '' || page === 'workspace' || page === 'overview')
    return notANode(`the page of the project ${path}`, open);
  return notANode(`${projectPages[page] ?? `the page "${page}"`} of the project ${path}`, open);
}

function notANode(what: string, advice: string): NoReference {
  return {
    kind: 'none',
    problem: `It is the address of ${what}: it names no run and no artifact version. ${advice}, and copy its address.`,
  };
}

function namesIn(path: string): string[] {
  return path
    .split('/')
    .filter((name) => name !== '')
    .map(decoded);
}

function decoded(name: string): string {
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}

function artifactReference(
  entity: string,
  project: string,
  collection: string,
  ref: string | null,
): { kind: 'artifact'; path: ArtifactPath } {
  return { kind: 'artifact', path: { entity, project, collection, ref: ref || 'latest' } };
}

function runReference(entity: string, project: string, name: string): RunReference {
  return { kind: 'run', address: { entity, project, name } };
}

export function runPathText({ entity, project, name }: RunAddress): string {
  return `${entity}/${project}/${name}`;
}

export function artifactPathText({ entity, project, collection, ref }: ArtifactPath): string {
  return `${entity === '' ? '' : `${entity}/`}${project}/${collection}:${ref}`;
}

function parts(text: string, count: number): string[] | null {
  if (text.length > maxPathLength || unprintable.test(text)) return null;
  const split = text.split('/');
  return split.length === count && split.every((part) => part.trim() !== '') ? split : null;
}

/** One name as paths are made of, of an entity or a collection; null where the form is wrong. */
export function nameFromText(text: string): string | null {
  return parts(text, 1)?.[0] ?? null;
}

export function projectPathFromText(text: string): ProjectPath | null {
  const [entity, name] = parts(text.trim().replace(/^\//, ''), 2) ?? [];
  return entity && name ? { entity, name } : null;
}

/** Whether a ref may be the digest of a version's content. */
export function isDigest(ref: string): boolean {
  return /^[0-9a-fA-F]{32,64}$/.test(ref);
}

export function projectPath({ entityName, name }: { entityName: string; name: string }): string {
  return `${entityName}/${name}`;
}
