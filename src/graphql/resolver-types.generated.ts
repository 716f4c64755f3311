import type { GraphQLResolveInfo, GraphQLScalarType, GraphQLScalarTypeConfig } from 'graphql';
import type { ArtifactRecord, ArtifactConnection, ArtifactEdge } from '../artifact/artifact.model.ts';
import type { CollectionRecord, MembershipRecord, CollectionConnection, CollectionEdge } from '../artifact/collection.model.ts';
import type { RunRecord, RunConnection, RunEdge } from '../run/run.model.ts';
import type { ProjectRecord, UserRecord, ProjectConnection, ProjectEdge } from '../project/project.model.ts';
import type { LineageGraphModel, CompletenessModel, HiddenNodeModel, BlastRadiusModel } from '../lineage/lineage.model.ts';
import type { GatewayContext } from '../context.ts';
export type Maybe<T> = T | null;
export type InputMaybe<T> = Maybe<T>;
export type Omit<T, K extends keyof T> = Pick<T, Exclude<keyof T, K>>;
export type RequireFields<T, K extends keyof T> = Omit<T, K> & { [P in K]-?: NonNullable<T[P]> };
/** All built-in and custom scalars, mapped to their actual values */
export type Scalars = {
  ID: { input: string; output: string; }
  String: { input: string; output: string; }
  Boolean: { input: boolean; output: boolean; }
  Int: { input: number; output: number; }
  Float: { input: number; output: number; }
  /** An instant, as an RFC 3339 string in UTC (`2024-03-01T10:00:00.000Z`). */
  DateTime: { input: Date; output: Date; }
  /** Any JSON value, given inline. */
  JSON: { input: unknown; output: unknown; }
  /** A whole number up to 2^53 - 1, for sizes and counts that do not fit `Int`. */
  SafeInt: { input: number; output: number; }
  _FieldSet: { input: unknown; output: unknown; }
};

/** How the ancestries of two nodes differ. */
export type AncestryDiff = {
  __typename?: 'AncestryDiff';
  /** What is missing; a difference may then be a matter of that. */
  completeness: Completeness;
  /** The oldest difference: what it is that differs with nothing different before it; null where the ancestries are equal. */
  earliestDivergence?: Maybe<Divergence>;
  /** What stands upstream of `base` alone. */
  onlyInBase: Array<LineageHit>;
  /** What stands upstream of `head` alone. */
  onlyInHead: Array<LineageHit>;
  /** How the runs that made corresponding things differ, those of the two nodes first. */
  runChanges: Array<RunChange>;
  /** How many nodes stand upstream of both. */
  sharedCount: Scalars['Int']['output'];
  /** Collections of which the two use different versions. */
  versionChanges: Array<VersionChange>;
};

/** One version of an artifact: a dataset, a model or any other files that runs use and log. */
export type Artifact = LineageNode & Node & {
  __typename?: 'Artifact';
  /** The aliases in the source collection (`latest`, `production`), without the `vN` that every version has. */
  aliases: Array<Scalars['String']['output']>;
  /** What would be touched if this version were wrong: everything downstream of it, counted. */
  blastRadius?: Maybe<BlastRadius>;
  /** The collection in which the version was born. */
  collection: ArtifactCollection;
  /** The id of the commit that made the version; null before it was committed. */
  commitHash?: Maybe<Scalars['String']['output']>;
  /** When it was made. */
  createdAt: Scalars['DateTime']['output'];
  /** Who or what created it. W&B names a user also where the run that made it was deleted. Null where W&B tells neither. */
  createdBy?: Maybe<ArtifactCreator>;
  /** What its author wrote about it. */
  description?: Maybe<Scalars['String']['output']>;
  /** The checksum of the manifest: equal digests mean equal content. */
  digest: Scalars['String']['output'];
  /** When W&B will delete it; null where no time to live is set. */
  expiresAt?: Maybe<Scalars['DateTime']['output']>;
  /** How many files it holds. */
  fileCount: Scalars['SafeInt']['output'];
  /** The step of the run's history at which it was logged; null where nothing had been logged before. */
  historyStep?: Maybe<Scalars['Int']['output']>;
  /** W&B's own global id; a link has the id of the version that it points to. */
  id: Scalars['ID']['output'];
  /** The collection's name and the version, for example `flowers:v3`. */
  label: Scalars['String']['output'];
  /** Everything that is reached from this version, in one answer. */
  lineage?: Maybe<LineageGraph>;
  /** The registries and portfolios that hold the version, each with its own number and aliases. */
  links?: Maybe<Array<ArtifactLink>>;
  /** The run that created the version; null where a person made it, or W&B shows no run. Another run that logged the same content later is not told here; that run's `loggedArtifacts` lists the version all the same. */
  loggedBy?: Maybe<Run>;
  /** What its author attached, as key to value. */
  metadata?: Maybe<Scalars['JSON']['output']>;
  /** The name of the collection in which the version was born, without the version: `flowers`. `label` has both. */
  name: Scalars['String']['output'];
  /** `entity/project/collection:vN` of the collection in which the version was born; where that one is hidden, of a link that the caller sees; null where there is neither, or no version number yet. */
  path?: Maybe<Scalars['String']['output']>;
  /** The project of the source collection; null where it is hidden or deleted. It need not be the project of the run that logged it. */
  project?: Maybe<Project>;
  /** The size of its files in bytes, files that are only referenced included. */
  sizeBytes: Scalars['SafeInt']['output'];
  /** Whether something that this version was made from has a newer version with other content. */
  staleness?: Maybe<Staleness>;
  /** Whether its files are all there. */
  state: ArtifactState;
  /** The version's tags. */
  tags: Array<Scalars['String']['output']>;
  /** The type that its author named, for example `dataset` or `model`; W&B's own begin with `wandb-`. */
  type: Scalars['String']['output'];
  /** When its description, aliases or the like last changed. */
  updatedAt?: Maybe<Scalars['DateTime']['output']>;
  /** The version's page in W&B's web app; null where its own project is hidden. */
  url?: Maybe<Scalars['String']['output']>;
  /** The runs that used it, through its links too. */
  usedBy?: Maybe<ArtifactUsedByConnection>;
  /** How many runs W&B counts as users of the version, hidden ones included. */
  usedByCount?: Maybe<Scalars['Int']['output']>;
  /** `v` and `versionIndex`; null before W&B numbered it. */
  version?: Maybe<Scalars['String']['output']>;
  /** The number within the source collection, from 0; null before W&B numbered it. */
  versionIndex?: Maybe<Scalars['Int']['output']>;
};


/** One version of an artifact: a dataset, a model or any other files that runs use and log. */
export type ArtifactBlastRadiusArgs = {
  filter?: InputMaybe<LineageFilter>;
  maxDepth?: Scalars['Int']['input'];
};


/** One version of an artifact: a dataset, a model or any other files that runs use and log. */
export type ArtifactLineageArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  direction?: LineageDirection;
  filter?: InputMaybe<LineageFilter>;
  maxDepth?: Scalars['Int']['input'];
  maxFanout?: InputMaybe<Scalars['Int']['input']>;
  maxNodes?: Scalars['Int']['input'];
  stopAt?: InputMaybe<LineageFilter>;
};


/** One version of an artifact: a dataset, a model or any other files that runs use and log. */
export type ArtifactStalenessArgs = {
  maxDepth?: Scalars['Int']['input'];
};


/** One version of an artifact: a dataset, a model or any other files that runs use and log. */
export type ArtifactUsedByArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
};

/** A named row of versions: where they are born (a sequence), or a registry or portfolio that points to them. */
export type ArtifactCollection = Node & {
  __typename?: 'ArtifactCollection';
  /** When it was made. */
  createdAt: Scalars['DateTime']['output'];
  /** What its authors wrote about it. */
  description?: Maybe<Scalars['String']['output']>;
  /** W&B's own global id. */
  id: Scalars['ID']['output'];
  /** Whether versions are born here or only pointed to. */
  kind: ArtifactCollectionKind;
  /** The name, without project and version. */
  name: Scalars['String']['output'];
  /** `entity/project/name`; null where its project is hidden or deleted. */
  path?: Maybe<Scalars['String']['output']>;
  /** The project that holds it; null where that is hidden or deleted. */
  project?: Maybe<Project>;
  /** The artifact type that its versions have. */
  type: Scalars['String']['output'];
  /** When it last changed. */
  updatedAt?: Maybe<Scalars['DateTime']['output']>;
  /** Its versions whose files are all there, the newest first. Null where W&B no longer shows the collection. */
  versions?: Maybe<ArtifactCollectionVersionConnection>;
};


/** A named row of versions: where they are born (a sequence), or a registry or portfolio that points to them. */
export type ArtifactCollectionVersionsArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
};

/** What a collection does with its versions. */
export type ArtifactCollectionKind =
  /** It points to versions that were born elsewhere: a registry or a portfolio. */
  | 'PORTFOLIO'
  /** Versions are born here. */
  | 'SEQUENCE'
  /** A kind that this service does not know. */
  | 'UNKNOWN';

/** A page of a collection's versions. */
export type ArtifactCollectionVersionConnection = {
  __typename?: 'ArtifactCollectionVersionConnection';
  /** The versions with what they are called in this collection. */
  edges: Array<ArtifactCollectionVersionEdge>;
  /** How many versions W&B counted on this page but did not show. */
  hiddenCount: Scalars['Int']['output'];
  /** The versions alone. */
  nodes: Array<Artifact>;
  /** Where this page begins and ends. */
  pageInfo: PageInfo;
  /** How many such versions W&B counts on all pages. */
  totalCount: Scalars['Int']['output'];
};

/** The place of a version in a collection. */
export type ArtifactCollectionVersionEdge = {
  __typename?: 'ArtifactCollectionVersionEdge';
  /** The aliases that the version has in this collection, without `vN`; null only where loading it failed, with the reason in `errors`. */
  aliases?: Maybe<Array<Scalars['String']['output']>>;
  /** Pass it as `after` to go on behind this edge. */
  cursor: Scalars['String']['output'];
  /** The version, which a registry or portfolio only points to; null only where loading it failed, with the reason in `errors`. */
  node?: Maybe<Artifact>;
  /** `v` and the number that the version has in this collection, which is not that at its source in a registry or portfolio; null where W&B gives none. */
  version?: Maybe<Scalars['String']['output']>;
};

/** Who or what created an artifact version. */
export type ArtifactCreator = Run | User;

/** The membership of an artifact version in a registry or portfolio. */
export type ArtifactLink = {
  __typename?: 'ArtifactLink';
  /** The aliases that the version has there, without `vN`. */
  aliases: Array<Scalars['String']['output']>;
  /** The registry or portfolio collection. */
  collection: ArtifactCollection;
  /** When it was linked. */
  createdAt: Scalars['DateTime']['output'];
  /** W&B's own global id of the membership. */
  id: Scalars['ID']['output'];
  /** Whether the collection belongs to a registry (a project named `wandb-registry-...`). */
  isRegistry: Scalars['Boolean']['output'];
  /** `entity/project/collection:vN`, with the number that the version has there; null where the project is hidden. */
  path?: Maybe<Scalars['String']['output']>;
  /** `v` and `versionIndex`; null where W&B gives none. */
  version?: Maybe<Scalars['String']['output']>;
  /** The number within that collection, from 0, unlike the one at the source; null where W&B gives none. */
  versionIndex?: Maybe<Scalars['Int']['output']>;
};

/** Whether an artifact version's files are there. */
export type ArtifactState =
  /** Complete. */
  | 'COMMITTED'
  /** Deleted; W&B keeps only its traces. */
  | 'DELETED'
  /** Deleted, and its files removed. */
  | 'GARBAGE_COLLECTED'
  /** Being uploaded. */
  | 'PENDING'
  /** Marked for deletion. */
  | 'PENDING_DELETION'
  /** A state that this service does not know. */
  | 'UNKNOWN';

/** A page of the runs that used an artifact version. */
export type ArtifactUsedByConnection = {
  __typename?: 'ArtifactUsedByConnection';
  /** The runs with their cursors. */
  edges: Array<ArtifactUsedByEdge>;
  /** How many runs W&B counted on this page but did not show. */
  hiddenCount: Scalars['Int']['output'];
  /** The runs alone. */
  nodes: Array<Run>;
  /** Where this page begins and ends. */
  pageInfo: PageInfo;
  /** How many runs W&B counts on all pages, hidden ones included. */
  totalCount: Scalars['Int']['output'];
};

/** One run that used an artifact version. */
export type ArtifactUsedByEdge = {
  __typename?: 'ArtifactUsedByEdge';
  /** Pass it as `after` to go on behind this edge. */
  cursor: Scalars['String']['output'];
  /** The run; null only where loading it failed, with the reason in `errors`. */
  node?: Maybe<Run>;
};

/** What lies downstream of a version, counted. */
export type BlastRadius = {
  __typename?: 'BlastRadius';
  /** Artifact versions downstream. */
  artifacts: Scalars['Int']['output'];
  /** The same counts for each distance. */
  byDepth: Array<BlastRadiusLevel>;
  /** What is missing; the counts are lower bounds then. */
  completeness: Completeness;
  /** Nodes that W&B counts but does not show; they are in no other count. */
  hidden: Scalars['Int']['output'];
  /** Projects that these belong to. */
  projects: Scalars['Int']['output'];
  /** Runs downstream. */
  runs: Scalars['Int']['output'];
  /** People who started these runs, as far as W&B tells. */
  users: Scalars['Int']['output'];
  /** The versions downstream, those that people rely on first: with an alias other than `latest`, or linked to a registry. */
  versions: Array<BlastRadiusVersion>;
};


/** What lies downstream of a version, counted. */
export type BlastRadiusVersionsArgs = {
  first?: Scalars['Int']['input'];
};

/** What lies at one distance downstream. */
export type BlastRadiusLevel = {
  __typename?: 'BlastRadiusLevel';
  /** Artifact versions at this distance. */
  artifacts: Scalars['Int']['output'];
  /** The distance in hops. */
  depth: Scalars['Int']['output'];
  /** Nodes that W&B counts but does not show. */
  hidden: Scalars['Int']['output'];
  /** Projects that these belong to. */
  projects: Scalars['Int']['output'];
  /** Runs at this distance. */
  runs: Scalars['Int']['output'];
  /** People who started these runs. */
  users: Scalars['Int']['output'];
};

/** A version downstream. */
export type BlastRadiusVersion = {
  __typename?: 'BlastRadiusVersion';
  /** The version. */
  artifact: Artifact;
  /** Its distance in hops. */
  depth: Scalars['Int']['output'];
  /** Whether people rely on it: it has an alias other than `latest`, or a registry links to it. */
  important: Scalars['Boolean']['output'];
};

/** What a walk left out. Nothing is left out without being listed here. */
export type Completeness = {
  __typename?: 'Completeness';
  /** Whether the answer is all there is of what was asked for. */
  complete: Scalars['Boolean']['output'];
  /** Each place where something is missing. */
  truncations: Array<Truncation>;
  /** How many requests to W&B this walk took. */
  wandbRequests: Scalars['Int']['output'];
};

/** A setting that differs. */
export type ConfigChange = {
  __typename?: 'ConfigChange';
  /** Its value in `base` as JSON, at most 256 characters; null: not set. */
  base?: Maybe<Scalars['String']['output']>;
  /** Its value in `head` as JSON, at most 256 characters; null: not set. */
  head?: Maybe<Scalars['String']['output']>;
  /** Its key; those of nested objects are joined by dots. */
  key: Scalars['String']['output'];
};

/** The oldest difference between two ancestries. */
export type Divergence = {
  __typename?: 'Divergence';
  /** The node of `base`; null where only `head` has one. */
  base?: Maybe<LineageNode>;
  /** The node of `head`; null where only `base` has one. */
  head?: Maybe<LineageNode>;
};

/** A page of an entity's projects. W&B does not count them all. */
export type EntityProjectConnection = {
  __typename?: 'EntityProjectConnection';
  /** The projects with their cursors. */
  edges: Array<EntityProjectEdge>;
  /** How many projects W&B counted on this page but did not show. */
  hiddenCount: Scalars['Int']['output'];
  /** The projects alone. */
  nodes: Array<Project>;
  /** Where this page begins and ends. */
  pageInfo: PageInfo;
};

/** One project of an entity. */
export type EntityProjectEdge = {
  __typename?: 'EntityProjectEdge';
  /** Pass it as `after` to go on behind this edge. */
  cursor: Scalars['String']['output'];
  /** The project; null only where loading it failed, with the reason in `errors`. */
  node?: Maybe<Project>;
};

/** Something that W&B lets the caller know of, but not see. */
export type HiddenNode = LineageNode & {
  __typename?: 'HiddenNode';
  /** An id that is stable within the answers to one caller and tells nothing; no lookup finds it. */
  id: Scalars['ID']['output'];
  /** What it is taken for, for example `hidden run`. */
  label: Scalars['String']['output'];
  /** Why it is hidden. */
  reason: HiddenReason;
  /** Always null. */
  url?: Maybe<Scalars['String']['output']>;
};

/** Why a node is hidden. W&B answers alike for forbidden, deleted and never existed. */
export type HiddenReason =
  /** W&B counts it, but does not show it to this caller. */
  | 'NOT_VISIBLE'
  /** W&B names it, but it cannot be found. */
  | 'UNKNOWN'
  /** Loading it failed; the reason stands in `errors`. */
  | 'WANDB_ERROR';

/** Which way to walk. */
export type LineageDirection =
  /** Both closures, without siblings. */
  | 'BOTH'
  /** To what was made from a node. */
  | 'DOWNSTREAM'
  /** To what a node was made from. */
  | 'UPSTREAM';

/** An edge along the data's flow: an artifact version to a run that used it, or a run to a version that it logged. */
export type LineageEdge = {
  __typename?: 'LineageEdge';
  /** The id of the node where the data comes from. */
  from: Scalars['ID']['output'];
  /** Whether it was used or logged. */
  kind: LineageEdgeKind;
  /** The id of the node where it goes. */
  to: Scalars['ID']['output'];
  /** The names under which the run used the version; null: not told, since W&B tells it from the run's side only. */
  usedAs?: Maybe<Array<Scalars['String']['output']>>;
};

/** What an edge stands for. */
export type LineageEdgeKind =
  /** A run logged the artifact version. */
  | 'LOGGED'
  /** A run used the artifact version. */
  | 'USED';

/** A graph in another format. */
export type LineageExport = {
  __typename?: 'LineageExport';
  /** The content. */
  content: Scalars['String']['output'];
  /** A name for a file. */
  fileName: Scalars['String']['output'];
  /** The format asked for. */
  format: LineageExportFormat;
  /** The content's media type. */
  mediaType: Scalars['String']['output'];
};

/** The formats in which a graph can be exported. Each says where the graph is incomplete. */
export type LineageExportFormat =
  /** A CycloneDX 1.6 machine-learning bill of materials. */
  | 'CYCLONEDX'
  /** Graphviz's language. */
  | 'DOT'
  /** Our own plain JSON. */
  | 'JSON'
  /** A Mermaid flowchart. */
  | 'MERMAID'
  /** OpenLineage run events (spec 2-0-2), one JSON object a line. */
  | 'OPENLINEAGE'
  /** W3C PROV-JSON. */
  | 'PROV_JSON'
  /** A drawing. */
  | 'SVG';

/** Which nodes to show. Conditions that are given all have to hold; each list means any of its values. */
export type LineageFilter = {
  /** Only artifact versions of these types; runs are not affected. */
  artifactTypes?: InputMaybe<Array<Scalars['String']['input']>>;
  /** Only nodes made at this instant or later. */
  createdAfter?: InputMaybe<Scalars['DateTime']['input']>;
  /** Only nodes made before this instant. */
  createdBefore?: InputMaybe<Scalars['DateTime']['input']>;
  /** Whether to show the versions that W&B logs by itself (`wandb-*`, `run_table`, `code`, `job`); false when left out. */
  includeSystemTypes?: InputMaybe<Scalars['Boolean']['input']>;
  /** Only runs with these job types; artifact versions are not affected. */
  jobTypes?: InputMaybe<Array<Scalars['String']['input']>>;
  /** Only nodes of these kinds. */
  kinds?: InputMaybe<Array<LineageNodeKind>>;
  /** Only nodes of these projects, as `entity/project`. */
  projects?: InputMaybe<Array<Scalars['String']['input']>>;
  /** Only runs in these states, as W&B writes them (`finished`); artifact versions are not affected. */
  runStates?: InputMaybe<Array<Scalars['String']['input']>>;
};

/** A part of the lineage graph around its roots. */
export type LineageGraph = {
  __typename?: 'LineageGraph';
  /** What is missing, and why. */
  completeness: Completeness;
  /** The edges of this page: each stands on the page of its later end. */
  edges: Array<LineageEdge>;
  /** What to pass as `after` for the rest; null: nothing is left. */
  endCursor?: Maybe<Scalars['String']['output']>;
  /** This page in a format for other programs. */
  export: LineageExport;
  /** The nodes of this page that have nothing downstream of them within the graph. */
  leaves: Array<LineageNode>;
  /** The nodes of this page, roots first, then by distance. */
  nodes: Array<LineageHit>;
  /** The nodes of this page that have nothing upstream of them within the graph. */
  roots: Array<LineageNode>;
};


/** A part of the lineage graph around its roots. */
export type LineageGraphExportArgs = {
  format: LineageExportFormat;
};

/** A node of a lineage graph, and how the walk met it. */
export type LineageHit = {
  __typename?: 'LineageHit';
  /** How many hops it is from the nearest root. */
  depth: Scalars['Int']['output'];
  /** Whether the walk went on from it. */
  expanded: Scalars['Boolean']['output'];
  /** How many neighbours of it are known but not in the graph; null: it was not looked at. */
  hiddenNeighbours?: Maybe<Scalars['Int']['output']>;
  /** The run, artifact version, or what is hidden. */
  node: LineageNode;
};

/** A node of the lineage graph. */
export type LineageNode = {
  /** W&B's own global id. */
  id: Scalars['ID']['output'];
  /** What to write beside the node in a drawing. */
  label: Scalars['String']['output'];
  /** The page in W&B's web app; null where none can be told. */
  url?: Maybe<Scalars['String']['output']>;
};

/** The kinds of node in a lineage graph. */
export type LineageNodeKind =
  /** An artifact version. */
  | 'ARTIFACT'
  /** A run. */
  | 'RUN';

/** One way along the data's flow. */
export type LineagePath = {
  __typename?: 'LineagePath';
  /** The edges between them. */
  edges: Array<LineageEdge>;
  /** How many hops it has. */
  length: Scalars['Int']['output'];
  /** The nodes on it, in the data's order, both ends included. */
  nodes: Array<LineageNode>;
};

/** Ways by which data went from one node to another. */
export type LineagePathResult = {
  __typename?: 'LineagePathResult';
  /** What could hide further ways; complete only where these are all there are. */
  completeness: Completeness;
  /** Whether there are more ways than these. */
  hasMore: Scalars['Boolean']['output'];
  /** The ways, along the data's flow, shortest first. */
  paths: Array<LineagePath>;
  /** Whether data flows the other way, from `to` to `from`; the ways given then do so too. */
  reversed: Scalars['Boolean']['output'];
};

/** An object with a global id, which `Query.node` finds again. */
export type Node = {
  /** W&B's own global id. */
  id: Scalars['ID']['output'];
};

/** Where a page of a connection begins and ends (Relay). */
export type PageInfo = {
  __typename?: 'PageInfo';
  /** What to pass as `after` for the next page; null on an empty page. */
  endCursor?: Maybe<Scalars['String']['output']>;
  /** Whether more follows after `endCursor`. */
  hasNextPage: Scalars['Boolean']['output'];
  /** Whether something stands before `startCursor`, as far as W&B tells. */
  hasPreviousPage: Scalars['Boolean']['output'];
  /** The cursor of the first item that W&B counted on this page; null on an empty page. */
  startCursor?: Maybe<Scalars['String']['output']>;
};

/** A project: runs and collections under one entity. A registry is a project too, named `wandb-registry-...`. */
export type Project = Node & {
  __typename?: 'Project';
  /** The collection with this name; null where W&B shows the caller none. */
  collection?: Maybe<ArtifactCollection>;
  /** The collections that it holds, W&B's automatic ones too, in W&B's order. Null where W&B no longer shows the project. */
  collections?: Maybe<ProjectCollectionConnection>;
  /** When it was made. */
  createdAt: Scalars['DateTime']['output'];
  /** What its authors wrote about it. */
  description?: Maybe<Scalars['String']['output']>;
  /** The user, team or organisation that owns it. */
  entity: Scalars['String']['output'];
  /** The global id. Where W&B's own cannot be looked up, it is made of the names, so that `Query.node` finds it. */
  id: Scalars['ID']['output'];
  /** The name without the entity. */
  name: Scalars['String']['output'];
  /** `entity/project`, as W&B writes the names. */
  path: Scalars['String']['output'];
  /** The project's page in W&B's web app. */
  url?: Maybe<Scalars['String']['output']>;
};


/** A project: runs and collections under one entity. A registry is a project too, named `wandb-registry-...`. */
export type ProjectCollectionArgs = {
  name: Scalars['String']['input'];
};


/** A project: runs and collections under one entity. A registry is a project too, named `wandb-registry-...`. */
export type ProjectCollectionsArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
};

/** A page of a project's collections. W&B does not count them all. */
export type ProjectCollectionConnection = {
  __typename?: 'ProjectCollectionConnection';
  /** The collections with their cursors. */
  edges: Array<ProjectCollectionEdge>;
  /** How many collections W&B counted on this page but did not show. */
  hiddenCount: Scalars['Int']['output'];
  /** The collections alone. */
  nodes: Array<ArtifactCollection>;
  /** Where this page begins and ends. */
  pageInfo: PageInfo;
};

/** One collection of a project. */
export type ProjectCollectionEdge = {
  __typename?: 'ProjectCollectionEdge';
  /** Pass it as `after` to go on behind this edge. */
  cursor: Scalars['String']['output'];
  /** The collection; null only where loading it failed, with the reason in `errors`. */
  node?: Maybe<ArtifactCollection>;
};

/** Where a walk starts: everything else is reached from here by nesting. */
export type Query = {
  __typename?: 'Query';
  /** Why two runs or artifact versions differ: what stands upstream of the one and not of the other. */
  ancestryDiff: AncestryDiff;
  /** The artifact version that `path` names; null where W&B shows the caller none (absent, deleted and forbidden look alike). */
  artifact?: Maybe<Artifact>;
  /** Everything that is reached from the roots, in one answer. A root that W&B does not show is listed in `completeness` and among the nodes as hidden. */
  lineage: LineageGraph;
  /** How data went from one node to another, shortest way first. */
  lineagePaths: LineagePathResult;
  /** The object with this global id; null where W&B shows the caller none. */
  node?: Maybe<Node>;
  /** The objects with these global ids, in the order asked; null in the place of each that W&B does not show. */
  nodes: Array<Maybe<Node>>;
  /** The project that `path` names; null where W&B shows the caller none. */
  project?: Maybe<Project>;
  /** The projects of a user, a team or an organisation that W&B shows the caller, in W&B's order; null where W&B gives no list. An entity that W&B does not know looks like one without projects. */
  projects?: Maybe<EntityProjectConnection>;
  /** The run that `path` names; null where W&B shows the caller none. */
  run?: Maybe<Run>;
  /** Who the caller's credential is to W&B; null when anonymous. */
  viewer?: Maybe<User>;
};


/** Where a walk starts: everything else is reached from here by nesting. */
export type QueryAncestryDiffArgs = {
  base: Scalars['ID']['input'];
  head: Scalars['ID']['input'];
  maxDepth?: Scalars['Int']['input'];
};


/** Where a walk starts: everything else is reached from here by nesting. */
export type QueryArtifactArgs = {
  path: Scalars['String']['input'];
};


/** Where a walk starts: everything else is reached from here by nesting. */
export type QueryLineageArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  direction?: LineageDirection;
  filter?: InputMaybe<LineageFilter>;
  maxDepth?: Scalars['Int']['input'];
  maxFanout?: InputMaybe<Scalars['Int']['input']>;
  maxNodes?: Scalars['Int']['input'];
  roots: Array<Scalars['ID']['input']>;
  stopAt?: InputMaybe<LineageFilter>;
};


/** Where a walk starts: everything else is reached from here by nesting. */
export type QueryLineagePathsArgs = {
  first?: Scalars['Int']['input'];
  from: Scalars['ID']['input'];
  maxDepth?: Scalars['Int']['input'];
  to: Scalars['ID']['input'];
};


/** Where a walk starts: everything else is reached from here by nesting. */
export type QueryNodeArgs = {
  id: Scalars['ID']['input'];
};


/** Where a walk starts: everything else is reached from here by nesting. */
export type QueryNodesArgs = {
  ids: Array<Scalars['ID']['input']>;
};


/** Where a walk starts: everything else is reached from here by nesting. */
export type QueryProjectArgs = {
  path: Scalars['String']['input'];
};


/** Where a walk starts: everything else is reached from here by nesting. */
export type QueryProjectsArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  entity: Scalars['String']['input'];
  first?: InputMaybe<Scalars['Int']['input']>;
};


/** Where a walk starts: everything else is reached from here by nesting. */
export type QueryRunArgs = {
  path: Scalars['String']['input'];
};

/** One execution that W&B tracked: it used artifact versions and logged others. */
export type Run = LineageNode & Node & {
  __typename?: 'Run';
  /** The Git commit that it ran from; null where W&B saw none. */
  commit?: Maybe<Scalars['String']['output']>;
  /** How long it computed, in seconds. */
  computeSeconds?: Maybe<Scalars['Float']['output']>;
  /** The configuration, key to value, without W&B's own `_wandb` entry. NaN and infinities become null. */
  config?: Maybe<Scalars['JSON']['output']>;
  /** When it began. */
  createdAt: Scalars['DateTime']['output'];
  /** The name that people gave the run; not unique. Null where none was given. */
  displayName?: Maybe<Scalars['String']['output']>;
  /** The group that the author put it in. */
  group?: Maybe<Scalars['String']['output']>;
  /** When W&B last heard from it. */
  heartbeatAt?: Maybe<Scalars['DateTime']['output']>;
  /** W&B's own global id. It holds the names of project and entity, so it changes when the run is moved. */
  id: Scalars['ID']['output'];
  /** What kind of work it was, as its author named it. */
  jobType?: Maybe<Scalars['String']['output']>;
  /** The display name, else the run id. */
  label: Scalars['String']['output'];
  /** Everything that is reached from this run, in one answer. */
  lineage?: Maybe<LineageGraph>;
  /** The artifact versions that it logged: its outputs. Null where W&B no longer shows the run. */
  loggedArtifacts?: Maybe<RunLoggedArtifactConnection>;
  /** Notes in Markdown; null where there are none. */
  notes?: Maybe<Scalars['String']['output']>;
  /** `entity/project/runId`, as W&B writes the names. */
  path: Scalars['String']['output'];
  /** The project that it belongs to. */
  project?: Maybe<Project>;
  /** The id in the run's URL, unique within its project. */
  runId: Scalars['String']['output'];
  /** W&B's state, for example `running`, `finished`, `failed`, `crashed`, `killed`; others may come. */
  state?: Maybe<Scalars['String']['output']>;
  /** The last value of each metric. NaN and infinities become null. */
  summaryMetrics?: Maybe<Scalars['JSON']['output']>;
  /** The id of the sweep that started it; null for a run outside sweeps. */
  sweepId?: Maybe<Scalars['String']['output']>;
  /** The run's tags. */
  tags: Array<Scalars['String']['output']>;
  /** The run's page in W&B's web app. */
  url?: Maybe<Scalars['String']['output']>;
  /** The artifact versions that it used: its inputs. Null where W&B no longer shows the run. */
  usedArtifacts?: Maybe<RunUsedArtifactConnection>;
  /** Who ran it; null where W&B does not show it. */
  user?: Maybe<User>;
};


/** One execution that W&B tracked: it used artifact versions and logged others. */
export type RunLineageArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  direction?: LineageDirection;
  filter?: InputMaybe<LineageFilter>;
  maxDepth?: Scalars['Int']['input'];
  maxFanout?: InputMaybe<Scalars['Int']['input']>;
  maxNodes?: Scalars['Int']['input'];
  stopAt?: InputMaybe<LineageFilter>;
};


/** One execution that W&B tracked: it used artifact versions and logged others. */
export type RunLoggedArtifactsArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
};


/** One execution that W&B tracked: it used artifact versions and logged others. */
export type RunUsedArtifactsArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
};

/** How two runs that made corresponding things differ. */
export type RunChange = {
  __typename?: 'RunChange';
  /** The run upstream of `base`. */
  base: Run;
  /** The Git commit of the run upstream of `base`. */
  baseCommit?: Maybe<Scalars['String']['output']>;
  /** Whether the commits differ; null where W&B does not tell one of them. */
  commitChanged?: Maybe<Scalars['Boolean']['output']>;
  /** Settings that differ, by key. */
  config: Array<ConfigChange>;
  /** How many more settings differ than are listed. */
  configOmitted: Scalars['Int']['output'];
  /** The run upstream of `head`. */
  head: Run;
  /** The Git commit of the run upstream of `head`. */
  headCommit?: Maybe<Scalars['String']['output']>;
};

/** A page of a run's outputs. */
export type RunLoggedArtifactConnection = {
  __typename?: 'RunLoggedArtifactConnection';
  /** The outputs with their cursors. */
  edges: Array<RunLoggedArtifactEdge>;
  /** How many outputs W&B counted on this page but did not show. */
  hiddenCount: Scalars['Int']['output'];
  /** The outputs alone. */
  nodes: Array<Artifact>;
  /** Where this page begins and ends. */
  pageInfo: PageInfo;
  /** How many outputs W&B counts on all pages, hidden ones included. */
  totalCount: Scalars['Int']['output'];
};

/** One artifact version that a run logged. */
export type RunLoggedArtifactEdge = {
  __typename?: 'RunLoggedArtifactEdge';
  /** Pass it as `after` to go on behind this edge. */
  cursor: Scalars['String']['output'];
  /** The version that was logged; null only where loading it failed, with the reason in `errors`. */
  node?: Maybe<Artifact>;
};

/** A page of a run's inputs. */
export type RunUsedArtifactConnection = {
  __typename?: 'RunUsedArtifactConnection';
  /** The inputs with what W&B tells of each use. */
  edges: Array<RunUsedArtifactEdge>;
  /** How many inputs W&B counted on this page but did not show. */
  hiddenCount: Scalars['Int']['output'];
  /** The inputs alone. */
  nodes: Array<Artifact>;
  /** Where this page begins and ends. */
  pageInfo: PageInfo;
  /** How many inputs W&B counts on all pages, hidden ones included. */
  totalCount: Scalars['Int']['output'];
};

/** One use of an artifact version by a run. */
export type RunUsedArtifactEdge = {
  __typename?: 'RunUsedArtifactEdge';
  /** Pass it as `after` to go on behind this edge. */
  cursor: Scalars['String']['output'];
  /** The version that was used; null only where loading it failed, with the reason in `errors`. */
  node?: Maybe<Artifact>;
  /** The names under which the run used it; often empty. */
  usedAs: Array<Scalars['String']['output']>;
};

/** Something upstream that has moved on. */
export type StaleCause = {
  __typename?: 'StaleCause';
  /** The current version of its collection: the one with the alias `latest`, else the newest. */
  current: Artifact;
  /** The shortest way from it to the version in question, along the data's flow, both included. */
  path: Array<LineageNode>;
  /** The version that was used. */
  used: Artifact;
  /** How many versions lie between; negative where `latest` was set back; null where W&B does not tell. */
  versionsBehind?: Maybe<Scalars['Int']['output']>;
};

/** Whether a version was made from what is current. */
export type Staleness = {
  __typename?: 'Staleness';
  /** What has moved on upstream, each root cause once, the nearest first. Given for UNKNOWN too: what was found is so. */
  causes: Array<StaleCause>;
  /** What of the ancestry is missing. */
  completeness: Completeness;
  /** The verdict. */
  status: StalenessStatus;
  /** Versions upstream whose collection's current version W&B does not show. */
  unknown: Array<Artifact>;
};

/** A verdict on staleness. */
export type StalenessStatus =
  /** Everything upstream is current, or its newer version has the same content. */
  | 'FRESH'
  /** Something upstream has a newer version with other content. */
  | 'STALE'
  /** Not all of it could be looked at. */
  | 'UNKNOWN';

/** A place where something is missing. */
export type Truncation = {
  __typename?: 'Truncation';
  /** The id of the node at which it is missing. */
  at: Scalars['ID']['output'];
  /** How many neighbours are missing; null: unknown. */
  omitted?: Maybe<Scalars['Int']['output']>;
  /** Why. */
  reason: TruncationReason;
};

/** Why something is missing. */
export type TruncationReason =
  /** The time, the W&B requests, or the nodes walked that one query may take ran out. */
  | 'DEADLINE'
  /** The node has more neighbours than `maxFanout`. */
  | 'FANOUT'
  /** The filter, or the default against W&B's automatic types, hides it. */
  | 'FILTERED'
  /** W&B counts it, but does not show it. */
  | 'HIDDEN'
  /** It lies farther away than `maxDepth`. */
  | 'MAX_DEPTH'
  /** The page is full; `endCursor` gives the rest. */
  | 'MAX_NODES'
  /** W&B failed; the reason stands in `errors`. */
  | 'WANDB_ERROR';

/** A person or service account. */
export type User = Node & {
  __typename?: 'User';
  /** The user's default entity at W&B; null where W&B does not tell. */
  entity?: Maybe<Scalars['String']['output']>;
  /** W&B's own global id. */
  id: Scalars['ID']['output'];
  /** The name as shown to others. */
  name: Scalars['String']['output'];
  /** The projects of the user's default entity that W&B shows the caller, in W&B's order; `Query.projects` lists those of others. Null where W&B tells no entity. */
  projects?: Maybe<EntityProjectConnection>;
  /** The entities of the teams that the user is in, by name, in W&B's order; null where W&B does not tell the caller. */
  teams?: Maybe<Array<Scalars['String']['output']>>;
  /** The name in URLs; null where W&B does not tell. */
  username?: Maybe<Scalars['String']['output']>;
};


/** A person or service account. */
export type UserProjectsArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
};

/** A collection of which two ancestries use different versions. */
export type VersionChange = {
  __typename?: 'VersionChange';
  /** The versions upstream of `base`, the nearest first. */
  base: Array<Artifact>;
  /** `entity/project/collection`; null where the project is hidden. */
  collection?: Maybe<Scalars['String']['output']>;
  /** Whether the contents differ, by digest, whatever the versions are called. */
  contentChanged: Scalars['Boolean']['output'];
  /** The versions upstream of `head`, the nearest first. */
  head: Array<Artifact>;
};



export type ResolverTypeWrapper<T> = Promise<T> | T;

export type ReferenceResolver<TResult, TReference, TContext> = (
      reference: TReference,
      context: TContext,
      info: GraphQLResolveInfo
    ) => Promise<TResult> | TResult;

      type ScalarCheck<T, S> = S extends true ? T : NullableCheck<T, S>;
      type NullableCheck<T, S> = Maybe<T> extends T ? Maybe<ListCheck<NonNullable<T>, S>> : ListCheck<T, S>;
      type ListCheck<T, S> = T extends (infer U)[] ? NullableCheck<U, S>[] : GraphQLRecursivePick<T, S>;
      export type GraphQLRecursivePick<T, S> = { [K in keyof T & keyof S]: ScalarCheck<T[K], S[K]> };
    

export type ResolverWithResolve<TResult, TParent, TContext, TArgs> = {
  resolve: ResolverFn<TResult, TParent, TContext, TArgs>;
};
export type Resolver<TResult, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>, TArgs = Record<PropertyKey, never>> = ResolverFn<TResult, TParent, TContext, TArgs> | ResolverWithResolve<TResult, TParent, TContext, TArgs>;

export type ResolverFn<TResult, TParent, TContext, TArgs> = (
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => Promise<TResult> | TResult;

export type SubscriptionSubscribeFn<TResult, TParent, TContext, TArgs> = (
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => AsyncIterable<TResult> | Promise<AsyncIterable<TResult>>;

export type SubscriptionResolveFn<TResult, TParent, TContext, TArgs> = (
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => TResult | Promise<TResult>;

export interface SubscriptionSubscriberObject<TResult, TKey extends string, TParent, TContext, TArgs> {
  subscribe: SubscriptionSubscribeFn<{ [key in TKey]: TResult }, TParent, TContext, TArgs>;
  resolve?: SubscriptionResolveFn<TResult, { [key in TKey]: TResult }, TContext, TArgs>;
}

export interface SubscriptionResolverObject<TResult, TParent, TContext, TArgs> {
  subscribe: SubscriptionSubscribeFn<any, TParent, TContext, TArgs>;
  resolve: SubscriptionResolveFn<TResult, any, TContext, TArgs>;
}

export type SubscriptionObject<TResult, TKey extends string, TParent, TContext, TArgs> =
  | SubscriptionSubscriberObject<TResult, TKey, TParent, TContext, TArgs>
  | SubscriptionResolverObject<TResult, TParent, TContext, TArgs>;

export type SubscriptionResolver<TResult, TKey extends string, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>, TArgs = Record<PropertyKey, never>> =
  | ((...args: any[]) => SubscriptionObject<TResult, TKey, TParent, TContext, TArgs>)
  | SubscriptionObject<TResult, TKey, TParent, TContext, TArgs>;

export type TypeResolveFn<TTypes, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>> = (
  parent: TParent,
  context: TContext,
  info: GraphQLResolveInfo
) => Maybe<TTypes> | Promise<Maybe<TTypes>>;

export type IsTypeOfResolverFn<T = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>> = (obj: T, context: TContext, info: GraphQLResolveInfo) => boolean | Promise<boolean>;

export type NextResolverFn<T> = () => Promise<T>;

export type DirectiveResolverFn<TResult = Record<PropertyKey, never>, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>, TArgs = Record<PropertyKey, never>> = (
  next: NextResolverFn<TResult>,
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => TResult | Promise<TResult>;

/** Mapping of federation types */
export type FederationTypes = {
  Artifact: Artifact;
  ArtifactCollection: ArtifactCollection;
  Project: Project;
  Run: Run;
  User: User;
};

/** Mapping of federation reference types */
export type FederationReferenceTypes = {
  Artifact:
    ( { __typename: 'Artifact' }
    & ( GraphQLRecursivePick<FederationTypes['Artifact'], {"id":true}>
        | GraphQLRecursivePick<FederationTypes['Artifact'], {"path":true}> ) );
  ArtifactCollection:
    ( { __typename: 'ArtifactCollection' }
    & GraphQLRecursivePick<FederationTypes['ArtifactCollection'], {"id":true}> );
  Project:
    ( { __typename: 'Project' }
    & ( GraphQLRecursivePick<FederationTypes['Project'], {"id":true}>
        | GraphQLRecursivePick<FederationTypes['Project'], {"path":true}> ) );
  Run:
    ( { __typename: 'Run' }
    & ( GraphQLRecursivePick<FederationTypes['Run'], {"id":true}>
        | GraphQLRecursivePick<FederationTypes['Run'], {"path":true}> ) );
  User:
    ( { __typename: 'User' }
    & GraphQLRecursivePick<FederationTypes['User'], {"id":true}> );
};

/** Mapping of union types */
export type ResolversUnionTypes<_RefType extends Record<string, unknown>> = {
  ArtifactCreator:
    | ( RunRecord )
    | ( UserRecord )
  ;
};

/** Mapping of interface types */
export type ResolversInterfaceTypes<_RefType extends Record<string, unknown>> = {
  LineageNode:
    | ( ArtifactRecord )
    | ( HiddenNodeModel )
    | ( RunRecord )
  ;
  Node:
    | ( ArtifactRecord )
    | ( CollectionRecord )
    | ( ProjectRecord )
    | ( RunRecord )
    | ( UserRecord )
  ;
};

/** Mapping between all available schema types and the resolvers types */
export type ResolversTypes = {
  AncestryDiff: ResolverTypeWrapper<Omit<AncestryDiff, 'completeness' | 'earliestDivergence' | 'onlyInBase' | 'onlyInHead' | 'runChanges' | 'versionChanges'> & { completeness: ResolversTypes['Completeness'], earliestDivergence?: Maybe<ResolversTypes['Divergence']>, onlyInBase: Array<ResolversTypes['LineageHit']>, onlyInHead: Array<ResolversTypes['LineageHit']>, runChanges: Array<ResolversTypes['RunChange']>, versionChanges: Array<ResolversTypes['VersionChange']> }>;
  Int: ResolverTypeWrapper<Scalars['Int']['output']>;
  Artifact: ResolverTypeWrapper<ArtifactRecord>;
  String: ResolverTypeWrapper<Scalars['String']['output']>;
  ID: ResolverTypeWrapper<Scalars['ID']['output']>;
  ArtifactCollection: ResolverTypeWrapper<CollectionRecord>;
  ArtifactCollectionKind: ArtifactCollectionKind;
  ArtifactCollectionVersionConnection: ResolverTypeWrapper<ArtifactConnection>;
  ArtifactCollectionVersionEdge: ResolverTypeWrapper<ArtifactEdge>;
  ArtifactCreator: ResolverTypeWrapper<ResolversUnionTypes<ResolversTypes>['ArtifactCreator']>;
  ArtifactLink: ResolverTypeWrapper<MembershipRecord>;
  Boolean: ResolverTypeWrapper<Scalars['Boolean']['output']>;
  ArtifactState: ArtifactState;
  ArtifactUsedByConnection: ResolverTypeWrapper<RunConnection>;
  ArtifactUsedByEdge: ResolverTypeWrapper<RunEdge>;
  BlastRadius: ResolverTypeWrapper<BlastRadiusModel>;
  BlastRadiusLevel: ResolverTypeWrapper<BlastRadiusLevel>;
  BlastRadiusVersion: ResolverTypeWrapper<Omit<BlastRadiusVersion, 'artifact'> & { artifact: ResolversTypes['Artifact'] }>;
  Completeness: ResolverTypeWrapper<CompletenessModel>;
  ConfigChange: ResolverTypeWrapper<ConfigChange>;
  DateTime: ResolverTypeWrapper<Scalars['DateTime']['output']>;
  Divergence: ResolverTypeWrapper<Omit<Divergence, 'base' | 'head'> & { base?: Maybe<ResolversTypes['LineageNode']>, head?: Maybe<ResolversTypes['LineageNode']> }>;
  EntityProjectConnection: ResolverTypeWrapper<ProjectConnection>;
  EntityProjectEdge: ResolverTypeWrapper<ProjectEdge>;
  HiddenNode: ResolverTypeWrapper<HiddenNodeModel>;
  HiddenReason: HiddenReason;
  JSON: ResolverTypeWrapper<Scalars['JSON']['output']>;
  LineageDirection: LineageDirection;
  LineageEdge: ResolverTypeWrapper<LineageEdge>;
  LineageEdgeKind: LineageEdgeKind;
  LineageExport: ResolverTypeWrapper<LineageExport>;
  LineageExportFormat: LineageExportFormat;
  LineageFilter: LineageFilter;
  LineageGraph: ResolverTypeWrapper<LineageGraphModel>;
  LineageHit: ResolverTypeWrapper<Omit<LineageHit, 'node'> & { node: ResolversTypes['LineageNode'] }>;
  LineageNode: ResolverTypeWrapper<ResolversInterfaceTypes<ResolversTypes>['LineageNode']>;
  LineageNodeKind: LineageNodeKind;
  LineagePath: ResolverTypeWrapper<Omit<LineagePath, 'edges' | 'nodes'> & { edges: Array<ResolversTypes['LineageEdge']>, nodes: Array<ResolversTypes['LineageNode']> }>;
  LineagePathResult: ResolverTypeWrapper<Omit<LineagePathResult, 'completeness' | 'paths'> & { completeness: ResolversTypes['Completeness'], paths: Array<ResolversTypes['LineagePath']> }>;
  Node: ResolverTypeWrapper<ResolversInterfaceTypes<ResolversTypes>['Node']>;
  PageInfo: ResolverTypeWrapper<PageInfo>;
  Project: ResolverTypeWrapper<ProjectRecord>;
  ProjectCollectionConnection: ResolverTypeWrapper<CollectionConnection>;
  ProjectCollectionEdge: ResolverTypeWrapper<CollectionEdge>;
  Query: ResolverTypeWrapper<Record<PropertyKey, never>>;
  Run: ResolverTypeWrapper<RunRecord>;
  Float: ResolverTypeWrapper<Scalars['Float']['output']>;
  RunChange: ResolverTypeWrapper<Omit<RunChange, 'base' | 'head'> & { base: ResolversTypes['Run'], head: ResolversTypes['Run'] }>;
  RunLoggedArtifactConnection: ResolverTypeWrapper<ArtifactConnection>;
  RunLoggedArtifactEdge: ResolverTypeWrapper<ArtifactEdge>;
  RunUsedArtifactConnection: ResolverTypeWrapper<ArtifactConnection>;
  RunUsedArtifactEdge: ResolverTypeWrapper<ArtifactEdge>;
  SafeInt: ResolverTypeWrapper<Scalars['SafeInt']['output']>;
  StaleCause: ResolverTypeWrapper<Omit<StaleCause, 'current' | 'path' | 'used'> & { current: ResolversTypes['Artifact'], path: Array<ResolversTypes['LineageNode']>, used: ResolversTypes['Artifact'] }>;
  Staleness: ResolverTypeWrapper<Omit<Staleness, 'causes' | 'completeness' | 'unknown'> & { causes: Array<ResolversTypes['StaleCause']>, completeness: ResolversTypes['Completeness'], unknown: Array<ResolversTypes['Artifact']> }>;
  StalenessStatus: StalenessStatus;
  Truncation: ResolverTypeWrapper<Truncation>;
  TruncationReason: TruncationReason;
  User: ResolverTypeWrapper<UserRecord>;
  VersionChange: ResolverTypeWrapper<Omit<VersionChange, 'base' | 'head'> & { base: Array<ResolversTypes['Artifact']>, head: Array<ResolversTypes['Artifact']> }>;
};

/** Mapping between all available schema types and the resolvers parents */
export type ResolversParentTypes = {
  AncestryDiff: Omit<AncestryDiff, 'completeness' | 'earliestDivergence' | 'onlyInBase' | 'onlyInHead' | 'runChanges' | 'versionChanges'> & { completeness: ResolversParentTypes['Completeness'], earliestDivergence?: Maybe<ResolversParentTypes['Divergence']>, onlyInBase: Array<ResolversParentTypes['LineageHit']>, onlyInHead: Array<ResolversParentTypes['LineageHit']>, runChanges: Array<ResolversParentTypes['RunChange']>, versionChanges: Array<ResolversParentTypes['VersionChange']> };
  Int: Scalars['Int']['output'];
  Artifact: ArtifactRecord;
  String: Scalars['String']['output'];
  ID: Scalars['ID']['output'];
  ArtifactCollection: CollectionRecord;
  ArtifactCollectionVersionConnection: ArtifactConnection;
  ArtifactCollectionVersionEdge: ArtifactEdge;
  ArtifactCreator: ResolversUnionTypes<ResolversParentTypes>['ArtifactCreator'];
  ArtifactLink: MembershipRecord;
  Boolean: Scalars['Boolean']['output'];
  ArtifactUsedByConnection: RunConnection;
  ArtifactUsedByEdge: RunEdge;
  BlastRadius: BlastRadiusModel;
  BlastRadiusLevel: BlastRadiusLevel;
  BlastRadiusVersion: Omit<BlastRadiusVersion, 'artifact'> & { artifact: ResolversParentTypes['Artifact'] };
  Completeness: CompletenessModel;
  ConfigChange: ConfigChange;
  DateTime: Scalars['DateTime']['output'];
  Divergence: Omit<Divergence, 'base' | 'head'> & { base?: Maybe<ResolversParentTypes['LineageNode']>, head?: Maybe<ResolversParentTypes['LineageNode']> };
  EntityProjectConnection: ProjectConnection;
  EntityProjectEdge: ProjectEdge;
  HiddenNode: HiddenNodeModel;
  JSON: Scalars['JSON']['output'];
  LineageEdge: LineageEdge;
  LineageExport: LineageExport;
  LineageFilter: LineageFilter;
  LineageGraph: LineageGraphModel;
  LineageHit: Omit<LineageHit, 'node'> & { node: ResolversParentTypes['LineageNode'] };
  LineageNode: ResolversInterfaceTypes<ResolversParentTypes>['LineageNode'];
  LineagePath: Omit<LineagePath, 'edges' | 'nodes'> & { edges: Array<ResolversParentTypes['LineageEdge']>, nodes: Array<ResolversParentTypes['LineageNode']> };
  LineagePathResult: Omit<LineagePathResult, 'completeness' | 'paths'> & { completeness: ResolversParentTypes['Completeness'], paths: Array<ResolversParentTypes['LineagePath']> };
  Node: ResolversInterfaceTypes<ResolversParentTypes>['Node'];
  PageInfo: PageInfo;
  Project: ProjectRecord;
  ProjectCollectionConnection: CollectionConnection;
  ProjectCollectionEdge: CollectionEdge;
  Query: Record<PropertyKey, never>;
  Run: RunRecord;
  Float: Scalars['Float']['output'];
  RunChange: Omit<RunChange, 'base' | 'head'> & { base: ResolversParentTypes['Run'], head: ResolversParentTypes['Run'] };
  RunLoggedArtifactConnection: ArtifactConnection;
  RunLoggedArtifactEdge: ArtifactEdge;
  RunUsedArtifactConnection: ArtifactConnection;
  RunUsedArtifactEdge: ArtifactEdge;
  SafeInt: Scalars['SafeInt']['output'];
  StaleCause: Omit<StaleCause, 'current' | 'path' | 'used'> & { current: ResolversParentTypes['Artifact'], path: Array<ResolversParentTypes['LineageNode']>, used: ResolversParentTypes['Artifact'] };
  Staleness: Omit<Staleness, 'causes' | 'completeness' | 'unknown'> & { causes: Array<ResolversParentTypes['StaleCause']>, completeness: ResolversParentTypes['Completeness'], unknown: Array<ResolversParentTypes['Artifact']> };
  Truncation: Truncation;
  User: UserRecord;
  VersionChange: Omit<VersionChange, 'base' | 'head'> & { base: Array<ResolversParentTypes['Artifact']>, head: Array<ResolversParentTypes['Artifact']> };
};

export type AncestryDiffResolvers<ContextType = GatewayContext, ParentType extends ResolversParentTypes['AncestryDiff'] = ResolversParentTypes['AncestryDiff']> = {
  completeness?: Resolver<ResolversTypes['Completeness'], ParentType, ContextType>;
  earliestDivergence?: Resolver<Maybe<ResolversTypes['Divergence']>, ParentType, ContextType>;
  onlyInBase?: Resolver<Array<ResolversTypes['LineageHit']>, ParentType, ContextType>;
  onlyInHead?: Resolver<Array<ResolversTypes['LineageHit']>, ParentType, ContextType>;
  runChanges?: Resolver<Array<ResolversTypes['RunChange']>, ParentType, ContextType>;
  sharedCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  versionChanges?: Resolver<Array<ResolversTypes['VersionChange']>, ParentType, ContextType>;
};

export type ArtifactResolvers<ContextType = GatewayContext, ParentType extends ResolversParentTypes['Artifact'] = ResolversParentTypes['Artifact'], FederationReferenceType extends FederationReferenceTypes['Artifact'] = FederationReferenceTypes['Artifact']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['Artifact']> | FederationReferenceType, FederationReferenceType, ContextType>;
  aliases?: Resolver<Array<ResolversTypes['String']>, ParentType, ContextType>;
  blastRadius?: Resolver<Maybe<ResolversTypes['BlastRadius']>, ParentType, ContextType, RequireFields<ArtifactBlastRadiusArgs, 'maxDepth'>>;
  collection?: Resolver<ResolversTypes['ArtifactCollection'], ParentType, ContextType>;
  commitHash?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  createdAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  createdBy?: Resolver<Maybe<ResolversTypes['ArtifactCreator']>, ParentType, ContextType>;
  description?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  digest?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  expiresAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  fileCount?: Resolver<ResolversTypes['SafeInt'], ParentType, ContextType>;
  historyStep?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  label?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  lineage?: Resolver<Maybe<ResolversTypes['LineageGraph']>, ParentType, ContextType, RequireFields<ArtifactLineageArgs, 'direction' | 'maxDepth' | 'maxNodes'>>;
  links?: Resolver<Maybe<Array<ResolversTypes['ArtifactLink']>>, ParentType, ContextType>;
  loggedBy?: Resolver<Maybe<ResolversTypes['Run']>, ParentType, ContextType>;
  metadata?: Resolver<Maybe<ResolversTypes['JSON']>, ParentType, ContextType>;
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  path?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  project?: Resolver<Maybe<ResolversTypes['Project']>, ParentType, ContextType>;
  sizeBytes?: Resolver<ResolversTypes['SafeInt'], ParentType, ContextType>;
  staleness?: Resolver<Maybe<ResolversTypes['Staleness']>, ParentType, ContextType, RequireFields<ArtifactStalenessArgs, 'maxDepth'>>;
  state?: Resolver<ResolversTypes['ArtifactState'], ParentType, ContextType>;
  tags?: Resolver<Array<ResolversTypes['String']>, ParentType, ContextType>;
  type?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  updatedAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  url?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  usedBy?: Resolver<Maybe<ResolversTypes['ArtifactUsedByConnection']>, ParentType, ContextType, Partial<ArtifactUsedByArgs>>;
  usedByCount?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  version?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  versionIndex?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type ArtifactCollectionResolvers<ContextType = GatewayContext, ParentType extends ResolversParentTypes['ArtifactCollection'] = ResolversParentTypes['ArtifactCollection'], FederationReferenceType extends FederationReferenceTypes['ArtifactCollection'] = FederationReferenceTypes['ArtifactCollection']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['ArtifactCollection']> | FederationReferenceType, FederationReferenceType, ContextType>;
  createdAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  description?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  kind?: Resolver<ResolversTypes['ArtifactCollectionKind'], ParentType, ContextType>;
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  path?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  project?: Resolver<Maybe<ResolversTypes['Project']>, ParentType, ContextType>;
  type?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  updatedAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  versions?: Resolver<Maybe<ResolversTypes['ArtifactCollectionVersionConnection']>, ParentType, ContextType, Partial<ArtifactCollectionVersionsArgs>>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type ArtifactCollectionVersionConnectionResolvers<ContextType = GatewayContext, ParentType extends ResolversParentTypes['ArtifactCollectionVersionConnection'] = ResolversParentTypes['ArtifactCollectionVersionConnection']> = {
  edges?: Resolver<Array<ResolversTypes['ArtifactCollectionVersionEdge']>, ParentType, ContextType>;
  hiddenCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  nodes?: Resolver<Array<ResolversTypes['Artifact']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
  totalCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type ArtifactCollectionVersionEdgeResolvers<ContextType = GatewayContext, ParentType extends ResolversParentTypes['ArtifactCollectionVersionEdge'] = ResolversParentTypes['ArtifactCollectionVersionEdge']> = {
  aliases?: Resolver<Maybe<Array<ResolversTypes['String']>>, ParentType, ContextType>;
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<Maybe<ResolversTypes['Artifact']>, ParentType, ContextType>;
  version?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type ArtifactCreatorResolvers<ContextType = GatewayContext, ParentType extends ResolversParentTypes['ArtifactCreator'] = ResolversParentTypes['ArtifactCreator']> = {
  __resolveType: TypeResolveFn<'Run' | 'User', ParentType, ContextType>;
};

export type ArtifactLinkResolvers<ContextType = GatewayContext, ParentType extends ResolversParentTypes['ArtifactLink'] = ResolversParentTypes['ArtifactLink']> = {
  aliases?: Resolver<Array<ResolversTypes['String']>, ParentType, ContextType>;
  collection?: Resolver<ResolversTypes['ArtifactCollection'], ParentType, ContextType>;
  createdAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  isRegistry?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  path?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  version?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  versionIndex?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
};

export type ArtifactUsedByConnectionResolvers<ContextType = GatewayContext, ParentType extends ResolversParentTypes['ArtifactUsedByConnection'] = ResolversParentTypes['ArtifactUsedByConnection']> = {
  edges?: Resolver<Array<ResolversTypes['ArtifactUsedByEdge']>, ParentType, ContextType>;
  hiddenCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  nodes?: Resolver<Array<ResolversTypes['Run']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
  totalCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type ArtifactUsedByEdgeResolvers<ContextType = GatewayContext, ParentType extends ResolversParentTypes['ArtifactUsedByEdge'] = ResolversParentTypes['ArtifactUsedByEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<Maybe<ResolversTypes['Run']>, ParentType, ContextType>;
};

export type BlastRadiusResolvers<ContextType = GatewayContext, ParentType extends ResolversParentTypes['BlastRadius'] = ResolversParentTypes['BlastRadius']> = {
  artifacts?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  byDepth?: Resolver<Array<ResolversTypes['BlastRadiusLevel']>, ParentType, ContextType>;
  completeness?: Resolver<ResolversTypes['Completeness'], ParentType, ContextType>;
  hidden?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  projects?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  runs?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  users?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  versions?: Resolver<Array<ResolversTypes['BlastRadiusVersion']>, ParentType, ContextType, RequireFields<BlastRadiusVersionsArgs, 'first'>>;
};

export type BlastRadiusLevelResolvers<ContextType = GatewayContext, ParentType extends ResolversParentTypes['BlastRadiusLevel'] = ResolversParentTypes['BlastRadiusLevel']> = {
  artifacts?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  depth?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  hidden?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  projects?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  runs?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  users?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type BlastRadiusVersionResolvers<ContextType = GatewayContext, ParentType extends ResolversParentTypes['BlastRadiusVersion'] = ResolversParentTypes['BlastRadiusVersion']> = {
  artifact?: Resolver<ResolversTypes['Artifact'], ParentType, ContextType>;
  depth?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  important?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
};

export type CompletenessResolvers<ContextType = GatewayContext, ParentType extends ResolversParentTypes['Completeness'] = ResolversParentTypes['Completeness']> = {
  complete?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  truncations?: Resolver<Array<ResolversTypes['Truncation']>, ParentType, ContextType>;
  wandbRequests?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type ConfigChangeResolvers<ContextType = GatewayContext, ParentType extends ResolversParentTypes['ConfigChange'] = ResolversParentTypes['ConfigChange']> = {
  base?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  head?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  key?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export interface DateTimeScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['DateTime'], any> {
  name: 'DateTime';
}

export type DivergenceResolvers<ContextType = GatewayContext, ParentType extends ResolversParentTypes['Divergence'] = ResolversParentTypes['Divergence']> = {
  base?: Resolver<Maybe<ResolversTypes['LineageNode']>, ParentType, ContextType>;
  head?: Resolver<Maybe<ResolversTypes['LineageNode']>, ParentType, ContextType>;
};

export type EntityProjectConnectionResolvers<ContextType = GatewayContext, ParentType extends ResolversParentTypes['EntityProjectConnection'] = ResolversParentTypes['EntityProjectConnection']> = {
  edges?: Resolver<Array<ResolversTypes['EntityProjectEdge']>, ParentType, ContextType>;
  hiddenCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  nodes?: Resolver<Array<ResolversTypes['Project']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type EntityProjectEdgeResolvers<ContextType = GatewayContext, ParentType extends ResolversParentTypes['EntityProjectEdge'] = ResolversParentTypes['EntityProjectEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<Maybe<ResolversTypes['Project']>, ParentType, ContextType>;
};

export type HiddenNodeResolvers<ContextType = GatewayContext, ParentType extends ResolversParentTypes['HiddenNode'] = ResolversParentTypes['HiddenNode']> = {
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  label?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  reason?: Resolver<ResolversTypes['HiddenReason'], ParentType, ContextType>;
  url?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export interface JsonScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['JSON'], any> {
  name: 'JSON';
}

export type LineageEdgeResolvers<ContextType = GatewayContext, ParentType extends ResolversParentTypes['LineageEdge'] = ResolversParentTypes['LineageEdge']> = {
  from?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  kind?: Resolver<ResolversTypes['LineageEdgeKind'], ParentType, ContextType>;
  to?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  usedAs?: Resolver<Maybe<Array<ResolversTypes['String']>>, ParentType, ContextType>;
};

export type LineageExportResolvers<ContextType = GatewayContext, ParentType extends ResolversParentTypes['LineageExport'] = ResolversParentTypes['LineageExport']> = {
  content?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  fileName?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  format?: Resolver<ResolversTypes['LineageExportFormat'], ParentType, ContextType>;
  mediaType?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type LineageGraphResolvers<ContextType = GatewayContext, ParentType extends ResolversParentTypes['LineageGraph'] = ResolversParentTypes['LineageGraph']> = {
  completeness?: Resolver<ResolversTypes['Completeness'], ParentType, ContextType>;
  edges?: Resolver<Array<ResolversTypes['LineageEdge']>, ParentType, ContextType>;
  endCursor?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  export?: Resolver<ResolversTypes['LineageExport'], ParentType, ContextType, RequireFields<LineageGraphExportArgs, 'format'>>;
  leaves?: Resolver<Array<ResolversTypes['LineageNode']>, ParentType, ContextType>;
  nodes?: Resolver<Array<ResolversTypes['LineageHit']>, ParentType, ContextType>;
  roots?: Resolver<Array<ResolversTypes['LineageNode']>, ParentType, ContextType>;
};

export type LineageHitResolvers<ContextType = GatewayContext, ParentType extends ResolversParentTypes['LineageHit'] = ResolversParentTypes['LineageHit']> = {
  depth?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  expanded?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  hiddenNeighbours?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  node?: Resolver<ResolversTypes['LineageNode'], ParentType, ContextType>;
};

export type LineageNodeResolvers<ContextType = GatewayContext, ParentType extends ResolversParentTypes['LineageNode'] = ResolversParentTypes['LineageNode']> = {
  __resolveType: TypeResolveFn<'Artifact' | 'HiddenNode' | 'Run', ParentType, ContextType>;
};

export type LineagePathResolvers<ContextType = GatewayContext, ParentType extends ResolversParentTypes['LineagePath'] = ResolversParentTypes['LineagePath']> = {
  edges?: Resolver<Array<ResolversTypes['LineageEdge']>, ParentType, ContextType>;
  length?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  nodes?: Resolver<Array<ResolversTypes['LineageNode']>, ParentType, ContextType>;
};

export type LineagePathResultResolvers<ContextType = GatewayContext, ParentType extends ResolversParentTypes['LineagePathResult'] = ResolversParentTypes['LineagePathResult']> = {
  completeness?: Resolver<ResolversTypes['Completeness'], ParentType, ContextType>;
  hasMore?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  paths?: Resolver<Array<ResolversTypes['LineagePath']>, ParentType, ContextType>;
  reversed?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
};

export type NodeResolvers<ContextType = GatewayContext, ParentType extends ResolversParentTypes['Node'] = ResolversParentTypes['Node']> = {
  __resolveType: TypeResolveFn<'Artifact' | 'ArtifactCollection' | 'Project' | 'Run' | 'User', ParentType, ContextType>;
};

export type PageInfoResolvers<ContextType = GatewayContext, ParentType extends ResolversParentTypes['PageInfo'] = ResolversParentTypes['PageInfo']> = {
  endCursor?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  hasNextPage?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  hasPreviousPage?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  startCursor?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type ProjectResolvers<ContextType = GatewayContext, ParentType extends ResolversParentTypes['Project'] = ResolversParentTypes['Project'], FederationReferenceType extends FederationReferenceTypes['Project'] = FederationReferenceTypes['Project']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['Project']> | FederationReferenceType, FederationReferenceType, ContextType>;
  collection?: Resolver<Maybe<ResolversTypes['ArtifactCollection']>, ParentType, ContextType, RequireFields<ProjectCollectionArgs, 'name'>>;
  collections?: Resolver<Maybe<ResolversTypes['ProjectCollectionConnection']>, ParentType, ContextType, Partial<ProjectCollectionsArgs>>;
  createdAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  description?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  entity?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  path?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  url?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type ProjectCollectionConnectionResolvers<ContextType = GatewayContext, ParentType extends ResolversParentTypes['ProjectCollectionConnection'] = ResolversParentTypes['ProjectCollectionConnection']> = {
  edges?: Resolver<Array<ResolversTypes['ProjectCollectionEdge']>, ParentType, ContextType>;
  hiddenCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  nodes?: Resolver<Array<ResolversTypes['ArtifactCollection']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type ProjectCollectionEdgeResolvers<ContextType = GatewayContext, ParentType extends ResolversParentTypes['ProjectCollectionEdge'] = ResolversParentTypes['ProjectCollectionEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<Maybe<ResolversTypes['ArtifactCollection']>, ParentType, ContextType>;
};

export type QueryResolvers<ContextType = GatewayContext, ParentType extends ResolversParentTypes['Query'] = ResolversParentTypes['Query']> = {
  ancestryDiff?: Resolver<ResolversTypes['AncestryDiff'], ParentType, ContextType, RequireFields<QueryAncestryDiffArgs, 'base' | 'head' | 'maxDepth'>>;
  artifact?: Resolver<Maybe<ResolversTypes['Artifact']>, ParentType, ContextType, RequireFields<QueryArtifactArgs, 'path'>>;
  lineage?: Resolver<ResolversTypes['LineageGraph'], ParentType, ContextType, RequireFields<QueryLineageArgs, 'direction' | 'maxDepth' | 'maxNodes' | 'roots'>>;
  lineagePaths?: Resolver<ResolversTypes['LineagePathResult'], ParentType, ContextType, RequireFields<QueryLineagePathsArgs, 'first' | 'from' | 'maxDepth' | 'to'>>;
  node?: Resolver<Maybe<ResolversTypes['Node']>, ParentType, ContextType, RequireFields<QueryNodeArgs, 'id'>>;
  nodes?: Resolver<Array<Maybe<ResolversTypes['Node']>>, ParentType, ContextType, RequireFields<QueryNodesArgs, 'ids'>>;
  project?: Resolver<Maybe<ResolversTypes['Project']>, ParentType, ContextType, RequireFields<QueryProjectArgs, 'path'>>;
  projects?: Resolver<Maybe<ResolversTypes['EntityProjectConnection']>, ParentType, ContextType, RequireFields<QueryProjectsArgs, 'entity'>>;
  run?: Resolver<Maybe<ResolversTypes['Run']>, ParentType, ContextType, RequireFields<QueryRunArgs, 'path'>>;
  viewer?: Resolver<Maybe<ResolversTypes['User']>, ParentType, ContextType>;
};

export type RunResolvers<ContextType = GatewayContext, ParentType extends ResolversParentTypes['Run'] = ResolversParentTypes['Run'], FederationReferenceType extends FederationReferenceTypes['Run'] = FederationReferenceTypes['Run']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['Run']> | FederationReferenceType, FederationReferenceType, ContextType>;
  commit?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  computeSeconds?: Resolver<Maybe<ResolversTypes['Float']>, ParentType, ContextType>;
  config?: Resolver<Maybe<ResolversTypes['JSON']>, ParentType, ContextType>;
  createdAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  displayName?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  group?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  heartbeatAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  jobType?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  label?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  lineage?: Resolver<Maybe<ResolversTypes['LineageGraph']>, ParentType, ContextType, RequireFields<RunLineageArgs, 'direction' | 'maxDepth' | 'maxNodes'>>;
  loggedArtifacts?: Resolver<Maybe<ResolversTypes['RunLoggedArtifactConnection']>, ParentType, ContextType, Partial<RunLoggedArtifactsArgs>>;
  notes?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  path?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  project?: Resolver<Maybe<ResolversTypes['Project']>, ParentType, ContextType>;
  runId?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  state?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  summaryMetrics?: Resolver<Maybe<ResolversTypes['JSON']>, ParentType, ContextType>;
  sweepId?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  tags?: Resolver<Array<ResolversTypes['String']>, ParentType, ContextType>;
  url?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  usedArtifacts?: Resolver<Maybe<ResolversTypes['RunUsedArtifactConnection']>, ParentType, ContextType, Partial<RunUsedArtifactsArgs>>;
  user?: Resolver<Maybe<ResolversTypes['User']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type RunChangeResolvers<ContextType = GatewayContext, ParentType extends ResolversParentTypes['RunChange'] = ResolversParentTypes['RunChange']> = {
  base?: Resolver<ResolversTypes['Run'], ParentType, ContextType>;
  baseCommit?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  commitChanged?: Resolver<Maybe<ResolversTypes['Boolean']>, ParentType, ContextType>;
  config?: Resolver<Array<ResolversTypes['ConfigChange']>, ParentType, ContextType>;
  configOmitted?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  head?: Resolver<ResolversTypes['Run'], ParentType, ContextType>;
  headCommit?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type RunLoggedArtifactConnectionResolvers<ContextType = GatewayContext, ParentType extends ResolversParentTypes['RunLoggedArtifactConnection'] = ResolversParentTypes['RunLoggedArtifactConnection']> = {
  edges?: Resolver<Array<ResolversTypes['RunLoggedArtifactEdge']>, ParentType, ContextType>;
  hiddenCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  nodes?: Resolver<Array<ResolversTypes['Artifact']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
  totalCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type RunLoggedArtifactEdgeResolvers<ContextType = GatewayContext, ParentType extends ResolversParentTypes['RunLoggedArtifactEdge'] = ResolversParentTypes['RunLoggedArtifactEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<Maybe<ResolversTypes['Artifact']>, ParentType, ContextType>;
};

export type RunUsedArtifactConnectionResolvers<ContextType = GatewayContext, ParentType extends ResolversParentTypes['RunUsedArtifactConnection'] = ResolversParentTypes['RunUsedArtifactConnection']> = {
  edges?: Resolver<Array<ResolversTypes['RunUsedArtifactEdge']>, ParentType, ContextType>;
  hiddenCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  nodes?: Resolver<Array<ResolversTypes['Artifact']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
  totalCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type RunUsedArtifactEdgeResolvers<ContextType = GatewayContext, ParentType extends ResolversParentTypes['RunUsedArtifactEdge'] = ResolversParentTypes['RunUsedArtifactEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<Maybe<ResolversTypes['Artifact']>, ParentType, ContextType>;
  usedAs?: Resolver<Array<ResolversTypes['String']>, ParentType, ContextType>;
};

export interface SafeIntScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['SafeInt'], any> {
  name: 'SafeInt';
}

export type StaleCauseResolvers<ContextType = GatewayContext, ParentType extends ResolversParentTypes['StaleCause'] = ResolversParentTypes['StaleCause']> = {
  current?: Resolver<ResolversTypes['Artifact'], ParentType, ContextType>;
  path?: Resolver<Array<ResolversTypes['LineageNode']>, ParentType, ContextType>;
  used?: Resolver<ResolversTypes['Artifact'], ParentType, ContextType>;
  versionsBehind?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
};

export type StalenessResolvers<ContextType = GatewayContext, ParentType extends ResolversParentTypes['Staleness'] = ResolversParentTypes['Staleness']> = {
  causes?: Resolver<Array<ResolversTypes['StaleCause']>, ParentType, ContextType>;
  completeness?: Resolver<ResolversTypes['Completeness'], ParentType, ContextType>;
  status?: Resolver<ResolversTypes['StalenessStatus'], ParentType, ContextType>;
  unknown?: Resolver<Array<ResolversTypes['Artifact']>, ParentType, ContextType>;
};

export type TruncationResolvers<ContextType = GatewayContext, ParentType extends ResolversParentTypes['Truncation'] = ResolversParentTypes['Truncation']> = {
  at?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  omitted?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  reason?: Resolver<ResolversTypes['TruncationReason'], ParentType, ContextType>;
};

export type UserResolvers<ContextType = GatewayContext, ParentType extends ResolversParentTypes['User'] = ResolversParentTypes['User'], FederationReferenceType extends FederationReferenceTypes['User'] = FederationReferenceTypes['User']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['User']> | FederationReferenceType, FederationReferenceType, ContextType>;
  entity?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  projects?: Resolver<Maybe<ResolversTypes['EntityProjectConnection']>, ParentType, ContextType, Partial<UserProjectsArgs>>;
  teams?: Resolver<Maybe<Array<ResolversTypes['String']>>, ParentType, ContextType>;
  username?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type VersionChangeResolvers<ContextType = GatewayContext, ParentType extends ResolversParentTypes['VersionChange'] = ResolversParentTypes['VersionChange']> = {
  base?: Resolver<Array<ResolversTypes['Artifact']>, ParentType, ContextType>;
  collection?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  contentChanged?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  head?: Resolver<Array<ResolversTypes['Artifact']>, ParentType, ContextType>;
};

export type Resolvers<ContextType = GatewayContext> = {
  AncestryDiff?: AncestryDiffResolvers<ContextType>;
  Artifact?: ArtifactResolvers<ContextType>;
  ArtifactCollection?: ArtifactCollectionResolvers<ContextType>;
  ArtifactCollectionVersionConnection?: ArtifactCollectionVersionConnectionResolvers<ContextType>;
  ArtifactCollectionVersionEdge?: ArtifactCollectionVersionEdgeResolvers<ContextType>;
  ArtifactCreator?: ArtifactCreatorResolvers<ContextType>;
  ArtifactLink?: ArtifactLinkResolvers<ContextType>;
  ArtifactUsedByConnection?: ArtifactUsedByConnectionResolvers<ContextType>;
  ArtifactUsedByEdge?: ArtifactUsedByEdgeResolvers<ContextType>;
  BlastRadius?: BlastRadiusResolvers<ContextType>;
  BlastRadiusLevel?: BlastRadiusLevelResolvers<ContextType>;
  BlastRadiusVersion?: BlastRadiusVersionResolvers<ContextType>;
  Completeness?: CompletenessResolvers<ContextType>;
  ConfigChange?: ConfigChangeResolvers<ContextType>;
  DateTime?: GraphQLScalarType;
  Divergence?: DivergenceResolvers<ContextType>;
  EntityProjectConnection?: EntityProjectConnectionResolvers<ContextType>;
  EntityProjectEdge?: EntityProjectEdgeResolvers<ContextType>;
  HiddenNode?: HiddenNodeResolvers<ContextType>;
  JSON?: GraphQLScalarType;
  LineageEdge?: LineageEdgeResolvers<ContextType>;
  LineageExport?: LineageExportResolvers<ContextType>;
  LineageGraph?: LineageGraphResolvers<ContextType>;
  LineageHit?: LineageHitResolvers<ContextType>;
  LineageNode?: LineageNodeResolvers<ContextType>;
  LineagePath?: LineagePathResolvers<ContextType>;
  LineagePathResult?: LineagePathResultResolvers<ContextType>;
  Node?: NodeResolvers<ContextType>;
  PageInfo?: PageInfoResolvers<ContextType>;
  Project?: ProjectResolvers<ContextType>;
  ProjectCollectionConnection?: ProjectCollectionConnectionResolvers<ContextType>;
  ProjectCollectionEdge?: ProjectCollectionEdgeResolvers<ContextType>;
  Query?: QueryResolvers<ContextType>;
  Run?: RunResolvers<ContextType>;
  RunChange?: RunChangeResolvers<ContextType>;
  RunLoggedArtifactConnection?: RunLoggedArtifactConnectionResolvers<ContextType>;
  RunLoggedArtifactEdge?: RunLoggedArtifactEdgeResolvers<ContextType>;
  RunUsedArtifactConnection?: RunUsedArtifactConnectionResolvers<ContextType>;
  RunUsedArtifactEdge?: RunUsedArtifactEdgeResolvers<ContextType>;
  SafeInt?: GraphQLScalarType;
  StaleCause?: StaleCauseResolvers<ContextType>;
  Staleness?: StalenessResolvers<ContextType>;
  Truncation?: TruncationResolvers<ContextType>;
  User?: UserResolvers<ContextType>;
  VersionChange?: VersionChangeResolvers<ContextType>;
};

