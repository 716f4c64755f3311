import {
  artifactExpiry,
  isFullArtifact,
  sourceCollection,
  type FullArtifact,
} from '../../artifact/artifact.model.ts';
import {
  collectionPath,
  versionPath,
  visibleProject,
  withoutVersionAliases,
} from '../../artifact/collection.model.ts';
import type { GatewayContext } from '../../context.ts';
import type { AnyRecord } from '../../lineage/node-registry.ts';
import { collectPage } from '../../lineage/page.ts';
import type { Version } from '../../lineage/questions/staleness.ts';
import type { WandbLineageSource } from '../../lineage/wandb-source.ts';
import { isFullRun, runAddress, runConfig, runPath, runProject, type FullRun } from '../../run/run.model.ts';
import { fieldOf, orThrow, WandbError } from '../../wandb/errors.ts';
import { projectPath } from '../../wandb/addresses.ts';
import { dateFromWandb, jsonOrNull } from '../../wandb/values.ts';
import { closureOf, walkedGraphFrom, type Closure } from '../closure.ts';
import type { FactSource, NodeFacts } from '../facts.ts';
import { notKnown, type Fact } from '../truth.ts';

export interface WandbFacts extends FactSource {
  /** Loads what was asked for and not loaded yet; false: there is nothing. Failures leave it not known, and are reported. */
  loadMissing(): Promise<boolean>;
}

/** What W&B says of the nodes that a walk has met. */
export function createWandbFacts(context: GatewayContext, source: WandbLineageSource): WandbFacts {
  const { loaders, report } = context;
  const known = new Map<string, NodeFacts | null>();
  const stores: Store<unknown>[] = [];

  /** Values that are loaded on demand, by id. */
  function store<T>(load: (id: string) => Promise<T>): Store<T> {
    const created: Store<T> = { loaded: new Map(), wanted: new Set(), load };
    stores.push(created);
    return created;
  }
  const recordOf = (id: string): AnyRecord | undefined => source.nodes.recordOf(id);
  const metadata = store(async (id): Promise<Fact<object>> =>
    objectIn(jsonOrNull(await loaders.metadataOfArtifact.load(id), 'Artifact.metadata')),
  );
  const config = store(async (id) => {
    const run = recordOf(id);
    if (run?.__typename !== 'Run') throw new TypeError(`Config of ${id}, which is no run.`);
    return runConfig(await loaders.configOfRun.load(runAddress(run)));
  });
  const current = store(async (collection): Promise<Version | typeof notKnown> => {
    const found = await loaders.currentVersionOfCollection.load(collection);
    return found ? versionFrom(found) : notKnown;
  });
  const inputs = store(async (id): Promise<Closure> => {
    const run = recordOf(id);
    if (!run) throw new TypeError(`Inputs of ${id}, which was not met.`);
    const roots = [source.nodes.add(run)];
    const request = {
      roots,
      direction: 'UPSTREAM',
      maxDepth: 1,
      maxNodes: Infinity,
      filter: everything,
      looksBeyond: false,
    } as const;
    const walk = await collectPage(source, { ...request, ...context.walkLimits() });
    for (const { error } of walk.errors) report(error, []);
    return closureOf(walkedGraphFrom(walk, 'UPSTREAM'), id);
  });

  return {
    of(id) {
      const facts = known.get(id);
      if (facts !== undefined) return facts;
      const record = recordOf(id);
      const read = record ? factsFrom(record) : null;
      known.set(id, read);
      return read;
    },
    metadata: (id) => valueIn(metadata, id),
    config: (id) => valueIn(config, id),
    current: (collection) => valueIn(current, collection),
    inputs(run) {
      const closure = valueIn(inputs, run);
      return closure === notKnown ? null : closure;
    },
    async loadMissing() {
      const lists = stores.map((each) => [each, [...each.wanted]] as const);
      for (const { wanted } of stores) wanted.clear();
      await Promise.all(lists.flatMap(([each, ids]) => ids.map((id) => loadOne(each, id, report))));
      return lists.some(([, ids]) => ids.length > 0);
    },
  };
}

export const everything = { includeSystemTypes: true };

interface Store<T> {
  loaded: Map<string, T | typeof notKnown>;
  wanted: Set<string>;
  load: (id: string) => Promise<T>;
}

function valueIn<T>({ loaded, wanted }: Store<T>, id: string): T | typeof notKnown {
  const value = loaded.get(id);
  if (value === undefined && !loaded.has(id)) wanted.add(id);
  return value === undefined ? notKnown : value;
}

async function loadOne(
  { loaded, load }: Store<unknown>,
  id: string,
  report: GatewayContext['report'],
): Promise<void> {
  try {
    loaded.set(id, await load(id));
  } catch (error) {
    if (!(error instanceof WandbError)) throw error;
    loaded.set(id, notKnown);
    report(error, []);
  }
}

/** The value that W&B gave; not known where it failed to give it. */
function read<T>(value: () => T): T | typeof notKnown {
  try {
    return value();
  } catch (error) {
    if (error instanceof WandbError) return notKnown;
    throw error;
  }
}

const orNotKnown = <T>(value: T | null): Exclude<T, null> | typeof notKnown =>
  value === null ? notKnown : (value as Exclude<T, null>);

function objectIn(json: unknown): Fact<object> {
  return typeof json === 'object' ? json : notKnown;
}

function factsFrom(record: AnyRecord): NodeFacts {
  const createdAtMs = read(() => dateFromWandb(fieldOf(record, 'createdAt'), 'createdAt').getTime());
  if (record.__typename === 'Run') {
    const ofFull = <T>(value: (run: FullRun) => T) =>
      isFullRun(record) ? read(() => value(record)) : notKnown;
    return {
      ...{ collection: null, type: null, aliases: null, expiresAtMs: null, version: null, createdAtMs },
      path: read(() => runPath(record)),
      project: read(() => projectPath(runProject(record))),
      state: read(() => fieldOf(record, 'state')),
      jobType: read(() => fieldOf(record, 'jobType') || null),
      tags: ofFull((run) => fieldOf(run, 'tags')?.map((tag) => orThrow(tag)) ?? null),
      // Every run was started by somebody, whom W&B need not show.
      owner: ofFull((run) => orNotKnown(usernameOf(run))),
      commit: ofFull((run) => fieldOf(run, 'commit') || null),
    };
  }
  const ofFull = <T>(value: (artifact: FullArtifact) => T) =>
    isFullArtifact(record) ? read(() => value(record)) : notKnown;
  const collection = read(() => sourceCollection(record));
  const inCollection = <T>(value: (of: Exclude<typeof collection, typeof notKnown>) => T | null) =>
    collection === notKnown ? notKnown : read(() => orNotKnown(value(collection)));
  return {
    ...{ jobType: null, owner: null, commit: null, createdAtMs },
    path: inCollection((of) => versionPath(of, fieldOf(record, 'versionIndex'))),
    // A project that W&B does not show is not known; there is one.
    project: inCollection((of) => {
      const project = visibleProject(of);
      return project && projectPath(project);
    }),
    collection: inCollection(collectionPath),
    type: read(() => fieldOf(record, 'artifactType').name),
    state: read(() => fieldOf(record, 'state')),
    tags: ofFull((artifact) => fieldOf(artifact, 'tags').map((tag) => orThrow(orThrow(tag).name))),
    aliases: ofFull((artifact) =>
      withoutVersionAliases(fieldOf(artifact, 'aliases').map((alias) => orThrow(orThrow(alias).alias))),
    ),
    expiresAtMs: ofFull((artifact) => artifactExpiry(artifact)?.getTime() ?? null),
    version: inCollection((of) => ({ ...versionFrom(record), collection: of.id })),
  };
}

function usernameOf(run: FullRun): string | null {
  const user = fieldOf(run, 'user');
  return user === null ? null : orThrow(user.username);
}

function versionFrom(artifact: Extract<AnyRecord, { __typename: 'Artifact' }>): Version {
  return {
    id: artifact.id,
    versionIndex: fieldOf(artifact, 'versionIndex'),
    digest: fieldOf(artifact, 'digest'),
  };
}
