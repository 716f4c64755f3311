import { payloadOf } from './ids.ts';
import type { WorldJson } from './world-json.ts';
import { writeNumbers } from './worlds/world-file-shape.ts';

export interface SavedUser {
  username: string | null;
  name: string;
  entity: string | null;
}

export interface SavedProject {
  path: string;
  description: string | null;
  createdAt: string | null;
}

export interface SavedCollection {
  id: string;
  name: string;
  type: string;
  description: string | null;
  createdAt: string | null;
  updatedAt: string | null;
  /** null: hidden. */
  project: SavedProject | null;
}

/** Artifacts next to a run, all pages of them. */
export interface SavedEdges {
  edges: { usedAs: string[]; id: string }[];
  /** Beside those: what W&B counts, but does not show. */
  hidden: number;
}

export interface SavedRun {
  __typename: 'Run';
  id: string;
  path: string;
  displayName: string | null;
  state: string | null;
  jobType: string | null;
  group: string | null;
  sweepId: string | null;
  tags: string[] | null;
  notes: string | null;
  commit: string | null;
  createdAt: string | null;
  heartbeatAt: string | null;
  computeSeconds: number | null;
  config?: Record<string, unknown> | null;
  summaryMetrics?: Record<string, unknown> | null;
  user: SavedUser | null;
  project: SavedProject;
  used: SavedEdges;
  logged: SavedEdges;
}

export interface SavedArtifact {
  __typename: 'Artifact';
  id: string;
  versionIndex: number | null;
  digest: string | null;
  commitHash: string | null;
  versionState: string | null;
  description: string | null;
  metadata?: Record<string, unknown> | null;
  aliases: string[] | null;
  tags: string[] | null;
  sizeBytes: number | null;
  fileCount: number | null;
  historyStep: number | null;
  expiresAt: string | null;
  createdAt: string | null;
  updatedAt: string | null;
  usedByCount: number | null;
  collection: SavedCollection;
  links:
    | {
        versionIndex: number | null;
        aliases: string[] | null;
        createdAt: string | null;
        collection: SavedCollection;
      }[]
    | null;
  createdBy: { __typename: 'Run'; id: string } | ({ __typename: 'User' } & SavedUser) | null;
  /** One hop upstream: whether a run made it that is hidden. */
  origin: { nodes: { node: { __typename: string } }[] } | null;
}

export type SavedNode = SavedRun | SavedArtifact;

type Listed<K extends keyof WorldJson> = NonNullable<WorldJson[K]> extends readonly (infer T)[] ? T : never;

/** The entity of placeholders: the key of the snapshot sees none of its projects. */
const elsewhere = 'not-in-this-snapshot';
const hiddenProject = `${elsewhere}/hidden`;
const snapshotKey = `snapshot${'0'.repeat(32)}`;

export interface SnapshotWorld {
  world: WorldJson;
  /** How many neighbours of saved nodes are known but not saved; placeholders stand for them. */
  placeholders: number;
  /** How many versions have global ids without a number, and so have other ids in the world. */
  renumbered: number;
}

/**
 * Runs and versions as a world file; the first is the root. A neighbour that is not among them, because W&B hides it or
 * the snapshot ends before it, becomes a placeholder that the key of the snapshot does not see. A walk that reaches it
 * reports a hidden node, and never claims that nothing is there.
 */
export function worldFromNodes(name: string, nodes: readonly SavedNode[]): SnapshotWorld {
  const builder = new SnapshotBuilder();
  const artifacts = nodes.filter((node) => node.__typename === 'Artifact');
  const runs = nodes.filter((node) => node.__typename === 'Run');
  for (const artifact of artifacts) builder.addPath(artifact);
  const runPaths = new Map(runs.map(({ id, path }) => [id, path]));
  const savedRuns = runs.map((run) => builder.run(run));
  const consumers = consumerCounts(runs);
  const savedArtifacts = artifacts.map((artifact) =>
    builder.artifact(artifact, runPaths, consumers.get(artifact.id) ?? 0),
  );
  const visible = builder.projects();
  const viewer = builder.freeUsername('snapshot');
  const [root] = nodes;
  const firstArtifact = savedArtifacts[0]?.path ?? '';
  return {
    world: {
      format: 'wandb-world/1',
      name,
      hiddenConsumers: 'projectless',
      hiddenProducer: 'projectless',
      users: [{ username: viewer, name: 'Whoever reads this snapshot' }, ...builder.users()],
      projects: [...visible, ...builder.hiddenProjects().map((path) => ({ path }))],
      collections: builder.collections(),
      artifacts: [...savedArtifacts, ...builder.hiddenArtifacts()],
      runs: [...savedRuns, ...builder.hiddenRuns()],
      links: builder.links,
      keys: [
        {
          key: snapshotKey,
          note: 'all that was saved',
          user: viewer,
          sees: visible.map(({ path }) => path),
        },
      ],
      roots: {
        dataset: firstArtifact,
        model: firstArtifact,
        hub: firstArtifact,
        run: root?.__typename === 'Run' ? root.path : (savedRuns[0]?.path ?? ''),
      },
    },
    placeholders: builder.placeholders,
    renumbered: builder.renumbered,
  };
}

/** How many of the saved runs used each version. */
function consumerCounts(runs: readonly SavedRun[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { used } of runs) {
    for (const id of new Set(used.edges.map((edge) => edge.id))) counts.set(id, (counts.get(id) ?? 0) + 1);
  }
  return counts;
}

class SnapshotBuilder {
  readonly #projects = new Map<string, Listed<'projects'>>();
  readonly #collections = new Map<string, Listed<'collections'>>();
  readonly #users = new Map<string, Listed<'users'>>();
  readonly links: Listed<'links'>[] = [];
  /** Paths within the file, by global id; every version has one, whatever W&B calls it. */
  readonly #paths = new Map<string, string>();
  readonly #taken = new Set<string>();
  /** Where collections of hidden projects stand, by the collection's id. */
  readonly #hiddenSources = new Map<string, string>();
  /** What each placeholder run uses: the first stands for one consumer of every version that has any, and so on. */
  readonly #hiddenUses: string[][] = [];
  #hiddenArtifactCount = 0;
  placeholders = 0;
  renumbered = 0;

  /** Gives the version its path in the file. Every version has to have one before runs are added. */
  addPath(artifact: SavedArtifact): void {
    const place = this.#collection(artifact.collection, false);
    const ref = artifact.versionIndex === null ? (artifact.digest ?? 'unknown') : `v${artifact.versionIndex}`;
    let path = `${place}:${ref}`;
    for (let other = 2; this.#taken.has(path); other += 1) path = `${place}:${ref}-${other}`;
    this.#taken.add(path);
    this.#paths.set(artifact.id, path);
  }

  run(run: SavedRun): Listed<'runs'> {
    let hidden = 0;
    const pathOf = (id: string | null): string =>
      (id === null ? undefined : this.#paths.get(id)) ?? this.#hiddenArtifact(hidden++);
    const unseen = (count: number): null[] => Array.from({ length: count }, () => null);
    const uses = [
      ...run.used.edges.map(({ id, usedAs }) => ({ artifact: pathOf(id), usedAs })),
      ...unseen(run.used.hidden).map((id) => ({ artifact: pathOf(id), usedAs: [] })),
    ];
    const logs = [...run.logged.edges.map(({ id }) => id), ...unseen(run.logged.hidden)].map(pathOf);
    this.placeholders += hidden;
    this.#addProject(run.project);
    const { path, displayName, state, jobType, group, sweepId, tags, notes, commit, createdAt } = run;
    return {
      ...{ path, displayName, state, jobType, group, notes, commit },
      ...withoutNulls({ tags, createdAt }),
      sweep: sweepId,
      heartbeatAt: run.heartbeatAt,
      computeSeconds: run.computeSeconds ?? 0,
      user: this.#user(run.user),
      ...(run.config && { config: writeNumbers(run.config) }),
      ...(run.summaryMetrics && { summary: writeNumbers(run.summaryMetrics) }),
      uses,
      logs,
    };
  }

  artifact(artifact: SavedArtifact, runPaths: ReadonlyMap<string, string>, consumers: number) {
    const path = this.#paths.get(artifact.id) ?? '';
    const unsaved = Math.max(0, (artifact.usedByCount ?? 0) - consumers);
    for (let index = 0; index < unsaved; index += 1) {
      this.#hiddenRun(index);
      this.#hiddenUses[index]?.push(path);
    }
    this.placeholders += unsaved;
    this.#addLinks(artifact, path);
    const number = numberOf(artifact.id);
    if (number === null) this.renumbered += 1;
    return {
      path,
      ...(number !== null && { id: number }),
      ...this.#creatorOf(artifact, runPaths),
      versionIndex: artifact.versionIndex,
      commitHash: artifact.commitHash,
      description: artifact.description,
      ...(artifact.metadata && { metadata: writeNumbers(artifact.metadata) }),
      ...withoutNulls({
        digest: artifact.digest,
        state: artifact.versionState,
        aliases: artifact.aliases,
        tags: artifact.tags,
        size: artifact.sizeBytes,
        fileCount: artifact.fileCount,
        createdAt: artifact.createdAt,
      }),
      // W&B counts the next step.
      historyStep: artifact.historyStep === null ? null : artifact.historyStep + 1,
      ttlSeconds: ttlOf(artifact),
      updatedAt: artifact.updatedAt,
    };
  }

  users = () => [...this.#users.values()];
  freeUsername = (wanted: string) => (this.#users.has(wanted) ? `${wanted}-${elsewhere}` : wanted);
  projects = () => [...this.#projects.values()];
  hiddenProjects = () => [hiddenProject, ...this.#hiddenSources.values()];
  collections = () => [...this.#collections.values(), { path: `${hiddenProject}/artifact`, type: 'hidden' }];
  hiddenArtifacts = () =>
    Array.from({ length: this.#hiddenArtifactCount }, (_, index) => ({
      path: this.#hiddenArtifact(index),
      createdByRun: null,
    }));
  hiddenRuns = () =>
    this.#hiddenUses.map((uses, index) => ({ path: this.#hiddenRun(index), user: null, uses }));

  #user(saved: SavedUser | null): string | null {
    if (!saved?.username) return null;
    const { username, name, entity } = saved;
    this.#users.set(username, { username, name, ...(entity !== null && { entity }) });
    return username;
  }

  #addProject({ createdAt, ...project }: SavedProject): void {
    this.#projects.set(project.path, { ...project, ...withoutNulls({ createdAt }) });
  }

  #collection(saved: SavedCollection, portfolio: boolean): string {
    const { id, name, type, description, createdAt, updatedAt, project } = saved;
    let place = project?.path;
    if (project) this.#addProject(project);
    if (place === undefined) {
      place = this.#hiddenSources.get(id) ?? `${elsewhere}/source-${this.#hiddenSources.size + 1}`;
      this.#hiddenSources.set(id, place);
    }
    const path = `${place}/${name}`;
    this.#collections.set(path, {
      ...{ path, type, portfolio, description, updatedAt },
      ...withoutNulls({ createdAt }),
    });
    return path;
  }

  #addLinks(artifact: SavedArtifact, path: string): void {
    for (const { collection, ...link } of artifact.links ?? []) {
      if (!collection.project) continue;
      this.links.push({
        collection: this.#collection(collection, true),
        artifact: path,
        ...withoutNulls(link),
      });
    }
  }

  #creatorOf({ createdBy, origin }: SavedArtifact, runPaths: ReadonlyMap<string, string>) {
    if (createdBy?.__typename === 'User') {
      const username = this.#user(createdBy);
      return username === null ? { createdByRun: null } : { createdByUser: username };
    }
    const saved = createdBy && runPaths.get(createdBy.id);
    if (saved) return { createdByRun: saved };
    const isHidden = origin?.nodes.some(({ node }) => node.__typename === 'HiddenNode');
    if (!createdBy && !isHidden) return { createdByRun: null };
    this.placeholders += 1;
    return { createdByRun: this.#hiddenRun(0) };
  }

  #hiddenRun(index: number): string {
    while (this.#hiddenUses.length <= index) this.#hiddenUses.push([]);
    return `${hiddenProject}/run-${index + 1}`;
  }

  #hiddenArtifact(index: number): string {
    this.#hiddenArtifactCount = Math.max(this.#hiddenArtifactCount, index + 1);
    return `${hiddenProject}/artifact:v${index}`;
  }
}

/** The number in `Artifact:<number>`; null where W&B names it otherwise. */
function numberOf(id: string): number | null {
  const payload = payloadOf(id, 'Artifact') ?? '';
  const number = Number(payload);
  return /^[1-9]\d*$/.test(payload) && Number.isSafeInteger(number) ? number : null;
}

const noTtl = -2;

function ttlOf({ createdAt, expiresAt }: SavedArtifact): number {
  return expiresAt === null || createdAt === null
    ? noTtl
    : Math.round((Date.parse(expiresAt) - Date.parse(createdAt)) / 1_000);
}

/** A value that W&B did not give when the snapshot was saved is left out: what the world has instead is a plain default. */
function withoutNulls<T extends object>(fields: T): { [K in keyof T]?: NonNullable<T[K]> } {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== null)) as {
    [K in keyof T]?: NonNullable<T[K]>;
  };
}
