import { useSyncExternalStore } from 'react';
import { isSystemType } from '../../src/wandb/values.ts';
import { ask, GatewayFailure, wordsOf } from '../explore/gateway.ts';
import { record, records, text, texts, type Fields } from '../explore/json.ts';

/** What the examples ask about. */
export interface ExamplePaths {
  /** An artifact version that a run logged. */
  version: string;
  /** A version that this run used. */
  input: string;
  /** A version far upstream. */
  origin: string;
  /** A version to compare with. */
  other: string;
  run: string;
  project: string;
  /** A text to search for. */
  text: string;
}

export const demoPaths: ExamplePaths = {
  version: 'acme/vision/flower-classifier:v2',
  input: 'acme/data-platform/train-split:v1',
  origin: 'acme/data-platform/field-photos:v0',
  other: 'acme/vision/flower-classifier:v1',
  run: 'acme/vision/train-7',
  project: 'acme/vision',
  text: 'production',
};

export const placeholders: ExamplePaths = {
  version: 'entity/project/name:alias',
  input: 'entity/project/name:alias',
  origin: 'entity/project/name:alias',
  other: 'entity/project/name:alias',
  run: 'entity/project/run-id',
  project: 'entity/project',
  text: 'part of a name',
};

/** What is known about versions that the user can see. */
export type KnownPaths =
  | { status: 'unknown' | 'loading' | 'none' }
  | { status: 'found'; paths: ExamplePaths }
  /** `reason` is null if no key was sent. */
  | { status: 'needsKey' | 'failed'; reason: string | null };

let known: KnownPaths = { status: 'unknown' };
const listeners = new Set<() => void>();

export function setKnownPaths(next: KnownPaths): void {
  known = next;
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function useKnownPaths(): KnownPaths {
  return useSyncExternalStore(subscribe, () => known);
}

export function pathsIn(state: KnownPaths): ExamplePaths {
  return state.status === 'found' ? state.paths : placeholders;
}

/** Looks for the user's newest version, unless it was looked for already. */
export async function findPaths(): Promise<void> {
  if (known.status !== 'unknown') return;
  setKnownPaths({ status: 'loading' });
  setKnownPaths(await findNewest());
}

/** Looks again, with other credentials; whether a version was found. */
export async function findPathsAgain(): Promise<boolean> {
  setKnownPaths({ status: 'loading' });
  const found = await findNewest();
  setKnownPaths(found);
  return found.status === 'found';
}

const newest = `
  fragment Newest on EntityProjectConnection {
    nodes {
      collections(first: 20) { nodes { type versions(first: 2) { nodes { ...Version loggedBy { ...Maker } } } } }
      runs(first: 5) { nodes { ...Maker loggedArtifacts(first: 5) { nodes { ...Version } } } }
    }
  }
  fragment Maker on Run { path usedArtifacts(first: 5) { nodes { ...Version } } }
  fragment Version on Artifact { path type state createdAt }`;
const viewerQuery = `query StartViewer { viewer { entity teams projects(first: 5) { ...Newest } } } ${newest}`;
const teamQuery = `query StartTeam($entity: String!) { projects(entity: $entity, first: 5) { ...Newest } } ${newest}`;
const mostTeams = 3;

/** One query for the user's own projects, and one for each of a few teams as long as nothing was found. */
async function findNewest(): Promise<KnownPaths> {
  const { signal } = new AbortController();
  try {
    const { data, problems } = await ask(viewerQuery, {}, signal);
    const viewer = record(data['viewer']);
    if (Object.keys(viewer).length === 0) return { status: 'needsKey', reason: null };
    let paths = newestPaths(record(viewer['projects']));
    const reasons = [...problems];
    const teams = texts(viewer['teams']).filter((team) => team !== text(viewer['entity']));
    for (const entity of paths ? [] : teams.slice(0, mostTeams)) {
      const answer = await ask(teamQuery, { entity }, signal);
      reasons.push(...answer.problems);
      paths = newestPaths(record(answer.data['projects']));
      if (paths) break;
    }
    if (paths) return { status: 'found', paths };
    const [reason] = reasons;
    return reason === undefined ? { status: 'none' } : { status: 'failed', reason };
  } catch (error) {
    const isRefused =
      error instanceof GatewayFailure && (error.code === 'UNAUTHENTICATED' || error.code === 'FORBIDDEN');
    return { status: isRefused ? 'needsKey' : 'failed', reason: wordsOf(error) };
  }
}

interface Version {
  path: string;
  createdAt: string;
  /** The run that logged it. Empty if W&B names none. */
  run: Fields;
}

/**
 * The newest version with the most lineage: its run used something, or it has a run, or neither. W&B lists its own collections
 * too, often before all others, so that the newest runs are looked at as well.
 */
export function newestPaths(projects: Fields): ExamplePaths | null {
  const versions = records(projects['nodes'])
    .flatMap(({ collections, runs }) => [
      ...nodesOf(collections).flatMap((collection) =>
        nodesOf(collection['versions']).flatMap((each) => versionFrom(each, record(each['loggedBy']))),
      ),
      ...nodesOf(runs).flatMap((run) => versionsIn(run, 'loggedArtifacts', run)),
      ...nodesOf(runs).flatMap((run) => versionsIn(run, 'usedArtifacts', {})),
    ])
    .sort((a, b) => hopsUpstream(b) - hopsUpstream(a) || Date.parse(b.createdAt) - Date.parse(a.createdAt));
  const [first] = versions;
  if (!first) return null;
  const { path: version, run } = first;
  const [collection = ''] = version.split(':');
  const input = inputOf(first) ?? version;
  const sibling = versions.find(({ path }) => path !== version && path.startsWith(`${collection}:`));
  return {
    version,
    input,
    origin: input,
    other: sibling?.path ?? input,
    run: text(run['path']) ?? placeholders.run,
    project: collection.split('/').slice(0, 2).join('/'),
    text: collection.split('/').at(-1) ?? '',
  };
}

/** A version that its run used. A run can use what it logged. */
function inputOf({ path: own, run }: Version): string | null {
  return versionsIn(run, 'usedArtifacts', {}).find(({ path }) => path !== own)?.path ?? null;
}

function hopsUpstream(version: Version): 0 | 1 | 2 {
  if (!('path' in version.run)) return 0;
  return inputOf(version) === null ? 1 : 2;
}

function nodesOf(connection: unknown): Fields[] {
  return records(record(connection)['nodes']);
}

function versionsIn(of: Fields, list: string, run: Fields): Version[] {
  return nodesOf(of[list]).flatMap((each) => versionFrom(each, run));
}

function versionFrom({ path, type, state, createdAt }: Fields, run: Fields): Version[] {
  const isUsable = state === 'COMMITTED' && !isSystemType(text(type) ?? '');
  return isUsable && typeof path === 'string' && typeof createdAt === 'string'
    ? [{ path, createdAt, run }]
    : [];
}
