/**
 * What an emulated W&B holds: plain linked objects, so that 200,000 of them are made in a second. Built by a
 * WorldBuilder, from JSON (`worldFromJson`) or by a generator.
 */
export interface World {
  name: string;
  keys: readonly WorldKey[];
  users: readonly UserNode[];
  entities: ReadonlyMap<string, EntityNode>;
  organizations: readonly OrganizationNode[];
  /** By lower-case `entity/project`. */
  projects: ReadonlyMap<string, ProjectNode>;
  runs: readonly RunNode[];
  /** In the order made, which is that of their numbers from 1 on unless they brought numbers of their own. */
  artifacts: readonly ArtifactNode[];
  collections: readonly CollectionNode[];
  /** Canonical paths that show something. */
  roots: Record<RootName, string>;
  /** How consumers that a key may not see are answered: as a run without project, or not at all. */
  hiddenConsumers: 'projectless' | 'omitted';
  /** How a producer that a key may not see is answered. */
  hiddenProducer: 'null' | 'projectless';
  /** How a producer that was deleted is answered: by its user, not at all, or as a run that no lookup finds and that has no edges. */
  deletedProducer: 'user' | 'null' | 'named';
}

export type RootName = 'dataset' | 'model' | 'hub' | 'run';

export interface WorldKey {
  /** 40 or more characters of `[\w-]`, or a JWT. */
  key: string;
  user: UserNode | null;
  /** `*`: everything; else lower-case `entity/project` paths; public projects are seen in any case. */
  sees: '*' | ReadonlySet<string>;
  /** For people: what this key is for. */
  note: string;
}

export interface UserNode {
  kind: 'user';
  number: number;
  username: string;
  name: string;
  email: string | null;
  /** The default entity. */
  entity: string;
  /** Other entities whose team the user is in. */
  teams: readonly string[];
}

export interface EntityNode {
  number: number;
  name: string;
  isTeam: boolean;
  organization: OrganizationNode | null;
  user: UserNode | null;
  projects: ProjectNode[];
}

export interface OrganizationNode {
  number: number;
  name: string;
  /** The entity that owns the organisation's registries. */
  orgEntity: string;
}

export interface ProjectNode {
  number: number;
  entity: string;
  name: string;
  description: string | null;
  createdAt: string;
  isPublic: boolean;
  /** Deleted: invisible to every key, while its artifacts may live on through links. */
  deleted: boolean;
  /** Lower-case `entity/project` of the project that lookups are sent on to (a migrated model registry); null: none. */
  redirectTo: string | null;
  runs: Map<string, RunNode>;
  /** By lower-case name. */
  collections: Map<string, CollectionNode>;
}

export interface RunNode {
  kind: 'run';
  number: number;
  project: ProjectNode;
  /** The run id. */
  name: string;
  displayName: string | null;
  state: string | null;
  jobType: string | null;
  group: string | null;
  sweep: string | null;
  tags: string[];
  notes: string | null;
  commit: string | null;
  createdAt: string;
  heartbeatAt: string | null;
  computeSeconds: number;
  user: UserNode | null;
  /** Plain values; the wrapping that W&B puts around them is added when it is sent. */
  config: Readonly<Record<string, unknown>> | null;
  summary: Readonly<Record<string, unknown>> | null;
  /** In the order used. */
  uses: UseEdge[];
  /** In the order logged; the same content logged by a second run is listed here too. */
  logs: ArtifactNode[];
  /** Deleted: no lookup finds it, no list names it. */
  deleted: boolean;
}

export interface UseEdge {
  artifact: ArtifactNode;
  usedAs: string[];
}

export interface ArtifactNode {
  kind: 'artifact';
  number: number;
  collection: CollectionNode;
  /** null before it is committed. */
  versionIndex: number | null;
  digest: string;
  commitHash: string | null;
  state: string;
  description: string | null;
  metadata: Readonly<Record<string, unknown>> | null;
  /** In the source collection, without `vN`. */
  aliases: string[];
  tags: string[];
  size: number;
  fileCount: number;
  /** As W&B counts: the step to come. */
  historyStep: number | null;
  ttlSeconds: number;
  createdAt: string;
  updatedAt: string | null;
  creator: RunNode | UserNode | null;
  usedBy: RunNode[];
  links: LinkNode[];
}

export interface CollectionNode {
  number: number;
  portfolio: boolean;
  project: ProjectNode;
  name: string;
  type: string;
  description: string | null;
  createdAt: string;
  updatedAt: string | null;
  /** Versions that were born here; of a portfolio, none. */
  versions: ArtifactNode[];
  /** Versions that a portfolio points to; of a sequence, none. */
  links: LinkNode[];
}

/** The place of a version in a collection: its own, or one that it is linked to. */
export interface MembershipNode {
  /** Of a link its own number, of the source collection the version's, negative. */
  number: number;
  collection: CollectionNode;
  artifact: ArtifactNode;
  /** null in the source collection before the version is committed. */
  versionIndex: number | null;
  /** Without `vN`. */
  aliases: string[];
  createdAt: string;
}

export interface LinkNode extends MembershipNode {
  versionIndex: number;
}

export function projectKey(entity: string, project: string): string {
  return `${entity}/${project}`.toLowerCase();
}

/** `entity/project/collection:vN`; a version without a number is written with its digest. */
export function artifactPathOf({ collection, versionIndex, digest }: ArtifactNode): string {
  const { entity, name } = collection.project;
  return `${entity}/${name}/${collection.name}:${versionIndex === null ? digest : `v${versionIndex}`}`;
}

export function runPathOf({ project, name }: RunNode): string {
  return `${project.entity}/${project.name}/${name}`;
}

const numbered = new WeakMap<World, Map<number, ArtifactNode>>();

/** The artifact with this number in its global id. */
export function artifactByNumber(world: World, number: number): ArtifactNode | undefined {
  const usual = world.artifacts[number - 1];
  if (usual?.number === number) return usual;
  let artifacts = numbered.get(world);
  if (!artifacts) {
    artifacts = new Map(world.artifacts.map((artifact) => [artifact.number, artifact]));
    numbered.set(world, artifacts);
  }
  return artifacts.get(number);
}
