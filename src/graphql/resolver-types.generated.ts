import type { GraphQLResolveInfo, GraphQLScalarType, GraphQLScalarTypeConfig } from 'graphql';
import type { ArtifactRecord, ArtifactConnection, ArtifactEdge } from '../artifact/artifact.model.ts';
import type { CollectionRecord, MembershipRecord, CollectionConnection, CollectionEdge } from '../artifact/collection.model.ts';
import type { RunRecord, RunConnection, RunEdge } from '../run/run.model.ts';
import type { ProjectRecord, UserRecord, ProjectConnection, ProjectEdge } from '../project/project.model.ts';
import type { SearchHitModel } from '../search/search.ts';
import type { LineageGraphModel, CompletenessModel, HiddenNodeModel } from '../lineage/lineage.model.ts';
import type { RuleResultModel } from '../policies/checks/policies.model.ts';
import type { BlastRadiusModel } from '../lineage/questions/blast-radius.ts';
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
  /** A point in time, as an RFC 3339 string in UTC (`2024-03-01T10:00:00.000Z`). In arguments, a date (`2024-03-01`) stands for its first instant in UTC. */
  DateTime: { input: Date; output: Date; }
  /** Any JSON value, returned inline rather than as a string. */
  JSON: { input: unknown; output: unknown; }
  /** A whole number up to 2^53 - 1, for sizes and counts that do not fit in `Int`. */
  SafeInt: { input: number; output: number; }
  _FieldSet: { input: unknown; output: unknown; }
};

/** The differences between the upstream lineages of two nodes. Artifact versions that W&B logs automatically are not compared. */
export type AncestryDiff = {
  __typename?: 'AncestryDiff';
  /** Whether anything is missing from either lineage. If so, some differences may only reflect that. */
  completeness: Completeness;
  /** The earliest difference: the most upstream point at which the lineages differ. Null if they are equal, or if loading one of them failed in part. */
  earliestDivergence?: Maybe<Divergence>;
  /** The nodes upstream of `base` only, including `base` itself if it is not upstream of `head`. Empty if loading the lineage of `head` failed in part. */
  onlyInBase: Array<LineageHit>;
  /** The nodes upstream of `head` only, including `head` itself if it is not upstream of `base`. Empty if loading the lineage of `base` failed in part. */
  onlyInHead: Array<LineageHit>;
  /** The differences between runs that produced corresponding versions, starting with the runs nearest to the two nodes. */
  runChanges: Array<RunChange>;
  /** The number of nodes upstream of both. */
  sharedCount: Scalars['Int']['output'];
  /** The collections of which the two lineages contain different versions. */
  versionChanges: Array<VersionChange>;
};

/** An artifact version: a dataset, a model or any other set of files that runs use and log. */
export type Artifact = LineageNode & Node & {
  __typename?: 'Artifact';
  /** The aliases in the source collection, for example `latest` or `production`. The alias `vN`, which every version has, is left out. Null only if W&B gives no usable value; see `errors`. */
  aliases?: Maybe<Array<Scalars['String']['output']>>;
  /** Counts of everything downstream of this version: what would be affected if it were wrong. Null if loading it failed; see `errors`. */
  blastRadius?: Maybe<BlastRadius>;
  /** The results of checking this version against the policies of this service. Null if loading it failed; see `errors`. */
  checks?: Maybe<Array<PolicyCheck>>;
  /** The source collection: the one that the version was logged to. */
  collection: ArtifactCollection;
  /** The id of the commit that created the version. Null until the version is committed. */
  commitHash?: Maybe<Scalars['String']['output']>;
  /** When the version was created. Null only if W&B gives no usable value; see `errors`. */
  createdAt?: Maybe<Scalars['DateTime']['output']>;
  /** The run or user that created the version. W&B also names a user if the run that created it was deleted. Null if W&B names neither. */
  createdBy?: Maybe<ArtifactCreator>;
  /** The description. Null if not set. */
  description?: Maybe<Scalars['String']['output']>;
  /** The checksum of the manifest. Versions with equal digests have equal content. Null only if W&B gives no usable value; see `errors`. */
  digest?: Maybe<Scalars['String']['output']>;
  /** When W&B will delete the version. Null if no time to live is set. */
  expiresAt?: Maybe<Scalars['DateTime']['output']>;
  /** The number of files. Null only if W&B gives no usable value; see `errors`. */
  fileCount?: Maybe<Scalars['SafeInt']['output']>;
  /** The step of the run's history at which the version was logged. Null if the run had no history yet. */
  historyStep?: Maybe<Scalars['Int']['output']>;
  /** W&B's global id. A link has the id of the version that it points to. */
  id: Scalars['ID']['output'];
  /** The collection name and the version, for example `flowers:v3`. */
  label: Scalars['String']['output'];
  /** The lineage graph around this version. Null if loading it failed; see `errors`. */
  lineage?: Maybe<LineageGraph>;
  /** The version's links in registries and portfolios, each with its own number and aliases. Null, with an error, if W&B no longer shows the version. */
  links?: Maybe<Array<ArtifactLink>>;
  /** The run that created the version. Null if a user created it or W&B shows no run. A run that logged the same content later is not returned here, but its `loggedArtifacts` lists the version. */
  loggedBy?: Maybe<Run>;
  /** The metadata that the author attached, as an object. NaN and infinities become null, and whole numbers beyond 2^53 become strings with all their digits. Can be large. Null if not set. */
  metadata?: Maybe<Scalars['JSON']['output']>;
  /** The name of the source collection, without the version, for example `flowers`. `label` has both. */
  name: Scalars['String']['output'];
  /** `entity/project/collection:vN` in the source collection. If that is hidden, the path of a link that the caller can see. Null if there is neither, or if the version has no number yet. */
  path?: Maybe<Scalars['String']['output']>;
  /** The project of the source collection, which may differ from that of the run that logged the version. Null if it is hidden or deleted. */
  project?: Maybe<Project>;
  /** The total size of the files in bytes, including files that are only referenced. Null only if W&B gives no usable value; see `errors`. */
  sizeBytes?: Maybe<Scalars['SafeInt']['output']>;
  /** Whether this version was made from inputs that have a newer version with different content. Null if loading it failed; see `errors`. */
  staleness?: Maybe<Staleness>;
  /** Whether all files of the version are available. Null only if W&B gives no usable value; see `errors`. */
  state?: Maybe<ArtifactState>;
  /** The version's tags. Null only if W&B gives no usable value; see `errors`. */
  tags?: Maybe<Array<Scalars['String']['output']>>;
  /** The artifact type that the author set, for example `dataset` or `model`. W&B's own types start with `wandb-`. */
  type: Scalars['String']['output'];
  /** When the version's description, aliases or other attributes last changed. Null if W&B reports no time. */
  updatedAt?: Maybe<Scalars['DateTime']['output']>;
  /** The version's page in W&B's web app. Null if its project is hidden or it has no number yet. */
  url?: Maybe<Scalars['String']['output']>;
  /** The runs that used the version, directly or through a link. Null, with an error, if W&B no longer shows the version. */
  usedBy?: Maybe<ArtifactUsedByConnection>;
  /** The number of runs that used the version, as W&B counts them, including hidden ones. Null if W&B does not report it. */
  usedByCount?: Maybe<Scalars['Int']['output']>;
  /** `v` followed by `versionIndex`. Null until W&B has numbered the version. */
  version?: Maybe<Scalars['String']['output']>;
  /** The version number in the source collection, starting at 0. Null until W&B has numbered the version. */
  versionIndex?: Maybe<Scalars['Int']['output']>;
};


/** An artifact version: a dataset, a model or any other set of files that runs use and log. */
export type ArtifactBlastRadiusArgs = {
  filter?: InputMaybe<LineageFilter>;
  maxDepth?: Scalars['Int']['input'];
};


/** An artifact version: a dataset, a model or any other set of files that runs use and log. */
export type ArtifactChecksArgs = {
  policies?: InputMaybe<Array<Scalars['String']['input']>>;
};


/** An artifact version: a dataset, a model or any other set of files that runs use and log. */
export type ArtifactLineageArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  direction?: LineageDirection;
  filter?: InputMaybe<LineageFilter>;
  maxDepth?: Scalars['Int']['input'];
  maxFanout?: InputMaybe<Scalars['Int']['input']>;
  maxNodes?: Scalars['Int']['input'];
  stopAt?: InputMaybe<LineageFilter>;
};


/** An artifact version: a dataset, a model or any other set of files that runs use and log. */
export type ArtifactStalenessArgs = {
  maxDepth?: Scalars['Int']['input'];
};


/** An artifact version: a dataset, a model or any other set of files that runs use and log. */
export type ArtifactUsedByArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
};

/** A named collection of artifact versions: a sequence, which versions are logged to, or a registry or portfolio collection, which links to versions of others. */
export type ArtifactCollection = Node & {
  __typename?: 'ArtifactCollection';
  /** When the collection was created. Null only if W&B gives no usable value; see `errors`. */
  createdAt?: Maybe<Scalars['DateTime']['output']>;
  /** The description. Null if not set. */
  description?: Maybe<Scalars['String']['output']>;
  /** W&B's global id. */
  id: Scalars['ID']['output'];
  /** Whether versions are logged to the collection or linked from others. */
  kind: ArtifactCollectionKind;
  /** The name, without project and version. */
  name: Scalars['String']['output'];
  /** `entity/project/name`. Null if the project is hidden or deleted. */
  path?: Maybe<Scalars['String']['output']>;
  /** The project that contains the collection. Null if it is hidden or deleted. */
  project?: Maybe<Project>;
  /** The artifact type of its versions. */
  type: Scalars['String']['output'];
  /** When the collection last changed. Null if W&B reports no time. */
  updatedAt?: Maybe<Scalars['DateTime']['output']>;
  /** The collection's committed versions, newest first. Null, with an error, if W&B no longer shows the collection. */
  versions?: Maybe<ArtifactCollectionVersionConnection>;
};


/** A named collection of artifact versions: a sequence, which versions are logged to, or a registry or portfolio collection, which links to versions of others. */
export type ArtifactCollectionVersionsArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
};

/** Whether a collection owns its versions or links to them. */
export type ArtifactCollectionKind =
  /** A registry or portfolio collection, which links to versions of other collections. */
  | 'PORTFOLIO'
  /** Versions are logged to this collection. */
  | 'SEQUENCE'
  /** A kind that the gateway does not know. */
  | 'UNKNOWN';

/** A page of a collection's versions. */
export type ArtifactCollectionVersionConnection = {
  __typename?: 'ArtifactCollectionVersionConnection';
  /** The edges: each version with its cursor, and its number and aliases in this collection. */
  edges: Array<ArtifactCollectionVersionEdge>;
  /** The number of versions that W&B counted on this page but did not return. */
  hiddenCount: Scalars['Int']['output'];
  /** The versions, without their edges. */
  nodes: Array<Artifact>;
  /** The position of this page. */
  pageInfo: PageInfo;
  /** The number of committed versions on all pages, as W&B counts them. Null with an error where W&B does not count them. */
  totalCount?: Maybe<Scalars['Int']['output']>;
};

/** A version in a collection. */
export type ArtifactCollectionVersionEdge = {
  __typename?: 'ArtifactCollectionVersionEdge';
  /** The version's aliases in this collection, without `vN`. Null only if loading the version failed; see `errors`. */
  aliases?: Maybe<Array<Scalars['String']['output']>>;
  /** The cursor of this edge, to pass as `after`. */
  cursor: Scalars['String']['output'];
  /** The version. In a registry or portfolio, the version that the link points to. Null only if loading it failed; see `errors`. */
  node?: Maybe<Artifact>;
  /** `v` followed by the version's number in this collection. A registry or portfolio numbers versions independently of their source. Null if W&B reports no number. */
  version?: Maybe<Scalars['String']['output']>;
};

/** The run or user that created an artifact version. */
export type ArtifactCreator = Run | User;

/** A link: the membership of an artifact version in a registry or portfolio. */
export type ArtifactLink = Node & {
  __typename?: 'ArtifactLink';
  /** The version's aliases in that collection, without `vN`. Null only if W&B gives no usable value; see `errors`. */
  aliases?: Maybe<Array<Scalars['String']['output']>>;
  /** The registry or portfolio collection. */
  collection: ArtifactCollection;
  /** When the version was linked. Null only if W&B gives no usable value; see `errors`. */
  createdAt?: Maybe<Scalars['DateTime']['output']>;
  /** A global id of the gateway's own, which `Query.node` finds again: W&B finds links by their version alone. */
  id: Scalars['ID']['output'];
  /** Whether the collection belongs to a registry: a project named `wandb-registry-...`. Null if loading the project failed; see `errors`. */
  isRegistry?: Maybe<Scalars['Boolean']['output']>;
  /** `entity/project/collection:vN`, with the version's number in that collection. Null if the project is hidden or W&B reports no number. */
  path?: Maybe<Scalars['String']['output']>;
  /** `v` followed by `versionIndex`. Null if W&B reports no number. */
  version?: Maybe<Scalars['String']['output']>;
  /** The version number in that collection, starting at 0. It is independent of the number in the source collection. Null if W&B reports no number. */
  versionIndex?: Maybe<Scalars['Int']['output']>;
};

/** Whether the files of an artifact version are available. */
export type ArtifactState =
  /** All files are available. */
  | 'COMMITTED'
  /** The version was deleted. W&B keeps its record. */
  | 'DELETED'
  /** The version was deleted and its files were removed. */
  | 'GARBAGE_COLLECTED'
  /** The files are being uploaded. */
  | 'PENDING'
  /** The version is marked for deletion. */
  | 'PENDING_DELETION'
  /** A state that the gateway does not know. */
  | 'UNKNOWN';

/** A page of the runs that used an artifact version. */
export type ArtifactUsedByConnection = {
  __typename?: 'ArtifactUsedByConnection';
  /** The edges: each run with its cursor. */
  edges: Array<ArtifactUsedByEdge>;
  /** The number of runs that W&B counted on this page but did not return. */
  hiddenCount: Scalars['Int']['output'];
  /** The runs, without their edges. */
  nodes: Array<Run>;
  /** The position of this page. */
  pageInfo: PageInfo;
  /** The number of runs on all pages, as W&B counts them, including hidden ones. Null with an error where W&B does not count them. */
  totalCount?: Maybe<Scalars['Int']['output']>;
};

/** A run that used an artifact version. */
export type ArtifactUsedByEdge = {
  __typename?: 'ArtifactUsedByEdge';
  /** The cursor of this edge, to pass as `after`. */
  cursor: Scalars['String']['output'];
  /** The run. Null only if loading it failed; see `errors`. */
  node?: Maybe<Run>;
};

/** Counts of what is downstream of an artifact version. */
export type BlastRadius = {
  __typename?: 'BlastRadius';
  /** The number of artifact versions downstream. */
  artifacts: Scalars['Int']['output'];
  /** The same counts for each distance, nearest first. */
  byDepth: Array<BlastRadiusLevel>;
  /** Whether anything is missing. If so, the counts are lower bounds. */
  completeness: Completeness;
  /** The number of nodes that W&B counts but does not show. They are not part of the other counts. */
  hidden: Scalars['Int']['output'];
  /** The people whose runs are downstream, those with most runs first. Runs whose user W&B does not show are left out. */
  owners: Array<BlastRadiusOwner>;
  /** The number of projects that these runs and versions belong to. */
  projects: Scalars['Int']['output'];
  /** The number of runs downstream. */
  runs: Scalars['Int']['output'];
  /** The number of users who started these runs. Runs whose user W&B does not show are not counted. */
  users: Scalars['Int']['output'];
  /** The versions downstream, important ones first. */
  versions: Array<BlastRadiusVersion>;
};


/** Counts of what is downstream of an artifact version. */
export type BlastRadiusVersionsArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  first?: Scalars['Int']['input'];
};

/** Counts at one distance downstream. */
export type BlastRadiusLevel = {
  __typename?: 'BlastRadiusLevel';
  /** The number of artifact versions at this distance. */
  artifacts: Scalars['Int']['output'];
  /** The distance in hops. */
  depth: Scalars['Int']['output'];
  /** The number of nodes that W&B counts but does not show. */
  hidden: Scalars['Int']['output'];
  /** The number of projects that these runs and versions belong to. */
  projects: Scalars['Int']['output'];
  /** The number of runs at this distance. */
  runs: Scalars['Int']['output'];
  /** The number of users who started these runs. */
  users: Scalars['Int']['output'];
};

/** A user whose runs are downstream. */
export type BlastRadiusOwner = {
  __typename?: 'BlastRadiusOwner';
  /** The number of their runs downstream. */
  runs: Scalars['Int']['output'];
  /** The user. */
  user: User;
  /** The number of versions downstream that these runs logged. */
  versions: Scalars['Int']['output'];
};

/** An artifact version downstream. */
export type BlastRadiusVersion = {
  __typename?: 'BlastRadiusVersion';
  /** The version. */
  artifact: Artifact;
  /** The cursor of this version, to pass as `after`. */
  cursor: Scalars['String']['output'];
  /** The distance from the root in hops. */
  depth: Scalars['Int']['output'];
  /** Whether the version is in use beyond its project: it has an alias other than `latest` and `vN`, or a registry or portfolio links to it. Null if that could not be loaded; see `errors`. */
  important?: Maybe<Scalars['Boolean']['output']>;
};

/** Whether a walk returned everything that was requested. Everything that is missing is listed in `truncations`. */
export type Completeness = {
  __typename?: 'Completeness';
  /**
   * Whether nothing is missing. Nodes excluded by a filter do not count as missing. Where W&B does not say what an upstream version was made from (`PRODUCER_UNKNOWN`), an
   * upstream walk through it is not complete.
   */
  complete: Scalars['Boolean']['output'];
  /** The places where something is missing, with the reason. */
  truncations: Array<Truncation>;
  /** The number of HTTP requests to W&B that the walk took. */
  wandbRequests: Scalars['Int']['output'];
};

/** A configuration key or a summary metric whose values differ. Numbers are compared by their exact value: 1 and 1.0 are equal, Infinity and -Infinity are not. */
export type ConfigChange = {
  __typename?: 'ConfigChange';
  /** The value in `base` as JSON, at most 256 characters. Numbers stand as W&B wrote them, with all their digits, NaN and infinities too. Null if the key is not set. */
  base?: Maybe<Scalars['String']['output']>;
  /** The value in `head` as JSON, at most 256 characters. Numbers stand as in `base`. Null if the key is not set. */
  head?: Maybe<Scalars['String']['output']>;
  /** The key. Keys of nested objects are joined with dots. */
  key: Scalars['String']['output'];
};

/** The earliest difference between two lineages: a node that only one of them has, and what corresponds to it in the other. Versions of one collection correspond, runs that produced corresponding versions, and the two nodes that are compared. */
export type Divergence = {
  __typename?: 'Divergence';
  /** The node in the lineage of `base`. Null if nothing there corresponds to `head`. */
  base?: Maybe<LineageNode>;
  /** The node in the lineage of `head`. Null if nothing there corresponds to `base`. */
  head?: Maybe<LineageNode>;
};

/** A page of an entity's projects. There is no total, because W&B does not count them. */
export type EntityProjectConnection = {
  __typename?: 'EntityProjectConnection';
  /** The edges: each project with its cursor. */
  edges: Array<EntityProjectEdge>;
  /** The number of projects that W&B counted on this page but did not return. */
  hiddenCount: Scalars['Int']['output'];
  /** The projects, without their edges. */
  nodes: Array<Project>;
  /** The position of this page. */
  pageInfo: PageInfo;
};

/** A project of an entity. */
export type EntityProjectEdge = {
  __typename?: 'EntityProjectEdge';
  /** The cursor of this edge, to pass as `after`. */
  cursor: Scalars['String']['output'];
  /** The project. Null only if loading it failed; see `errors`. */
  node?: Maybe<Project>;
};

/** A run or artifact version that is known to exist but cannot be shown. */
export type HiddenNode = LineageNode & {
  __typename?: 'HiddenNode';
  /** Always null. */
  createdAt?: Maybe<Scalars['DateTime']['output']>;
  /** An opaque id, stable across responses to the same caller. `Query.node` does not find it. */
  id: Scalars['ID']['output'];
  /** What kind of node it is, for example `hidden run`; of a root that was given by its path, that path. */
  label: Scalars['String']['output'];
  /** Always null. */
  path?: Maybe<Scalars['String']['output']>;
  /** Always null. */
  project?: Maybe<Project>;
  /** Why the node cannot be shown. */
  reason: HiddenReason;
  /** Always null. */
  url?: Maybe<Scalars['String']['output']>;
};

/** Why a node cannot be shown. W&B does not distinguish forbidden, deleted and missing nodes. */
export type HiddenReason =
  /** W&B counts the node but does not show it to this caller. */
  | 'NOT_VISIBLE'
  /** W&B returns nothing for the node's id. */
  | 'UNKNOWN'
  /** Loading the node failed; see `errors`. */
  | 'WANDB_ERROR';

/** The direction of a lineage walk. */
export type LineageDirection =
  /** The union of the upstream and the downstream walk. Siblings, such as other outputs of an upstream run, are not included. */
  | 'BOTH'
  /** Follow edges in both directions from every node: everything that is connected, siblings included. W&B's lineage page calls this extended lineage. */
  | 'CONNECTED'
  /** Follow edges to what was made from a node. */
  | 'DOWNSTREAM'
  /** Follow edges to what a node was made from. */
  | 'UPSTREAM';

/** An edge in the direction of data flow: from an artifact version to a run that used it, or from a run to a version that it logged. */
export type LineageEdge = {
  __typename?: 'LineageEdge';
  /** The id of the node that the data comes from. */
  from: Scalars['ID']['output'];
  /** Whether the run used or logged the version. */
  kind: LineageEdgeKind;
  /** The id of the node that the data flows to. */
  to: Scalars['ID']['output'];
  /** The names under which the run used the version. Null if unknown: W&B reports them only in the list of the run's inputs. */
  usedAs?: Maybe<Array<Scalars['String']['output']>>;
};

/** The meaning of a lineage edge. */
export type LineageEdgeKind =
  /** A run logged the artifact version. */
  | 'LOGGED'
  /** A run used the artifact version. */
  | 'USED';

/** A lineage graph in another format. */
export type LineageExport = {
  __typename?: 'LineageExport';
  /** The exported graph as text. */
  content: Scalars['String']['output'];
  /** A suggested file name. */
  fileName: Scalars['String']['output'];
  /** The requested format. */
  format: LineageExportFormat;
  /** The media type of the content. */
  mediaType: Scalars['String']['output'];
};

/** An export format. Every format marks where the graph is incomplete. */
export type LineageExportFormat =
  /** A CycloneDX 1.7 machine-learning bill of materials (ML-BOM). */
  | 'CYCLONEDX'
  /** The same in CycloneDX 1.6, for tools that do not read 1.7. */
  | 'CYCLONEDX_1_6'
  /** A graph in Graphviz's DOT language. */
  | 'DOT'
  /** An in-toto statement v1 with SLSA provenance v1 of one artifact version, from its upstream graph. */
  | 'IN_TOTO'
  /** Plain JSON: nodes, edges and completeness. */
  | 'JSON'
  /** A Mermaid flowchart. */
  | 'MERMAID'
  /** A model card of one artifact version in Markdown, from its upstream graph. */
  | 'MODEL_CARD'
  /** OpenLineage run events (spec 2-0-2), one JSON object per line. */
  | 'OPENLINEAGE'
  /** W3C PROV-JSON. */
  | 'PROV_JSON'
  /** An SVG drawing. */
  | 'SVG';

/** A filter for lineage nodes. A node must satisfy all conditions that are set. A list matches any of its values. */
export type LineageFilter = {
  /** Match only artifact versions of these types. Does not apply to runs. */
  artifactTypes?: InputMaybe<Array<Scalars['String']['input']>>;
  /** Match only nodes created at or after this time. */
  createdAfter?: InputMaybe<Scalars['DateTime']['input']>;
  /** Match only nodes created before this time. */
  createdBefore?: InputMaybe<Scalars['DateTime']['input']>;
  /** Whether to match artifact versions that W&B logs automatically (types `wandb-*`, `run_table`, `code` and `job`). The default is false. */
  includeSystemTypes?: InputMaybe<Scalars['Boolean']['input']>;
  /** Match only runs with these job types. Does not apply to artifact versions. */
  jobTypes?: InputMaybe<Array<Scalars['String']['input']>>;
  /** Match only nodes of these kinds. */
  kinds?: InputMaybe<Array<LineageNodeKind>>;
  /** Match only nodes in these projects, given as `entity/project`. Upper and lower case do not matter, as in paths. */
  projects?: InputMaybe<Array<Scalars['String']['input']>>;
  /** Match only runs in these states, as W&B spells them, for example `finished`. Does not apply to artifact versions. */
  runStates?: InputMaybe<Array<Scalars['String']['input']>>;
};

/** A page of the lineage graph around its roots. */
export type LineageGraph = {
  __typename?: 'LineageGraph';
  /** Whether anything is missing from the graph, and why. */
  completeness: Completeness;
  /** The edges on this page. An edge is on the page of whichever of its nodes comes later. */
  edges: Array<LineageEdge>;
  /** The value to pass as `after` to get the next page. Null if this is the last page. */
  endCursor?: Maybe<Scalars['String']['output']>;
  /** This page in another format. */
  export: LineageExport;
  /** The nodes on this page that have no downstream edge in the graph. */
  leaves: Array<LineageNode>;
  /** The nodes on this page, ordered by distance from the roots, starting with the roots. */
  nodes: Array<LineageHit>;
  /** The nodes on this page that have no upstream edge in the graph. */
  roots: Array<LineageNode>;
  /** Sums over the nodes on this page, each counted once. */
  totals: LineageTotals;
};


/** A page of the lineage graph around its roots. */
export type LineageGraphExportArgs = {
  format: LineageExportFormat;
};

/** A node of a lineage graph with its position in the walk. */
export type LineageHit = {
  __typename?: 'LineageHit';
  /** The distance from the nearest root in hops. A root has depth 0. */
  depth: Scalars['Int']['output'];
  /** Whether the walk expanded this node, that is, loaded its neighbours. */
  expanded: Scalars['Boolean']['output'];
  /** The number of neighbours that are hidden, failed to load, are excluded by the filter or exceed `maxFanout`. Null if unknown, for example because the node was not expanded. */
  hiddenNeighbours?: Maybe<Scalars['Int']['output']>;
  /** The run, artifact version or hidden node. */
  node: LineageNode;
};

/** A node of the lineage graph: a run, an artifact version or a hidden node. */
export type LineageNode = {
  /** When a run started or a version was created. Null if the node is hidden. */
  createdAt?: Maybe<Scalars['DateTime']['output']>;
  /** W&B's global id. A `HiddenNode` has an id of the gateway's own. */
  id: Scalars['ID']['output'];
  /** A short name for display. */
  label: Scalars['String']['output'];
  /** `entity/project/runId` of a run, `entity/project/collection:vN` of an artifact version. Null if it is hidden. */
  path?: Maybe<Scalars['String']['output']>;
  /** The project of a run or of a version's source collection. Null if it is hidden. */
  project?: Maybe<Project>;
  /** The node's page in W&B's web app. Null if no page can be determined. */
  url?: Maybe<Scalars['String']['output']>;
};

/** The kind of a node in a lineage graph. */
export type LineageNodeKind =
  /** An artifact version. */
  | 'ARTIFACT'
  /** A run. */
  | 'RUN';

/** A path in the direction of data flow. */
export type LineagePath = {
  __typename?: 'LineagePath';
  /** The edges between these nodes, in the same order. */
  edges: Array<LineageEdge>;
  /** The length of the path in hops. */
  length: Scalars['Int']['output'];
  /** The nodes on the path in the direction of data flow, including both ends. */
  nodes: Array<LineageNode>;
};

/** The paths between two nodes. */
export type LineagePathResult = {
  __typename?: 'LineagePathResult';
  /** Whether there may be paths that are not known, and why. Complete if these are all paths of whatever length: everything downstream of the start is known, or longer paths do not exist. */
  completeness: Completeness;
  /** Whether there are more paths than were returned. */
  hasMore: Scalars['Boolean']['output'];
  /** The paths in the direction of data flow, shortest first; paths of the same length are ordered by the ids of their nodes. Empty if there is none of at most `maxDepth` hops; `completeness` says whether there may be others. */
  paths: Array<LineagePath>;
  /** Whether the data flows from `to` to `from` instead. The paths then run in that direction. */
  reversed: Scalars['Boolean']['output'];
};

/** Sums over the nodes on a page of a lineage graph. A value that W&B does not report adds nothing. */
export type LineageTotals = {
  __typename?: 'LineageTotals';
  /** The number of artifact versions. */
  artifacts: Scalars['Int']['output'];
  /** How long the runs computed together, in seconds. */
  computeSeconds: Scalars['Float']['output'];
  /** The number of hidden nodes and nodes that could not be loaded. Nothing else counts them. */
  hidden: Scalars['Int']['output'];
  /** The users who started the runs, by name. */
  people: Array<User>;
  /** The number of runs. */
  runs: Scalars['Int']['output'];
  /** The runs by state, most frequent first. */
  runsByState: Array<RunStateCount>;
  /** The sizes of the artifact versions together, in bytes. Null if the sum is above 2^53 - 1. */
  sizeBytes?: Maybe<Scalars['SafeInt']['output']>;
};

/** An object with a global id. `Query.node` finds it again by that id. */
export type Node = {
  /** W&B's global id. */
  id: Scalars['ID']['output'];
};

/** The position of a page within a connection, as in the Relay specification. */
export type PageInfo = {
  __typename?: 'PageInfo';
  /** The value to pass as `after` to get the next page. Null if the page is empty. */
  endCursor?: Maybe<Scalars['String']['output']>;
  /** Whether there are more items after `endCursor`. */
  hasNextPage: Scalars['Boolean']['output'];
  /** Whether there are items before `startCursor`, as far as W&B says. */
  hasPreviousPage: Scalars['Boolean']['output'];
  /** The cursor of the first item that W&B counted on this page. Null if the page is empty. */
  startCursor?: Maybe<Scalars['String']['output']>;
};

/** Named rules about the lineage of a run or an artifact version. */
export type Policy = {
  __typename?: 'Policy';
  /** What the policy is for. */
  description?: Maybe<Scalars['String']['output']>;
  /** The name of the policy. */
  name: Scalars['String']['output'];
  /** The rules. All have to hold. */
  rules: Array<PolicyRule>;
};

/** Nodes were created within a number of days before the check. */
export type PolicyAgeInput = {
  /** At most so many days ago. */
  maxDays?: InputMaybe<Scalars['Float']['input']>;
  /** At least so many days ago. */
  minDays?: InputMaybe<Scalars['Float']['input']>;
  /** The nodes to test. All if omitted. */
  nodes?: InputMaybe<PolicyNodeSelectorInput>;
  /** Whether every, some or no chosen node must satisfy it. EVERY and NO hold where no node is chosen. */
  quantifier?: PolicyQuantifier;
};

/** Versions have one of these aliases, in whatever collection or registry. */
export type PolicyAliasInput = {
  /** The accepted values. `*` stands for any text. */
  anyOf: Array<Scalars['String']['input']>;
  /** The nodes to test. All if omitted. */
  nodes?: InputMaybe<PolicyNodeSelectorInput>;
  /** Whether every, some or no chosen node must satisfy it. EVERY and NO hold where no node is chosen. */
  quantifier?: PolicyQuantifier;
};

/** The result of checking a run or an artifact version against a policy. */
export type PolicyCheck = {
  __typename?: 'PolicyCheck';
  /** The time of the check, from which ages are counted. */
  checkedAt: Scalars['DateTime']['output'];
  /** The name of the policy. */
  policy: Scalars['String']['output'];
  /** The results of the rules, in the order of the policy. */
  rules: Array<PolicyRuleResult>;
  /** What was checked. */
  subject: LineageNode;
  /** FAIL if a rule fails; otherwise UNKNOWN if a rule is undecided; otherwise PASS. */
  verdict: PolicyVerdict;
};

/** Runs have a known Git commit, or one of these. */
export type PolicyCommitInput = {
  /** The accepted values. `*` stands for any text. */
  anyOf?: InputMaybe<Array<Scalars['String']['input']>>;
  /** The nodes to test. All if omitted. */
  nodes?: InputMaybe<PolicyNodeSelectorInput>;
  /** Whether every, some or no chosen node must satisfy it. EVERY and NO hold where no node is chosen. */
  quantifier?: PolicyQuantifier;
};

/** What a rule requires. Everything that is set has to hold. */
export type PolicyConditionInput = {
  /** Nodes were created within a number of days before the check. */
  age?: InputMaybe<PolicyAgeInput>;
  /** Versions have one of these aliases, in whatever collection or registry. */
  alias?: InputMaybe<PolicyAliasInput>;
  /** All of these hold. */
  all?: InputMaybe<Array<PolicyConditionInput>>;
  /** At least one of these holds. */
  any?: InputMaybe<Array<PolicyConditionInput>>;
  /** Runs have a known Git commit, or one of these. */
  commit?: InputMaybe<PolicyCommitInput>;
  /** Runs have a value in their config. */
  config?: InputMaybe<PolicyConfigInput>;
  /** The number of chosen nodes, the checked one included, lies within bounds. */
  count?: InputMaybe<PolicyCountInput>;
  /** No chosen node is farther away than `max` hops. */
  depth?: InputMaybe<PolicyDepthInput>;
  /** At least one chosen node lies upstream (downstream, if that is the direction of the rule). */
  descendsFrom?: InputMaybe<PolicyNodeSelectorInput>;
  /** No chosen node lies upstream (downstream, if that is the direction of the rule). */
  doesNotDescendFrom?: InputMaybe<PolicyNodeSelectorInput>;
  /** A run used the version together with a version that, with this content, is not upstream of it: it was evaluated on something that it was not trained on. */
  evaluatedOnUnseenData?: InputMaybe<PolicyEvaluatedOnUnseenDataInput>;
  /** Runs have finished: they did not fail, crash, get killed or still run. */
  finished?: InputMaybe<PolicyFinishedInput>;
  /** The chosen nodes satisfy another selection as well. */
  matches?: InputMaybe<PolicyMatchesInput>;
  /** Versions have a value in their metadata, for example an accepted licence. */
  metadata?: InputMaybe<PolicyMetadataInput>;
  /** This does not hold. */
  not?: InputMaybe<PolicyConditionInput>;
  /** W&B shows every node to the key that asks. */
  nothingHidden?: InputMaybe<PolicyNothingHiddenInput>;
  /** Runs were started by one of these users. */
  owner?: InputMaybe<PolicyOwnerInput>;
  /** W&B names the run that made each version upstream, but for the origins of the policy. */
  producersKnown?: InputMaybe<PolicyProducersKnownInput>;
  /** Runs or versions are in one of these states, as W&B spells them, in upper or lower case. */
  state?: InputMaybe<PolicyStateInput>;
  /** Runs or versions have one of these tags. */
  tag?: InputMaybe<PolicyTagInput>;
  /** Versions live for a number of days from now. One without an end lives longer than any bound. */
  timeToLive?: InputMaybe<PolicyTimeToLiveInput>;
  /** No version upstream has a newer version with different content in its collection. */
  upToDate?: InputMaybe<PolicyUpToDateInput>;
};

/** Runs have a value in their config. */
export type PolicyConfigInput = {
  /** The accepted values, compared as text. */
  anyOf?: InputMaybe<Array<Scalars['JSON']['input']>>;
  /** Whether the key must have a value. True if there is no other test. */
  exists?: InputMaybe<Scalars['Boolean']['input']>;
  /** The key. `a.b` is `b` inside `a`, unless there is a key `a.b`. */
  key: Scalars['String']['input'];
  /** The largest accepted number. */
  max?: InputMaybe<Scalars['Float']['input']>;
  /** The smallest accepted number. */
  min?: InputMaybe<Scalars['Float']['input']>;
  /** The nodes to test. All if omitted. */
  nodes?: InputMaybe<PolicyNodeSelectorInput>;
  /** Whether every, some or no chosen node must satisfy it. EVERY and NO hold where no node is chosen. */
  quantifier?: PolicyQuantifier;
};

/** The number of chosen nodes, the checked one included, lies within bounds. */
export type PolicyCountInput = {
  /** At most so many. */
  max?: InputMaybe<Scalars['Int']['input']>;
  /** At least so many. */
  min?: InputMaybe<Scalars['Int']['input']>;
  /** The nodes that count. All if omitted. */
  nodes?: InputMaybe<PolicyNodeSelectorInput>;
};

/** No chosen node is farther away than `max` hops. */
export type PolicyDepthInput = {
  /** The largest accepted distance in hops. */
  max: Scalars['Int']['input'];
  /** The nodes that count. All if omitted. */
  nodes?: InputMaybe<PolicyNodeSelectorInput>;
};

/** What the conditions of a rule look at. */
export type PolicyDirection =
  /** What was made from it. */
  | 'DOWNSTREAM'
  /** What it was made from. */
  | 'UPSTREAM';

/** A run used the version together with a version that, with this content, is not upstream of it: it was evaluated on something that it was not trained on. */
export type PolicyEvaluatedOnUnseenDataInput = {
  /** The versions that count as data. All if omitted. Depths do not apply. */
  data?: InputMaybe<PolicyNodeSelectorInput>;
  /** The runs that evaluate. All that used the version if omitted. */
  evaluations?: InputMaybe<PolicyNodeSelectorInput>;
};

/** A node that breaks a rule, or a place where something is missing that would decide it. */
export type PolicyFinding = {
  __typename?: 'PolicyFinding';
  /** What is wrong with it, or what is missing there. */
  message: Scalars['String']['output'];
  /** The node. */
  node: LineageNode;
  /** The shortest path between this node and the checked node in the direction of data flow, including both. */
  path: Array<LineageNode>;
  /** If something is missing there: why. Null otherwise. */
  reason?: Maybe<TruncationReason>;
};

/** Runs have finished: they did not fail, crash, get killed or still run. */
export type PolicyFinishedInput = {
  /** The nodes to test. All if omitted. */
  nodes?: InputMaybe<PolicyNodeSelectorInput>;
  /** Whether every, some or no chosen node must satisfy it. EVERY and NO hold where no node is chosen. */
  quantifier?: PolicyQuantifier;
};

/** Named rules about the lineage of a run or an artifact version. */
export type PolicyInput = {
  /** What the policy is for. */
  description?: InputMaybe<Scalars['String']['input']>;
  /** Names the policy. */
  name: Scalars['String']['input'];
  /** Where lineage may begin: a chosen version may have been uploaded, or its run deleted. Elsewhere a version without a known producer leaves rules undecided. */
  origins?: InputMaybe<Array<PolicyNodeSelectorInput>>;
  /** The rules. All have to hold. */
  rules: Array<PolicyRuleInput>;
};

/** The chosen nodes satisfy another selection as well. */
export type PolicyMatchesInput = {
  /** The nodes to test. All if omitted. */
  nodes?: InputMaybe<PolicyNodeSelectorInput>;
  /** Whether every, some or no chosen node must satisfy it. EVERY and NO hold where no node is chosen. */
  quantifier?: PolicyQuantifier;
  /** What the nodes have to be. */
  selector: PolicyNodeSelectorInput;
};

/** Versions have a value in their metadata, for example an accepted licence. */
export type PolicyMetadataInput = {
  /** The accepted values, compared as text. */
  anyOf?: InputMaybe<Array<Scalars['JSON']['input']>>;
  /** Whether the key must have a value. True if there is no other test. */
  exists?: InputMaybe<Scalars['Boolean']['input']>;
  /** The key. `a.b` is `b` inside `a`, unless there is a key `a.b`. */
  key: Scalars['String']['input'];
  /** The largest accepted number. */
  max?: InputMaybe<Scalars['Float']['input']>;
  /** The smallest accepted number. */
  min?: InputMaybe<Scalars['Float']['input']>;
  /** The nodes to test. All if omitted. */
  nodes?: InputMaybe<PolicyNodeSelectorInput>;
  /** Whether every, some or no chosen node must satisfy it. EVERY and NO hold where no node is chosen. */
  quantifier?: PolicyQuantifier;
};

/** Chooses nodes. A node is chosen if it satisfies everything that is set. */
export type PolicyNodeSelectorInput = {
  /** Only artifact versions with one of these aliases, in whatever collection. `*` stands for any text. */
  aliases?: InputMaybe<Array<Scalars['String']['input']>>;
  /** Only artifact versions of these collections, as `entity/project/name`. `*` stands for any text. */
  collections?: InputMaybe<Array<Scalars['String']['input']>>;
  /** Only runs with this config. */
  config?: InputMaybe<PolicyValueTestInput>;
  /** Only runs with one of these job types. `*` stands for any text. */
  jobTypes?: InputMaybe<Array<Scalars['String']['input']>>;
  /** Only runs, or only artifact versions. */
  kind?: InputMaybe<LineageNodeKind>;
  /** Only nodes at most so many hops away. */
  maxDepth?: InputMaybe<Scalars['Int']['input']>;
  /** Only artifact versions with this metadata. */
  metadata?: InputMaybe<PolicyValueTestInput>;
  /** Only nodes at least so many hops away. The checked node itself has depth 0. */
  minDepth?: InputMaybe<Scalars['Int']['input']>;
  /** Only the nodes with these paths: `entity/project/name:v3`, `entity/project/runId`. `*` stands for any text. */
  paths?: InputMaybe<Array<Scalars['String']['input']>>;
  /** Only nodes in these projects, as `entity/project`. `*` stands for any text. */
  projects?: InputMaybe<Array<Scalars['String']['input']>>;
  /** Only nodes with one of these tags. `*` stands for any text. */
  tags?: InputMaybe<Array<Scalars['String']['input']>>;
  /** Only artifact versions of these types. `*` stands for any text. */
  types?: InputMaybe<Array<Scalars['String']['input']>>;
};

/** W&B shows every node to the key that asks. */
export type PolicyNothingHiddenInput = {
  /** Look at most so many hops away. */
  maxDepth?: InputMaybe<Scalars['Int']['input']>;
};

/** Runs were started by one of these users. */
export type PolicyOwnerInput = {
  /** The accepted values. `*` stands for any text. */
  anyOf: Array<Scalars['String']['input']>;
  /** The nodes to test. All if omitted. */
  nodes?: InputMaybe<PolicyNodeSelectorInput>;
  /** Whether every, some or no chosen node must satisfy it. EVERY and NO hold where no node is chosen. */
  quantifier?: PolicyQuantifier;
};

/** W&B names the run that made each version upstream, but for the origins of the policy. */
export type PolicyProducersKnownInput = {
  /** Look at most so many hops away. */
  maxDepth?: InputMaybe<Scalars['Int']['input']>;
};

/** How many of the chosen nodes must satisfy a condition. */
export type PolicyQuantifier =
  /** Every chosen node; also if none is chosen. */
  | 'EVERY'
  /** No chosen node; also if none is chosen. */
  | 'NO'
  /** At least one chosen node. */
  | 'SOME';

/** A named condition. */
export type PolicyRule = {
  __typename?: 'PolicyRule';
  /** Why the rule is there. */
  description?: Maybe<Scalars['String']['output']>;
  /** The name of the rule, unique in its policy. */
  name: Scalars['String']['output'];
};

/** A named condition. */
export type PolicyRuleInput = {
  /** Why the rule is there. Shown where it fails. */
  description?: InputMaybe<Scalars['String']['input']>;
  /** What the conditions look at: what the checked node was made from, or what was made from it. */
  direction?: PolicyDirection;
  /** How many hops away the conditions look. As far as a walk may go if omitted; what lies beyond then leaves the rule undecided. */
  maxDepth?: InputMaybe<Scalars['Int']['input']>;
  /** Names the rule; unique in its policy. */
  name: Scalars['String']['input'];
  /** What has to hold. */
  require: PolicyConditionInput;
};

/** The result of one rule. */
export type PolicyRuleResult = {
  __typename?: 'PolicyRuleResult';
  /** Why the rule is there. */
  description?: Maybe<Scalars['String']['output']>;
  /** The number of findings. */
  findingCount: Scalars['Int']['output'];
  /** If the rule fails, the nodes that break it, nearest first; if it is undecided, what stands in the way. Empty if it passes. */
  findings: Array<PolicyFinding>;
  /** The name of the rule. */
  name: Scalars['String']['output'];
  /** The result. */
  verdict: PolicyVerdict;
};


/** The result of one rule. */
export type PolicyRuleResultFindingsArgs = {
  first?: Scalars['Int']['input'];
};

/** Runs or versions are in one of these states, as W&B spells them, in upper or lower case. */
export type PolicyStateInput = {
  /** The accepted values. `*` stands for any text. */
  anyOf: Array<Scalars['String']['input']>;
  /** The nodes to test. All if omitted. */
  nodes?: InputMaybe<PolicyNodeSelectorInput>;
  /** Whether every, some or no chosen node must satisfy it. EVERY and NO hold where no node is chosen. */
  quantifier?: PolicyQuantifier;
};

/** Runs or versions have one of these tags. */
export type PolicyTagInput = {
  /** The accepted values. `*` stands for any text. */
  anyOf: Array<Scalars['String']['input']>;
  /** The nodes to test. All if omitted. */
  nodes?: InputMaybe<PolicyNodeSelectorInput>;
  /** Whether every, some or no chosen node must satisfy it. EVERY and NO hold where no node is chosen. */
  quantifier?: PolicyQuantifier;
};

/** Versions live for a number of days from now. One without an end lives longer than any bound. */
export type PolicyTimeToLiveInput = {
  /** At most so many more days. */
  maxDays?: InputMaybe<Scalars['Float']['input']>;
  /** At least so many more days. */
  minDays?: InputMaybe<Scalars['Float']['input']>;
  /** The nodes to test. All if omitted. */
  nodes?: InputMaybe<PolicyNodeSelectorInput>;
  /** Whether every, some or no chosen node must satisfy it. EVERY and NO hold where no node is chosen. */
  quantifier?: PolicyQuantifier;
};

/** No version upstream has a newer version with different content in its collection. */
export type PolicyUpToDateInput = {
  /** Look at most so many hops away. */
  maxDepth?: InputMaybe<Scalars['Int']['input']>;
};

/** A test of one value in metadata or config. A value that is not of the kind that a test needs leaves it undecided. */
export type PolicyValueTestInput = {
  /** The accepted values, compared as text. */
  anyOf?: InputMaybe<Array<Scalars['JSON']['input']>>;
  /** Whether the key must have a value. True if there is no other test. */
  exists?: InputMaybe<Scalars['Boolean']['input']>;
  /** The key. `a.b` is `b` inside `a`, unless there is a key `a.b`. */
  key: Scalars['String']['input'];
  /** The largest accepted number. */
  max?: InputMaybe<Scalars['Float']['input']>;
  /** The smallest accepted number. */
  min?: InputMaybe<Scalars['Float']['input']>;
};

/** The result of a rule or a policy. What was not completely seen never passes. */
export type PolicyVerdict =
  /** It does not hold, whatever is missing. */
  | 'FAIL'
  /** It holds, and nothing that could change that is missing. */
  | 'PASS'
  /** What is missing decides. */
  | 'UNKNOWN';

/** A project: the runs and collections of one entity. A registry is a project named `wandb-registry-...`. */
export type Project = Node & {
  __typename?: 'Project';
  /** The collection with this name. Null if W&B shows the caller no such collection. A malformed name is a `BAD_USER_INPUT` error. */
  collection?: Maybe<ArtifactCollection>;
  /** The project's collections in W&B's order, including those that W&B creates automatically. Null, with an error, if W&B no longer shows the project. */
  collections?: Maybe<ProjectCollectionConnection>;
  /** When the project was created. Null only if W&B gives no usable value; see `errors`. */
  createdAt?: Maybe<Scalars['DateTime']['output']>;
  /** The description. Null if not set. */
  description?: Maybe<Scalars['String']['output']>;
  /** The user, team or organisation that owns the project. */
  entity: Scalars['String']['output'];
  /** A global id that `Query.node` finds. Made from the entity and project names if W&B's own id cannot be looked up. */
  id: Scalars['ID']['output'];
  /** The name, without the entity. */
  name: Scalars['String']['output'];
  /** `entity/project`, spelled as W&B spells the names. */
  path: Scalars['String']['output'];
  /** The project's runs, newest first unless `order` says otherwise. Null if W&B no longer shows the project or refuses the filter; see `errors`. */
  runs?: Maybe<ProjectRunConnection>;
  /** The project's page in W&B's web app. */
  url?: Maybe<Scalars['String']['output']>;
};


/** A project: the runs and collections of one entity. A registry is a project named `wandb-registry-...`. */
export type ProjectCollectionArgs = {
  name: Scalars['String']['input'];
};


/** A project: the runs and collections of one entity. A registry is a project named `wandb-registry-...`. */
export type ProjectCollectionsArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
};


/** A project: the runs and collections of one entity. A registry is a project named `wandb-registry-...`. */
export type ProjectRunsArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  filter?: InputMaybe<RunFilter>;
  first?: InputMaybe<Scalars['Int']['input']>;
  order?: InputMaybe<RunOrder>;
};

/** A page of a project's collections. There is no total, because not every W&B server counts them. */
export type ProjectCollectionConnection = {
  __typename?: 'ProjectCollectionConnection';
  /** The edges: each collection with its cursor. */
  edges: Array<ProjectCollectionEdge>;
  /** The number of collections that W&B counted on this page but did not return. */
  hiddenCount: Scalars['Int']['output'];
  /** The collections, without their edges. */
  nodes: Array<ArtifactCollection>;
  /** The position of this page. */
  pageInfo: PageInfo;
};

/** A collection of a project. */
export type ProjectCollectionEdge = {
  __typename?: 'ProjectCollectionEdge';
  /** The cursor of this edge, to pass as `after`. */
  cursor: Scalars['String']['output'];
  /** The collection. Null only if loading it failed; see `errors`. */
  node?: Maybe<ArtifactCollection>;
};

/** A page of a project's runs. */
export type ProjectRunConnection = {
  __typename?: 'ProjectRunConnection';
  /** The edges: each run with its cursor. */
  edges: Array<ProjectRunEdge>;
  /** The number of runs that W&B counted on this page but did not return. */
  hiddenCount: Scalars['Int']['output'];
  /** The runs, without their edges. */
  nodes: Array<Run>;
  /** The position of this page. */
  pageInfo: PageInfo;
  /** The number of runs on all pages, as W&B counts them. */
  totalCount: Scalars['Int']['output'];
};

/** A run of a project. */
export type ProjectRunEdge = {
  __typename?: 'ProjectRunEdge';
  /** The cursor of this edge, to pass as `after`. */
  cursor: Scalars['String']['output'];
  /** The run. Null only if loading it failed; see `errors`. */
  node?: Maybe<Run>;
};

/** The entry points. Everything else is reached from these fields by nesting. */
export type Query = {
  __typename?: 'Query';
  /** The differences between the upstream lineages of two runs or artifact versions. Null if an argument is invalid (`BAD_USER_INPUT`) or loading failed; see `errors`. */
  ancestryDiff?: Maybe<AncestryDiff>;
  /** The artifact version at `path`. Null if W&B shows the caller no such version: W&B does not distinguish missing, deleted and forbidden. A malformed path is a `BAD_USER_INPUT` error. */
  artifact?: Maybe<Artifact>;
  /** The result of checking a run or an artifact version against a policy that is given here. Null if W&B shows the caller no such node. An invalid policy is a `BAD_USER_INPUT` error. */
  check?: Maybe<PolicyCheck>;
  /** The lineage graph around the roots. A root that W&B does not show becomes a hidden node and is listed in `completeness`. Null if an argument is invalid (`BAD_USER_INPUT`) or loading failed; see `errors`. */
  lineage?: Maybe<LineageGraph>;
  /** The run or artifact version that a reference names. Null if W&B shows the caller neither. What names no node is a `BAD_USER_INPUT` error that says how it was understood. */
  lineageNode?: Maybe<LineageNode>;
  /** The paths by which data flowed from one node to another, shortest first. A path exists if and only if `to` is downstream of `from`. Null if an argument is invalid (`BAD_USER_INPUT`) or loading failed; see `errors`. */
  lineagePaths?: Maybe<LineagePathResult>;
  /** The object with this global id. Null if W&B shows the caller no such object. An id of another form is a `BAD_USER_INPUT` error. */
  node?: Maybe<Node>;
  /** The objects with these global ids, in the order of `ids`. An entry is null if W&B shows the caller no such object. */
  nodes: Array<Maybe<Node>>;
  /** The policies of this service, which `checks` decides. */
  policies: Array<Policy>;
  /** The project at `path`. Null if W&B shows the caller no such project. A malformed path is a `BAD_USER_INPUT` error. */
  project?: Maybe<Project>;
  /** The projects of a user, team or organisation that the caller can see, in W&B's order. An entity that W&B does not know returns an empty list. Null if W&B returns no list. */
  projects?: Maybe<EntityProjectConnection>;
  /** The registries of an organisation: projects named `wandb-registry-...`, with their collections, versions and aliases below. Null if the request has no key or loading failed; see `errors`. */
  registries?: Maybe<Array<Project>>;
  /** The run at `path`. Null if W&B shows the caller no such run. A malformed path is a `BAD_USER_INPUT` error. */
  run?: Maybe<Run>;
  /** The runs, collections, versions and projects that contain a text in their display name, id, name, alias or tag, whatever the case; a run's tag has to be the whole text. W&B is asked with its own filters in a bounded number of requests, and the result says what was not searched. Null if an argument is invalid (`BAD_USER_INPUT`) or loading failed; see `errors`. */
  search?: Maybe<SearchResults>;
  /** The W&B user that the request's API key belongs to. Null if the request is anonymous. */
  viewer?: Maybe<User>;
};


/** The entry points. Everything else is reached from these fields by nesting. */
export type QueryAncestryDiffArgs = {
  base: Scalars['ID']['input'];
  head: Scalars['ID']['input'];
  maxDepth?: Scalars['Int']['input'];
};


/** The entry points. Everything else is reached from these fields by nesting. */
export type QueryArtifactArgs = {
  path: Scalars['String']['input'];
};


/** The entry points. Everything else is reached from these fields by nesting. */
export type QueryCheckArgs = {
  policy: PolicyInput;
  ref: Scalars['ID']['input'];
};


/** The entry points. Everything else is reached from these fields by nesting. */
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


/** The entry points. Everything else is reached from these fields by nesting. */
export type QueryLineageNodeArgs = {
  ref: Scalars['ID']['input'];
};


/** The entry points. Everything else is reached from these fields by nesting. */
export type QueryLineagePathsArgs = {
  first?: Scalars['Int']['input'];
  from: Scalars['ID']['input'];
  maxDepth?: Scalars['Int']['input'];
  to: Scalars['ID']['input'];
};


/** The entry points. Everything else is reached from these fields by nesting. */
export type QueryNodeArgs = {
  id: Scalars['ID']['input'];
};


/** The entry points. Everything else is reached from these fields by nesting. */
export type QueryNodesArgs = {
  ids: Array<Scalars['ID']['input']>;
};


/** The entry points. Everything else is reached from these fields by nesting. */
export type QueryProjectArgs = {
  path: Scalars['String']['input'];
};


/** The entry points. Everything else is reached from these fields by nesting. */
export type QueryProjectsArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  entity: Scalars['String']['input'];
  first?: InputMaybe<Scalars['Int']['input']>;
};


/** The entry points. Everything else is reached from these fields by nesting. */
export type QueryRegistriesArgs = {
  organization?: InputMaybe<Scalars['String']['input']>;
};


/** The entry points. Everything else is reached from these fields by nesting. */
export type QueryRunArgs = {
  path: Scalars['String']['input'];
};


/** The entry points. Everything else is reached from these fields by nesting. */
export type QuerySearchArgs = {
  first?: Scalars['Int']['input'];
  in?: InputMaybe<Array<Scalars['String']['input']>>;
  kinds?: InputMaybe<Array<SearchKind>>;
  text: Scalars['String']['input'];
};

/** A run: one execution that W&B tracked. It uses artifact versions as inputs and logs others as outputs. */
export type Run = LineageNode & Node & {
  __typename?: 'Run';
  /** The results of checking this run against the policies of this service. Null if loading it failed; see `errors`. */
  checks?: Maybe<Array<PolicyCheck>>;
  /** The Git commit that the run's code was at. Null if W&B recorded none. */
  commit?: Maybe<Scalars['String']['output']>;
  /** How long the run computed, in seconds. Null if W&B reports no duration. */
  computeSeconds?: Maybe<Scalars['Float']['output']>;
  /** The run's configuration as an object, without W&B's internal `_wandb` key. NaN and infinities become null, and whole numbers beyond 2^53 become strings with all their digits. Can be large. Null if W&B has none. */
  config?: Maybe<Scalars['JSON']['output']>;
  /** When the run started. Null only if W&B gives no usable value; see `errors`. */
  createdAt?: Maybe<Scalars['DateTime']['output']>;
  /** The display name. Not unique. Null if none was set. */
  displayName?: Maybe<Scalars['String']['output']>;
  /** The group that the author set. Null if none was set. */
  group?: Maybe<Scalars['String']['output']>;
  /** When W&B last received data from the run. Null if W&B reports no time. */
  heartbeatAt?: Maybe<Scalars['DateTime']['output']>;
  /** W&B's global id. It contains the entity and project names, so it changes when the run moves to another project. */
  id: Scalars['ID']['output'];
  /** The job type that the author set, for example `train`. Null if none was set. */
  jobType?: Maybe<Scalars['String']['output']>;
  /** The display name, or the run id if there is no display name. */
  label: Scalars['String']['output'];
  /** The lineage graph around this run. Null if loading it failed; see `errors`. */
  lineage?: Maybe<LineageGraph>;
  /** The artifact versions that the run logged: its outputs. Null, with an error, if W&B no longer shows the run. */
  loggedArtifacts?: Maybe<RunLoggedArtifactConnection>;
  /** The run's notes, in Markdown. Null if not set. */
  notes?: Maybe<Scalars['String']['output']>;
  /** `entity/project/runId`, spelled as W&B spells the names. Never null: nullable because `Artifact.path` is. */
  path?: Maybe<Scalars['String']['output']>;
  /** The project that contains the run. Null only if loading it failed; see `errors`. */
  project?: Maybe<Project>;
  /** The id in the run's URL. Unique within its project. */
  runId: Scalars['String']['output'];
  /** W&B's state, for example `running`, `finished`, `failed`, `crashed` or `killed`. W&B may add others. Null if W&B reports none. */
  state?: Maybe<Scalars['String']['output']>;
  /** The last value of each metric, as an object. NaN and infinities become null, and whole numbers beyond 2^53 become strings with all their digits. Can be large. Null if W&B has none. */
  summaryMetrics?: Maybe<Scalars['JSON']['output']>;
  /** The id of the sweep that started the run. Null if no sweep did. */
  sweepId?: Maybe<Scalars['String']['output']>;
  /** The run's tags. Null only if W&B gives no usable value; see `errors`. */
  tags?: Maybe<Array<Scalars['String']['output']>>;
  /** The run's page in W&B's web app. */
  url?: Maybe<Scalars['String']['output']>;
  /** The artifact versions that the run used: its inputs. Null, with an error, if W&B no longer shows the run. */
  usedArtifacts?: Maybe<RunUsedArtifactConnection>;
  /** The user who started the run. Null if W&B does not show the user. */
  user?: Maybe<User>;
};


/** A run: one execution that W&B tracked. It uses artifact versions as inputs and logs others as outputs. */
export type RunChecksArgs = {
  policies?: InputMaybe<Array<Scalars['String']['input']>>;
};


/** A run: one execution that W&B tracked. It uses artifact versions as inputs and logs others as outputs. */
export type RunLineageArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  direction?: LineageDirection;
  filter?: InputMaybe<LineageFilter>;
  maxDepth?: Scalars['Int']['input'];
  maxFanout?: InputMaybe<Scalars['Int']['input']>;
  maxNodes?: Scalars['Int']['input'];
  stopAt?: InputMaybe<LineageFilter>;
};


/** A run: one execution that W&B tracked. It uses artifact versions as inputs and logs others as outputs. */
export type RunLoggedArtifactsArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
};


/** A run: one execution that W&B tracked. It uses artifact versions as inputs and logs others as outputs. */
export type RunUsedArtifactsArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
};

/** The differences between two runs that produced corresponding versions. */
export type RunChange = {
  __typename?: 'RunChange';
  /** The run upstream of `base`. */
  base: Run;
  /** The Git commit of the run upstream of `base`. Null if W&B recorded none. */
  baseCommit?: Maybe<Scalars['String']['output']>;
  /** Whether the commits differ. Null if W&B recorded no commit for one of the runs. */
  commitChanged?: Maybe<Scalars['Boolean']['output']>;
  /** The configuration keys whose values differ. */
  config: Array<ConfigChange>;
  /** The number of further keys whose values differ but that are not listed. */
  configOmitted: Scalars['Int']['output'];
  /** The run upstream of `head`. */
  head: Run;
  /** The Git commit of the run upstream of `head`. Null if W&B recorded none. */
  headCommit?: Maybe<Scalars['String']['output']>;
  /** The summary metrics whose last values differ, without those that W&B adds itself (`_step`, `_runtime` and others with an underscore). */
  metrics: Array<ConfigChange>;
  /** The number of further metrics whose values differ but that are not listed. */
  metricsOmitted: Scalars['Int']['output'];
};

/** A filter for runs. A run must satisfy all conditions that are set. A list matches any of its values; an empty list counts as not set. */
export type RunFilter = {
  /** Match only runs created at or after this time. */
  createdAfter?: InputMaybe<Scalars['DateTime']['input']>;
  /** Match only runs created before this time. */
  createdBefore?: InputMaybe<Scalars['DateTime']['input']>;
  /** Match only runs with one of these job types. */
  jobTypes?: InputMaybe<Array<Scalars['String']['input']>>;
  /** Match only runs whose display name or run id contains this text, whatever the case. At most 200 characters. */
  nameContains?: InputMaybe<Scalars['String']['input']>;
  /** Match only runs in one of these states, as W&B spells them, for example `finished`. */
  states?: InputMaybe<Array<Scalars['String']['input']>>;
  /** Match only runs with one of these tags. */
  tags?: InputMaybe<Array<Scalars['String']['input']>>;
  /** Match only runs that one of these users started, given by `username`. */
  users?: InputMaybe<Array<Scalars['String']['input']>>;
};

/** A page of the artifact versions that a run logged. */
export type RunLoggedArtifactConnection = {
  __typename?: 'RunLoggedArtifactConnection';
  /** The edges: each version with its cursor. */
  edges: Array<RunLoggedArtifactEdge>;
  /** The number of outputs that W&B counted on this page but did not return. */
  hiddenCount: Scalars['Int']['output'];
  /** The versions, without their edges. */
  nodes: Array<Artifact>;
  /** The position of this page. */
  pageInfo: PageInfo;
  /** The number of outputs on all pages, as W&B counts them, including hidden ones. Null with an error where W&B does not count them. */
  totalCount?: Maybe<Scalars['Int']['output']>;
};

/** An artifact version that a run logged. */
export type RunLoggedArtifactEdge = {
  __typename?: 'RunLoggedArtifactEdge';
  /** The cursor of this edge, to pass as `after`. */
  cursor: Scalars['String']['output'];
  /** The version. Null only if loading it failed; see `errors`. */
  node?: Maybe<Artifact>;
};

/** An order of runs. */
export type RunOrder =
  /** By the time of creation, oldest first. */
  | 'CREATED_AT_ASC'
  /** By the time of creation, newest first. */
  | 'CREATED_AT_DESC'
  /** By the time when W&B last received data, earliest first. */
  | 'HEARTBEAT_AT_ASC'
  /** By the time when W&B last received data, latest first. */
  | 'HEARTBEAT_AT_DESC';

/** A number of runs in one state. */
export type RunStateCount = {
  __typename?: 'RunStateCount';
  /** The number of runs. */
  runs: Scalars['Int']['output'];
  /** The state, as W&B spells it. Null if W&B reports none. */
  state?: Maybe<Scalars['String']['output']>;
};

/** A page of the artifact versions that a run used. */
export type RunUsedArtifactConnection = {
  __typename?: 'RunUsedArtifactConnection';
  /** The edges: each version with its cursor and how the run used it. */
  edges: Array<RunUsedArtifactEdge>;
  /** The number of inputs that W&B counted on this page but did not return. */
  hiddenCount: Scalars['Int']['output'];
  /** The versions, without their edges. */
  nodes: Array<Artifact>;
  /** The position of this page. */
  pageInfo: PageInfo;
  /** The number of inputs on all pages, as W&B counts them, including hidden ones. Null with an error where W&B does not count them. */
  totalCount?: Maybe<Scalars['Int']['output']>;
};

/** An artifact version that a run used. */
export type RunUsedArtifactEdge = {
  __typename?: 'RunUsedArtifactEdge';
  /** The cursor of this edge, to pass as `after`. */
  cursor: Scalars['String']['output'];
  /** The version. Null only if loading it failed; see `errors`. */
  node?: Maybe<Artifact>;
  /** The names under which the run used the version. Often empty. Null with an error where W&B does not record them. */
  usedAs?: Maybe<Array<Scalars['String']['output']>>;
};

/** An attribute in which a search found the text. */
export type SearchField =
  /** An alias or the number of a version. */
  | 'ALIAS'
  /** The id of a run. */
  | 'ID'
  /** The display name of a run, or the name of a collection or project. */
  | 'NAME'
  /** A tag. */
  | 'TAG';

/** One thing that a search found. */
export type SearchHit = {
  __typename?: 'SearchHit';
  /** What it is. */
  kind: SearchKind;
  /** A short name for display. */
  label: Scalars['String']['output'];
  /** Which attribute matched. */
  matched: SearchField;
  /** The value of that attribute. */
  matchedText: Scalars['String']['output'];
  /** The run, artifact version, collection or project. */
  node: Node;
  /** The path, of a version in a registry the one there. Null if the project is hidden. */
  path?: Maybe<Scalars['String']['output']>;
};

/** A kind of things to search for. */
export type SearchKind =
  /** Collections, by name. */
  | 'COLLECTION'
  /** Projects and registries, by name. */
  | 'PROJECT'
  /** Runs, by display name, run id and tag. */
  | 'RUN'
  /** Artifact versions, by alias and tag. */
  | 'VERSION';

/** What a search found, and what it did not search. */
export type SearchResults = {
  __typename?: 'SearchResults';
  /** Whether more was found than `first` allows. */
  hasMore: Scalars['Boolean']['output'];
  /** The hits: exact matches first, then what begins with the text, then the others. */
  hits: Array<SearchHit>;
  /** The projects that were searched, as `entity/project`, also those searched only in part. */
  searchedProjects: Array<Scalars['String']['output']>;
  /** What was not searched, or only in part, and why. Empty if the search is complete. */
  skippedProjects: Array<SkippedProject>;
};

/** Why a search skipped something. */
export type SearchSkipReason =
  /** W&B shows the caller no such entity or project. */
  | 'NOT_VISIBLE'
  /** The limit on collections or versions of one project. The rest of the project was searched. */
  | 'PARTIAL'
  /** The limit on projects of one search. Name fewer entities or the project in `in`. */
  | 'PROJECT_LIMIT'
  /** A request to W&B failed; see `errors`. */
  | 'WANDB_ERROR';

/** A project, or an entity's further projects, that a search skipped wholly or in part. */
export type SkippedProject = {
  __typename?: 'SkippedProject';
  /** What was not searched, in words. */
  message: Scalars['String']['output'];
  /** `entity/project`, or the entity where not all of its projects were listed. */
  path: Scalars['String']['output'];
  /** Why. */
  reason: SearchSkipReason;
};

/** An outdated input. */
export type StaleCause = {
  __typename?: 'StaleCause';
  /** The current version of the same collection: the one with the alias `latest`, or the newest if none has it. */
  current: Artifact;
  /** The shortest path from the used version to the checked version in the direction of data flow, including both. */
  path: Array<LineageNode>;
  /** The version that was used. */
  used: Artifact;
  /** How many versions the used version is behind the current one. Negative if `latest` was moved back to an older version. Null if W&B does not report the numbers. */
  versionsBehind?: Maybe<Scalars['Int']['output']>;
};

/** Whether an artifact version was made from current inputs. */
export type Staleness = {
  __typename?: 'Staleness';
  /** The outdated inputs: each root cause once, nearest first. Also set if the status is UNKNOWN. */
  causes: Array<StaleCause>;
  /** Whether anything is missing from the upstream graph, and why. If so, the status is never FRESH, and STALE only if nothing but producers is unknown. */
  completeness: Completeness;
  /** The result. */
  status: StalenessStatus;
  /** The upstream versions whose collection's current version W&B does not show. */
  unknown: Array<Artifact>;
};

/** The result of a staleness check. */
export type StalenessStatus =
  /** Every upstream version is current, or its newer version has the same content. */
  | 'FRESH'
  /** An upstream version has a newer version with different content. */
  | 'STALE'
  /** The upstream graph could not be checked completely, for example since W&B does not know the producer of a version. */
  | 'UNKNOWN';

/** A place in the graph where something is missing. */
export type Truncation = {
  __typename?: 'Truncation';
  /** The id of the node whose neighbours are missing. */
  at: Scalars['ID']['output'];
  /** The number of missing neighbours. Null if unknown. */
  omitted?: Maybe<Scalars['Int']['output']>;
  /** Why they are missing. */
  reason: TruncationReason;
};

/**
 * Why something is missing from a lineage graph. Of these reasons, `DEADLINE`, `WANDB_ERROR` and `CHANGED` are failures: they also stand in `errors`, whatever is selected,
 * and set `extensions.lineage.incomplete`. `MAX_DEPTH`, `MAX_NODES` and `FANOUT` are limits that the query asked for; `HIDDEN` and `PRODUCER_UNKNOWN` are what W&B does not
 * tell this caller; `FILTERED` alone leaves `complete` true.
 */
export type TruncationReason =
  /** The graph changed between the previous page and this one: together they are not one graph. Start again from the first page; see `errors`. */
  | 'CHANGED'
  /** The query reached its time limit, its limit of W&B requests or its limit of visited nodes; see the `INCOMPLETE` error in `errors`. */
  | 'DEADLINE'
  /** The node has more neighbours than `maxFanout`. */
  | 'FANOUT'
  /** It was excluded by the filter, or by the default that excludes W&B's automatic artifacts. */
  | 'FILTERED'
  /** W&B counts it but does not show it to this caller. */
  | 'HIDDEN'
  /** Something lies farther away than `maxDepth`. If more than 200 nodes are at that distance, each of them is listed, because the walk does not look behind them. */
  | 'MAX_DEPTH'
  /** The page is full. Use `endCursor` to get the next page. */
  | 'MAX_NODES'
  /** W&B names no run as the creator of the version, or a user: what the version was made from is unknown. Reported by upstream walks. */
  | 'PRODUCER_UNKNOWN'
  /** A request to W&B failed; see `errors`. */
  | 'WANDB_ERROR';

/** A W&B user: a person or a service account. */
export type User = Node & {
  __typename?: 'User';
  /** The user's default entity. Null if W&B does not return it. */
  entity?: Maybe<Scalars['String']['output']>;
  /** W&B's global id. */
  id: Scalars['ID']['output'];
  /** The name that other users see. */
  name: Scalars['String']['output'];
  /** The projects of the user's default entity that the caller can see, in W&B's order. `Query.projects` lists those of any entity. Null if W&B returns no default entity. */
  projects?: Maybe<EntityProjectConnection>;
  /** The entity names of the user's teams, in W&B's order. Null if W&B does not return them to the caller. */
  teams?: Maybe<Array<Scalars['String']['output']>>;
  /** The name used in URLs. Null if W&B does not return it. */
  username?: Maybe<Scalars['String']['output']>;
};


/** A W&B user: a person or a service account. */
export type UserProjectsArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
};

/** A collection of which two lineages contain different versions. */
export type VersionChange = {
  __typename?: 'VersionChange';
  /** The versions upstream of `base`, nearest first. */
  base: Array<Artifact>;
  /** `entity/project/collection`. Null if the project is hidden. */
  collection?: Maybe<Scalars['String']['output']>;
  /** Whether the contents differ, compared by digest. */
  contentChanged: Scalars['Boolean']['output'];
  /** The versions upstream of `head`, nearest first. */
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
    | ( MembershipRecord )
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
  BlastRadiusOwner: ResolverTypeWrapper<Omit<BlastRadiusOwner, 'user'> & { user: ResolversTypes['User'] }>;
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
  LineageTotals: ResolverTypeWrapper<Omit<LineageTotals, 'people'> & { people: Array<ResolversTypes['User']> }>;
  Float: ResolverTypeWrapper<Scalars['Float']['output']>;
  Node: ResolverTypeWrapper<ResolversInterfaceTypes<ResolversTypes>['Node']>;
  PageInfo: ResolverTypeWrapper<PageInfo>;
  Policy: ResolverTypeWrapper<Policy>;
  PolicyAgeInput: PolicyAgeInput;
  PolicyAliasInput: PolicyAliasInput;
  PolicyCheck: ResolverTypeWrapper<Omit<PolicyCheck, 'rules' | 'subject'> & { rules: Array<ResolversTypes['PolicyRuleResult']>, subject: ResolversTypes['LineageNode'] }>;
  PolicyCommitInput: PolicyCommitInput;
  PolicyConditionInput: PolicyConditionInput;
  PolicyConfigInput: PolicyConfigInput;
  PolicyCountInput: PolicyCountInput;
  PolicyDepthInput: PolicyDepthInput;
  PolicyDirection: PolicyDirection;
  PolicyEvaluatedOnUnseenDataInput: PolicyEvaluatedOnUnseenDataInput;
  PolicyFinding: ResolverTypeWrapper<Omit<PolicyFinding, 'node' | 'path'> & { node: ResolversTypes['LineageNode'], path: Array<ResolversTypes['LineageNode']> }>;
  PolicyFinishedInput: PolicyFinishedInput;
  PolicyInput: PolicyInput;
  PolicyMatchesInput: PolicyMatchesInput;
  PolicyMetadataInput: PolicyMetadataInput;
  PolicyNodeSelectorInput: PolicyNodeSelectorInput;
  PolicyNothingHiddenInput: PolicyNothingHiddenInput;
  PolicyOwnerInput: PolicyOwnerInput;
  PolicyProducersKnownInput: PolicyProducersKnownInput;
  PolicyQuantifier: PolicyQuantifier;
  PolicyRule: ResolverTypeWrapper<PolicyRule>;
  PolicyRuleInput: PolicyRuleInput;
  PolicyRuleResult: ResolverTypeWrapper<RuleResultModel>;
  PolicyStateInput: PolicyStateInput;
  PolicyTagInput: PolicyTagInput;
  PolicyTimeToLiveInput: PolicyTimeToLiveInput;
  PolicyUpToDateInput: PolicyUpToDateInput;
  PolicyValueTestInput: PolicyValueTestInput;
  PolicyVerdict: PolicyVerdict;
  Project: ResolverTypeWrapper<ProjectRecord>;
  ProjectCollectionConnection: ResolverTypeWrapper<CollectionConnection>;
  ProjectCollectionEdge: ResolverTypeWrapper<CollectionEdge>;
  ProjectRunConnection: ResolverTypeWrapper<RunConnection>;
  ProjectRunEdge: ResolverTypeWrapper<RunEdge>;
  Query: ResolverTypeWrapper<Record<PropertyKey, never>>;
  Run: ResolverTypeWrapper<RunRecord>;
  RunChange: ResolverTypeWrapper<Omit<RunChange, 'base' | 'head'> & { base: ResolversTypes['Run'], head: ResolversTypes['Run'] }>;
  RunFilter: RunFilter;
  RunLoggedArtifactConnection: ResolverTypeWrapper<ArtifactConnection>;
  RunLoggedArtifactEdge: ResolverTypeWrapper<ArtifactEdge>;
  RunOrder: RunOrder;
  RunStateCount: ResolverTypeWrapper<RunStateCount>;
  RunUsedArtifactConnection: ResolverTypeWrapper<ArtifactConnection>;
  RunUsedArtifactEdge: ResolverTypeWrapper<ArtifactEdge>;
  SafeInt: ResolverTypeWrapper<Scalars['SafeInt']['output']>;
  SearchField: SearchField;
  SearchHit: ResolverTypeWrapper<SearchHitModel>;
  SearchKind: SearchKind;
  SearchResults: ResolverTypeWrapper<Omit<SearchResults, 'hits'> & { hits: Array<ResolversTypes['SearchHit']> }>;
  SearchSkipReason: SearchSkipReason;
  SkippedProject: ResolverTypeWrapper<SkippedProject>;
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
  BlastRadiusOwner: Omit<BlastRadiusOwner, 'user'> & { user: ResolversParentTypes['User'] };
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
  LineageTotals: Omit<LineageTotals, 'people'> & { people: Array<ResolversParentTypes['User']> };
  Float: Scalars['Float']['output'];
  Node: ResolversInterfaceTypes<ResolversParentTypes>['Node'];
  PageInfo: PageInfo;
  Policy: Policy;
  PolicyAgeInput: PolicyAgeInput;
  PolicyAliasInput: PolicyAliasInput;
  PolicyCheck: Omit<PolicyCheck, 'rules' | 'subject'> & { rules: Array<ResolversParentTypes['PolicyRuleResult']>, subject: ResolversParentTypes['LineageNode'] };
  PolicyCommitInput: PolicyCommitInput;
  PolicyConditionInput: PolicyConditionInput;
  PolicyConfigInput: PolicyConfigInput;
  PolicyCountInput: PolicyCountInput;
  PolicyDepthInput: PolicyDepthInput;
  PolicyEvaluatedOnUnseenDataInput: PolicyEvaluatedOnUnseenDataInput;
  PolicyFinding: Omit<PolicyFinding, 'node' | 'path'> & { node: ResolversParentTypes['LineageNode'], path: Array<ResolversParentTypes['LineageNode']> };
  PolicyFinishedInput: PolicyFinishedInput;
  PolicyInput: PolicyInput;
  PolicyMatchesInput: PolicyMatchesInput;
  PolicyMetadataInput: PolicyMetadataInput;
  PolicyNodeSelectorInput: PolicyNodeSelectorInput;
  PolicyNothingHiddenInput: PolicyNothingHiddenInput;
  PolicyOwnerInput: PolicyOwnerInput;
  PolicyProducersKnownInput: PolicyProducersKnownInput;
  PolicyRule: PolicyRule;
  PolicyRuleInput: PolicyRuleInput;
  PolicyRuleResult: RuleResultModel;
  PolicyStateInput: PolicyStateInput;
  PolicyTagInput: PolicyTagInput;
  PolicyTimeToLiveInput: PolicyTimeToLiveInput;
  PolicyUpToDateInput: PolicyUpToDateInput;
  PolicyValueTestInput: PolicyValueTestInput;
  Project: ProjectRecord;
  ProjectCollectionConnection: CollectionConnection;
  ProjectCollectionEdge: CollectionEdge;
  ProjectRunConnection: RunConnection;
  ProjectRunEdge: RunEdge;
  Query: Record<PropertyKey, never>;
  Run: RunRecord;
  RunChange: Omit<RunChange, 'base' | 'head'> & { base: ResolversParentTypes['Run'], head: ResolversParentTypes['Run'] };
  RunFilter: RunFilter;
  RunLoggedArtifactConnection: ArtifactConnection;
  RunLoggedArtifactEdge: ArtifactEdge;
  RunStateCount: RunStateCount;
  RunUsedArtifactConnection: ArtifactConnection;
  RunUsedArtifactEdge: ArtifactEdge;
  SafeInt: Scalars['SafeInt']['output'];
  SearchHit: SearchHitModel;
  SearchResults: Omit<SearchResults, 'hits'> & { hits: Array<ResolversParentTypes['SearchHit']> };
  SkippedProject: SkippedProject;
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
  aliases?: Resolver<Maybe<Array<ResolversTypes['String']>>, ParentType, ContextType>;
  blastRadius?: Resolver<Maybe<ResolversTypes['BlastRadius']>, ParentType, ContextType, RequireFields<ArtifactBlastRadiusArgs, 'maxDepth'>>;
  checks?: Resolver<Maybe<Array<ResolversTypes['PolicyCheck']>>, ParentType, ContextType, Partial<ArtifactChecksArgs>>;
  collection?: Resolver<ResolversTypes['ArtifactCollection'], ParentType, ContextType>;
  commitHash?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  createdAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  createdBy?: Resolver<Maybe<ResolversTypes['ArtifactCreator']>, ParentType, ContextType>;
  description?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  digest?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  expiresAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  fileCount?: Resolver<Maybe<ResolversTypes['SafeInt']>, ParentType, ContextType>;
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
  sizeBytes?: Resolver<Maybe<ResolversTypes['SafeInt']>, ParentType, ContextType>;
  staleness?: Resolver<Maybe<ResolversTypes['Staleness']>, ParentType, ContextType, RequireFields<ArtifactStalenessArgs, 'maxDepth'>>;
  state?: Resolver<Maybe<ResolversTypes['ArtifactState']>, ParentType, ContextType>;
  tags?: Resolver<Maybe<Array<ResolversTypes['String']>>, ParentType, ContextType>;
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
  createdAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
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
  totalCount?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
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
  aliases?: Resolver<Maybe<Array<ResolversTypes['String']>>, ParentType, ContextType>;
  collection?: Resolver<ResolversTypes['ArtifactCollection'], ParentType, ContextType>;
  createdAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  isRegistry?: Resolver<Maybe<ResolversTypes['Boolean']>, ParentType, ContextType>;
  path?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  version?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  versionIndex?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type ArtifactUsedByConnectionResolvers<ContextType = GatewayContext, ParentType extends ResolversParentTypes['ArtifactUsedByConnection'] = ResolversParentTypes['ArtifactUsedByConnection']> = {
  edges?: Resolver<Array<ResolversTypes['ArtifactUsedByEdge']>, ParentType, ContextType>;
  hiddenCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  nodes?: Resolver<Array<ResolversTypes['Run']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
  totalCount?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
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
  owners?: Resolver<Array<ResolversTypes['BlastRadiusOwner']>, ParentType, ContextType>;
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

export type BlastRadiusOwnerResolvers<ContextType = GatewayContext, ParentType extends ResolversParentTypes['BlastRadiusOwner'] = ResolversParentTypes['BlastRadiusOwner']> = {
  runs?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  user?: Resolver<ResolversTypes['User'], ParentType, ContextType>;
  versions?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type BlastRadiusVersionResolvers<ContextType = GatewayContext, ParentType extends ResolversParentTypes['BlastRadiusVersion'] = ResolversParentTypes['BlastRadiusVersion']> = {
  artifact?: Resolver<ResolversTypes['Artifact'], ParentType, ContextType>;
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  depth?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  important?: Resolver<Maybe<ResolversTypes['Boolean']>, ParentType, ContextType>;
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
  createdAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  label?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  path?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  project?: Resolver<Maybe<ResolversTypes['Project']>, ParentType, ContextType>;
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
  totals?: Resolver<ResolversTypes['LineageTotals'], ParentType, ContextType>;
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

export type LineageTotalsResolvers<ContextType = GatewayContext, ParentType extends ResolversParentTypes['LineageTotals'] = ResolversParentTypes['LineageTotals']> = {
  artifacts?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  computeSeconds?: Resolver<ResolversTypes['Float'], ParentType, ContextType>;
  hidden?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  people?: Resolver<Array<ResolversTypes['User']>, ParentType, ContextType>;
  runs?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  runsByState?: Resolver<Array<ResolversTypes['RunStateCount']>, ParentType, ContextType>;
  sizeBytes?: Resolver<Maybe<ResolversTypes['SafeInt']>, ParentType, ContextType>;
};

export type NodeResolvers<ContextType = GatewayContext, ParentType extends ResolversParentTypes['Node'] = ResolversParentTypes['Node']> = {
  __resolveType: TypeResolveFn<'Artifact' | 'ArtifactCollection' | 'ArtifactLink' | 'Project' | 'Run' | 'User', ParentType, ContextType>;
};

export type PageInfoResolvers<ContextType = GatewayContext, ParentType extends ResolversParentTypes['PageInfo'] = ResolversParentTypes['PageInfo']> = {
  endCursor?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  hasNextPage?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  hasPreviousPage?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  startCursor?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type PolicyResolvers<ContextType = GatewayContext, ParentType extends ResolversParentTypes['Policy'] = ResolversParentTypes['Policy']> = {
  description?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  rules?: Resolver<Array<ResolversTypes['PolicyRule']>, ParentType, ContextType>;
};

export type PolicyCheckResolvers<ContextType = GatewayContext, ParentType extends ResolversParentTypes['PolicyCheck'] = ResolversParentTypes['PolicyCheck']> = {
  checkedAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  policy?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  rules?: Resolver<Array<ResolversTypes['PolicyRuleResult']>, ParentType, ContextType>;
  subject?: Resolver<ResolversTypes['LineageNode'], ParentType, ContextType>;
  verdict?: Resolver<ResolversTypes['PolicyVerdict'], ParentType, ContextType>;
};

export type PolicyFindingResolvers<ContextType = GatewayContext, ParentType extends ResolversParentTypes['PolicyFinding'] = ResolversParentTypes['PolicyFinding']> = {
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['LineageNode'], ParentType, ContextType>;
  path?: Resolver<Array<ResolversTypes['LineageNode']>, ParentType, ContextType>;
  reason?: Resolver<Maybe<ResolversTypes['TruncationReason']>, ParentType, ContextType>;
};

export type PolicyRuleResolvers<ContextType = GatewayContext, ParentType extends ResolversParentTypes['PolicyRule'] = ResolversParentTypes['PolicyRule']> = {
  description?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type PolicyRuleResultResolvers<ContextType = GatewayContext, ParentType extends ResolversParentTypes['PolicyRuleResult'] = ResolversParentTypes['PolicyRuleResult']> = {
  description?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  findingCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  findings?: Resolver<Array<ResolversTypes['PolicyFinding']>, ParentType, ContextType, RequireFields<PolicyRuleResultFindingsArgs, 'first'>>;
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  verdict?: Resolver<ResolversTypes['PolicyVerdict'], ParentType, ContextType>;
};

export type ProjectResolvers<ContextType = GatewayContext, ParentType extends ResolversParentTypes['Project'] = ResolversParentTypes['Project'], FederationReferenceType extends FederationReferenceTypes['Project'] = FederationReferenceTypes['Project']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['Project']> | FederationReferenceType, FederationReferenceType, ContextType>;
  collection?: Resolver<Maybe<ResolversTypes['ArtifactCollection']>, ParentType, ContextType, RequireFields<ProjectCollectionArgs, 'name'>>;
  collections?: Resolver<Maybe<ResolversTypes['ProjectCollectionConnection']>, ParentType, ContextType, Partial<ProjectCollectionsArgs>>;
  createdAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  description?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  entity?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  path?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  runs?: Resolver<Maybe<ResolversTypes['ProjectRunConnection']>, ParentType, ContextType, RequireFields<ProjectRunsArgs, 'order'>>;
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

export type ProjectRunConnectionResolvers<ContextType = GatewayContext, ParentType extends ResolversParentTypes['ProjectRunConnection'] = ResolversParentTypes['ProjectRunConnection']> = {
  edges?: Resolver<Array<ResolversTypes['ProjectRunEdge']>, ParentType, ContextType>;
  hiddenCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  nodes?: Resolver<Array<ResolversTypes['Run']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
  totalCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type ProjectRunEdgeResolvers<ContextType = GatewayContext, ParentType extends ResolversParentTypes['ProjectRunEdge'] = ResolversParentTypes['ProjectRunEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<Maybe<ResolversTypes['Run']>, ParentType, ContextType>;
};

export type QueryResolvers<ContextType = GatewayContext, ParentType extends ResolversParentTypes['Query'] = ResolversParentTypes['Query']> = {
  ancestryDiff?: Resolver<Maybe<ResolversTypes['AncestryDiff']>, ParentType, ContextType, RequireFields<QueryAncestryDiffArgs, 'base' | 'head' | 'maxDepth'>>;
  artifact?: Resolver<Maybe<ResolversTypes['Artifact']>, ParentType, ContextType, RequireFields<QueryArtifactArgs, 'path'>>;
  check?: Resolver<Maybe<ResolversTypes['PolicyCheck']>, ParentType, ContextType, RequireFields<QueryCheckArgs, 'policy' | 'ref'>>;
  lineage?: Resolver<Maybe<ResolversTypes['LineageGraph']>, ParentType, ContextType, RequireFields<QueryLineageArgs, 'direction' | 'maxDepth' | 'maxNodes' | 'roots'>>;
  lineageNode?: Resolver<Maybe<ResolversTypes['LineageNode']>, ParentType, ContextType, RequireFields<QueryLineageNodeArgs, 'ref'>>;
  lineagePaths?: Resolver<Maybe<ResolversTypes['LineagePathResult']>, ParentType, ContextType, RequireFields<QueryLineagePathsArgs, 'first' | 'from' | 'maxDepth' | 'to'>>;
  node?: Resolver<Maybe<ResolversTypes['Node']>, ParentType, ContextType, RequireFields<QueryNodeArgs, 'id'>>;
  nodes?: Resolver<Array<Maybe<ResolversTypes['Node']>>, ParentType, ContextType, RequireFields<QueryNodesArgs, 'ids'>>;
  policies?: Resolver<Array<ResolversTypes['Policy']>, ParentType, ContextType>;
  project?: Resolver<Maybe<ResolversTypes['Project']>, ParentType, ContextType, RequireFields<QueryProjectArgs, 'path'>>;
  projects?: Resolver<Maybe<ResolversTypes['EntityProjectConnection']>, ParentType, ContextType, RequireFields<QueryProjectsArgs, 'entity'>>;
  registries?: Resolver<Maybe<Array<ResolversTypes['Project']>>, ParentType, ContextType, Partial<QueryRegistriesArgs>>;
  run?: Resolver<Maybe<ResolversTypes['Run']>, ParentType, ContextType, RequireFields<QueryRunArgs, 'path'>>;
  search?: Resolver<Maybe<ResolversTypes['SearchResults']>, ParentType, ContextType, RequireFields<QuerySearchArgs, 'first' | 'text'>>;
  viewer?: Resolver<Maybe<ResolversTypes['User']>, ParentType, ContextType>;
};

export type RunResolvers<ContextType = GatewayContext, ParentType extends ResolversParentTypes['Run'] = ResolversParentTypes['Run'], FederationReferenceType extends FederationReferenceTypes['Run'] = FederationReferenceTypes['Run']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['Run']> | FederationReferenceType, FederationReferenceType, ContextType>;
  checks?: Resolver<Maybe<Array<ResolversTypes['PolicyCheck']>>, ParentType, ContextType, Partial<RunChecksArgs>>;
  commit?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  computeSeconds?: Resolver<Maybe<ResolversTypes['Float']>, ParentType, ContextType>;
  config?: Resolver<Maybe<ResolversTypes['JSON']>, ParentType, ContextType>;
  createdAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  displayName?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  group?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  heartbeatAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  jobType?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  label?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  lineage?: Resolver<Maybe<ResolversTypes['LineageGraph']>, ParentType, ContextType, RequireFields<RunLineageArgs, 'direction' | 'maxDepth' | 'maxNodes'>>;
  loggedArtifacts?: Resolver<Maybe<ResolversTypes['RunLoggedArtifactConnection']>, ParentType, ContextType, Partial<RunLoggedArtifactsArgs>>;
  notes?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  path?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  project?: Resolver<Maybe<ResolversTypes['Project']>, ParentType, ContextType>;
  runId?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  state?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  summaryMetrics?: Resolver<Maybe<ResolversTypes['JSON']>, ParentType, ContextType>;
  sweepId?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  tags?: Resolver<Maybe<Array<ResolversTypes['String']>>, ParentType, ContextType>;
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
  metrics?: Resolver<Array<ResolversTypes['ConfigChange']>, ParentType, ContextType>;
  metricsOmitted?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type RunLoggedArtifactConnectionResolvers<ContextType = GatewayContext, ParentType extends ResolversParentTypes['RunLoggedArtifactConnection'] = ResolversParentTypes['RunLoggedArtifactConnection']> = {
  edges?: Resolver<Array<ResolversTypes['RunLoggedArtifactEdge']>, ParentType, ContextType>;
  hiddenCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  nodes?: Resolver<Array<ResolversTypes['Artifact']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
  totalCount?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
};

export type RunLoggedArtifactEdgeResolvers<ContextType = GatewayContext, ParentType extends ResolversParentTypes['RunLoggedArtifactEdge'] = ResolversParentTypes['RunLoggedArtifactEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<Maybe<ResolversTypes['Artifact']>, ParentType, ContextType>;
};

export type RunStateCountResolvers<ContextType = GatewayContext, ParentType extends ResolversParentTypes['RunStateCount'] = ResolversParentTypes['RunStateCount']> = {
  runs?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  state?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type RunUsedArtifactConnectionResolvers<ContextType = GatewayContext, ParentType extends ResolversParentTypes['RunUsedArtifactConnection'] = ResolversParentTypes['RunUsedArtifactConnection']> = {
  edges?: Resolver<Array<ResolversTypes['RunUsedArtifactEdge']>, ParentType, ContextType>;
  hiddenCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  nodes?: Resolver<Array<ResolversTypes['Artifact']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
  totalCount?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
};

export type RunUsedArtifactEdgeResolvers<ContextType = GatewayContext, ParentType extends ResolversParentTypes['RunUsedArtifactEdge'] = ResolversParentTypes['RunUsedArtifactEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<Maybe<ResolversTypes['Artifact']>, ParentType, ContextType>;
  usedAs?: Resolver<Maybe<Array<ResolversTypes['String']>>, ParentType, ContextType>;
};

export interface SafeIntScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['SafeInt'], any> {
  name: 'SafeInt';
}

export type SearchHitResolvers<ContextType = GatewayContext, ParentType extends ResolversParentTypes['SearchHit'] = ResolversParentTypes['SearchHit']> = {
  kind?: Resolver<ResolversTypes['SearchKind'], ParentType, ContextType>;
  label?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  matched?: Resolver<ResolversTypes['SearchField'], ParentType, ContextType>;
  matchedText?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['Node'], ParentType, ContextType>;
  path?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type SearchResultsResolvers<ContextType = GatewayContext, ParentType extends ResolversParentTypes['SearchResults'] = ResolversParentTypes['SearchResults']> = {
  hasMore?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  hits?: Resolver<Array<ResolversTypes['SearchHit']>, ParentType, ContextType>;
  searchedProjects?: Resolver<Array<ResolversTypes['String']>, ParentType, ContextType>;
  skippedProjects?: Resolver<Array<ResolversTypes['SkippedProject']>, ParentType, ContextType>;
};

export type SkippedProjectResolvers<ContextType = GatewayContext, ParentType extends ResolversParentTypes['SkippedProject'] = ResolversParentTypes['SkippedProject']> = {
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  path?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  reason?: Resolver<ResolversTypes['SearchSkipReason'], ParentType, ContextType>;
};

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
  BlastRadiusOwner?: BlastRadiusOwnerResolvers<ContextType>;
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
  LineageTotals?: LineageTotalsResolvers<ContextType>;
  Node?: NodeResolvers<ContextType>;
  PageInfo?: PageInfoResolvers<ContextType>;
  Policy?: PolicyResolvers<ContextType>;
  PolicyCheck?: PolicyCheckResolvers<ContextType>;
  PolicyFinding?: PolicyFindingResolvers<ContextType>;
  PolicyRule?: PolicyRuleResolvers<ContextType>;
  PolicyRuleResult?: PolicyRuleResultResolvers<ContextType>;
  Project?: ProjectResolvers<ContextType>;
  ProjectCollectionConnection?: ProjectCollectionConnectionResolvers<ContextType>;
  ProjectCollectionEdge?: ProjectCollectionEdgeResolvers<ContextType>;
  ProjectRunConnection?: ProjectRunConnectionResolvers<ContextType>;
  ProjectRunEdge?: ProjectRunEdgeResolvers<ContextType>;
  Query?: QueryResolvers<ContextType>;
  Run?: RunResolvers<ContextType>;
  RunChange?: RunChangeResolvers<ContextType>;
  RunLoggedArtifactConnection?: RunLoggedArtifactConnectionResolvers<ContextType>;
  RunLoggedArtifactEdge?: RunLoggedArtifactEdgeResolvers<ContextType>;
  RunStateCount?: RunStateCountResolvers<ContextType>;
  RunUsedArtifactConnection?: RunUsedArtifactConnectionResolvers<ContextType>;
  RunUsedArtifactEdge?: RunUsedArtifactEdgeResolvers<ContextType>;
  SafeInt?: GraphQLScalarType;
  SearchHit?: SearchHitResolvers<ContextType>;
  SearchResults?: SearchResultsResolvers<ContextType>;
  SkippedProject?: SkippedProjectResolvers<ContextType>;
  StaleCause?: StaleCauseResolvers<ContextType>;
  Staleness?: StalenessResolvers<ContextType>;
  Truncation?: TruncationResolvers<ContextType>;
  User?: UserResolvers<ContextType>;
  VersionChange?: VersionChangeResolvers<ContextType>;
};

