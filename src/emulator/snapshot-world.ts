import { payloadOf } from './ids.ts';
import type { WorldJson } from './world-json.ts';

export interface SavedUser {
  username: string | null;
  name: string;
  entity: string | null;
}

export interface SavedProject {
  path: string;
  description: string | null;
  createdAt: string;
}

export interface SavedCollection {
  id: string;
  name: string;
  type: string;
  description: string | null;
  createdAt: string;
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
  tags: string[];
  notes: string | null;
  commit: string | null;
  createdAt: string;
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
  digest: string;
  commitHash: string | null;
  versionState: string;
  description: string | null;
  metadata?: Record<string, unknown> | null;
  aliases: string[];
  tags: string[];
  sizeBytes: number;
  fileCount: number;
  historyStep: number | null;
  expiresAt: string | null;
  createdAt: string;
  updatedAt: string | null;
  usedByCount: number | null;
  collection: SavedCollection;
  links:
    | {
        versionIndex: number | null;
        aliases: string[];
        createdAt: string;
        collection: SavedCollection;
      }[]
    | null;
  createdBy: { __typename: 'Run'; id: string } | ({ __typename: 'User' } & SavedUser) | null;
  /** One hop upstream: whether a run made it that is hidden. */
  origin: { nodes: { node: { __typename: string } }[] } | null;
}

export type SavedNode = SavedRun | SavedArtifact;

type Listed<K extends keyof WorldJson> = NonNullable<WorldJson[K]> extends readonly (infer T)[] ? T : never;

/** Where stands what the snapshot knows of without holding it: no key of the snapshot sees this entity's projects. */
const elsewhere = 'not-in-this-snapshot';
const hiddenProject = `${elsewhere}/hidden`;
const snapshotKey = `snapshot${'0'.repeat(32)}`;

export interface SnapshotWorld {
  world: WorldJson;
  /** How many neighbours of saved nodes are known, but not saved: placeholders stand for them. */
  placeholders: number;
  /** How many versions have global ids that hold no number, and got others. */
  renumbered: number;
}

/**
 * Runs and versions as a world file; the first is the root. A neighbour that is not among them, for W&B hides it or the
 * snapshot ends before it, is a placeholder that the snapshot's key does not see: whoever walks there is told that
 * something is hidden, never that nothing is there.
 */
export function worldFromNodes(name: string, nodes: readonly SavedNode[]): SnapshotWorld {
  const builder = createSnapshotBuilder();
  const artifacts = nodes.filter((node) => node.__typename === 'Artifact');
  const runs = nodes.filter((node) => node.__typename === 'Run');
  for (const artifact of artifacts) builder.name(artifact);
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
      links: builder.links(),
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
    placeholders: builder.placeholderCount(),
    renumbered: builder.renumberedCount(),
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

function createSnapshotBuilder() {
  const projects = new Map<string, Listed<'projects'>>();
  const collections = new Map<string, Listed<'collections'>>();
  const users = new Map<string, Listed<'users'>>();
  const links: Listed<'links'>[] = [];
  /** Paths within the file, by global id; every version has one, whatever W&B calls it. */
  const paths = new Map<string, string>();
  const taken = new Set<string>();
  /** Where collections of hidden projects stand, by the collection's id. */
  const hiddenSources = new Map<string, string>();
  /** What each placeholder run uses: the first stands for one consumer of every version that has any, and so on. */
  const hiddenUses: string[][] = [];
  let hiddenArtifactCount = 0;
  let placeholders = 0;
  let renumbered = 0;

  const user = (saved: SavedUser | null): string | null => {
    if (!saved?.username) return null;
    const { username, name, entity } = saved;
    users.set(username, { username, name, ...(entity !== null && { entity }) });
    return username;
  };
  const collection = (saved: SavedCollection, portfolio: boolean): string => {
    const { id, name, type, description, createdAt, updatedAt, project } = saved;
    let place = project?.path;
    if (project) projects.set(project.path, { ...project });
    if (place === undefined) {
      place = hiddenSources.get(id) ?? `${elsewhere}/source-${hiddenSources.size + 1}`;
      hiddenSources.set(id, place);
    }
    const path = `${place}/${name}`;
    collections.set(path, { path, type, portfolio, description, createdAt, updatedAt });
    return path;
  };
  const hiddenRun = (index: number): string => {
    while (hiddenUses.length <= index) hiddenUses.push([]);
    return `${hiddenProject}/run-${index + 1}`;
  };
  const hiddenArtifact = (index: number): string => {
    hiddenArtifactCount = Math.max(hiddenArtifactCount, index + 1);
    return `${hiddenProject}/artifact:v${index}`;
  };

  return {
    name(artifact: SavedArtifact): void {
      const place = collection(artifact.collection, false);
      const ref = artifact.versionIndex === null ? artifact.digest : `v${artifact.versionIndex}`;
      let path = `${place}:${ref}`;
      for (let other = 2; taken.has(path); other += 1) path = `${place}:${ref}-${other}`;
      taken.add(path);
      paths.set(artifact.id, path);
    },
    run(run: SavedRun): Listed<'runs'> {
      let hidden = 0;
      const pathOf = (id: string | null): string =>
        (id === null ? undefined : paths.get(id)) ?? hiddenArtifact(hidden++);
      const unseen = (count: number): null[] => Array.from({ length: count }, () => null);
      const uses = [
        ...run.used.edges.map(({ id, usedAs }) => ({ artifact: pathOf(id), usedAs })),
        ...unseen(run.used.hidden).map((id) => ({ artifact: pathOf(id), usedAs: [] })),
      ];
      const logs = [...run.logged.edges.map(({ id }) => id), ...unseen(run.logged.hidden)].map(pathOf);
      placeholders += hidden;
      projects.set(run.project.path, { ...run.project });
      const { path, displayName, state, jobType, group, sweepId, tags, notes, commit, createdAt } = run;
      return {
        ...{ path, displayName, state, jobType, group, tags, notes, commit, createdAt },
        sweep: sweepId,
        heartbeatAt: run.heartbeatAt,
        computeSeconds: run.computeSeconds ?? 0,
        user: user(run.user),
        ...(run.config && { config: run.config }),
        ...(run.summaryMetrics && { summary: run.summaryMetrics }),
        uses,
        logs,
      };
    },
    artifact(artifact: SavedArtifact, runPaths: ReadonlyMap<string, string>, consumers: number) {
      const path = paths.get(artifact.id) ?? '';
      const unsaved = Math.max(0, (artifact.usedByCount ?? 0) - consumers);
      for (let index = 0; index < unsaved; index += 1) {
        hiddenRun(index);
        hiddenUses[index]?.push(path);
      }
      placeholders += unsaved;
      for (const { versionIndex, collection: place, ...link } of artifact.links ?? []) {
        if (!place.project) continue;
        const to = collection(place, true);
        links.push({
          collection: to,
          artifact: path,
          ...link,
          ...(versionIndex !== null && { versionIndex }),
        });
      }
      const { id: _id, __typename: _, ...rest } = artifact;
      const number = numberOf(artifact.id);
      if (number === null) renumbered += 1;
      return {
        path,
        ...(number !== null && { id: number }),
        ...creatorOf(artifact),
        versionIndex: rest.versionIndex,
        digest: rest.digest,
        commitHash: rest.commitHash,
        state: rest.versionState,
        description: rest.description,
        ...(rest.metadata && { metadata: rest.metadata }),
        aliases: rest.aliases,
        tags: rest.tags,
        size: rest.sizeBytes,
        fileCount: rest.fileCount,
        // W&B counts the step to come.
        historyStep: rest.historyStep === null ? null : rest.historyStep + 1,
        ttlSeconds: ttlOf(artifact),
        createdAt: rest.createdAt,
        updatedAt: rest.updatedAt,
      };

      function creatorOf({ createdBy, origin }: SavedArtifact) {
        if (createdBy?.__typename === 'User') {
          const username = user(createdBy);
          return username === null ? { createdByRun: null } : { createdByUser: username };
        }
        const saved = createdBy && runPaths.get(createdBy.id);
        if (saved) return { createdByRun: saved };
        const isHidden = origin?.nodes.some(({ node }) => node.__typename === 'HiddenNode');
        if (!createdBy && !isHidden) return { createdByRun: null };
        placeholders += 1;
        return { createdByRun: hiddenRun(0) };
      }
    },
    users: () => [...users.values()],
    freeUsername: (wanted: string) => (users.has(wanted) ? `${wanted}-${elsewhere}` : wanted),
    projects: () => [...projects.values()],
    hiddenProjects: () => [hiddenProject, ...hiddenSources.values()],
    collections: () => [...collections.values(), { path: `${hiddenProject}/artifact`, type: 'hidden' }],
    links: () => links,
    hiddenArtifacts: () =>
      Array.from({ length: hiddenArtifactCount }, (_, index) => ({
        path: hiddenArtifact(index),
        createdByRun: null,
      })),
    hiddenRuns: () => hiddenUses.map((uses, index) => ({ path: hiddenRun(index), user: null, uses })),
    placeholderCount: () => placeholders,
    renumberedCount: () => renumbered,
  };
}

/** The number in `Artifact:<number>`; null where W&B names it otherwise. */
function numberOf(id: string): number | null {
  const payload = payloadOf(id, 'Artifact') ?? '';
  const number = Number(payload);
  return /^[1-9]\d*$/.test(payload) && Number.isSafeInteger(number) ? number : null;
}

const noTtl = -2;

function ttlOf({ createdAt, expiresAt }: SavedArtifact): number {
  return expiresAt === null ? noTtl : Math.round((Date.parse(expiresAt) - Date.parse(createdAt)) / 1_000);
}
