import type { GraphQLResolveInfo, GraphQLScalarType, GraphQLScalarTypeConfig } from 'graphql';
import type { ArtifactRecord, ArtifactConnection, ArtifactEdge } from '../artifact/artifact.model.ts';
import type { CollectionRecord, MembershipRecord } from '../artifact/collection.model.ts';
import type { RunRecord, RunConnection, RunEdge } from '../run/run.model.ts';
import type { ProjectRecord, UserRecord } from '../project/project.model.ts';
import type { GatewayContext } from '../context.ts';
export type Maybe<T> = T | null;
export type InputMaybe<T> = Maybe<T>;
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

/** One version of an artifact: a dataset, a model or any other files that runs use and log. */
export type Artifact = LineageNode & Node & {
  __typename?: 'Artifact';
  /** The aliases in the source collection (`latest`, `production`), without the `vN` that every version has. */
  aliases: Array<Scalars['String']['output']>;
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
};

/** What a collection does with its versions. */
export type ArtifactCollectionKind =
  /** It points to versions that were born elsewhere: a registry or a portfolio. */
  | 'PORTFOLIO'
  /** Versions are born here. */
  | 'SEQUENCE'
  /** A kind that this service does not know. */
  | 'UNKNOWN';

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

/** A node of the lineage graph. */
export type LineageNode = {
  /** W&B's own global id. */
  id: Scalars['ID']['output'];
  /** What to write beside the node in a drawing. */
  label: Scalars['String']['output'];
  /** The page in W&B's web app; null where none can be told. */
  url?: Maybe<Scalars['String']['output']>;
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

/** Where a walk starts: everything else is reached from here by nesting. */
export type Query = {
  __typename?: 'Query';
  /** The artifact version that `path` names; null where W&B shows the caller none (absent, deleted and forbidden look alike). */
  artifact?: Maybe<Artifact>;
  /** The object with this global id; null where W&B shows the caller none. */
  node?: Maybe<Node>;
  /** The objects with these global ids, in the order asked; null in the place of each that W&B does not show. */
  nodes: Array<Maybe<Node>>;
  /** The project that `path` names; null where W&B shows the caller none. */
  project?: Maybe<Project>;
  /** The run that `path` names; null where W&B shows the caller none. */
  run?: Maybe<Run>;
  /** Who the caller's credential is to W&B; null when anonymous. */
  viewer?: Maybe<User>;
};


/** Where a walk starts: everything else is reached from here by nesting. */
export type QueryArtifactArgs = {
  path: Scalars['String']['input'];
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
export type RunLoggedArtifactsArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
};


/** One execution that W&B tracked: it used artifact versions and logged others. */
export type RunUsedArtifactsArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
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

/** A person or service account. */
export type User = Node & {
  __typename?: 'User';
  /** The user's default entity at W&B; null where W&B does not tell. */
  entity?: Maybe<Scalars['String']['output']>;
  /** W&B's own global id. */
  id: Scalars['ID']['output'];
  /** The name as shown to others. */
  name: Scalars['String']['output'];
  /** The name in URLs; null where W&B does not tell. */
  username?: Maybe<Scalars['String']['output']>;
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
  Artifact: ResolverTypeWrapper<ArtifactRecord>;
  String: ResolverTypeWrapper<Scalars['String']['output']>;
  Int: ResolverTypeWrapper<Scalars['Int']['output']>;
  ID: ResolverTypeWrapper<Scalars['ID']['output']>;
  ArtifactCollection: ResolverTypeWrapper<CollectionRecord>;
  ArtifactCollectionKind: ArtifactCollectionKind;
  ArtifactCreator: ResolverTypeWrapper<ResolversUnionTypes<ResolversTypes>['ArtifactCreator']>;
  ArtifactLink: ResolverTypeWrapper<MembershipRecord>;
  Boolean: ResolverTypeWrapper<Scalars['Boolean']['output']>;
  ArtifactState: ArtifactState;
  ArtifactUsedByConnection: ResolverTypeWrapper<RunConnection>;
  ArtifactUsedByEdge: ResolverTypeWrapper<RunEdge>;
  DateTime: ResolverTypeWrapper<Scalars['DateTime']['output']>;
  JSON: ResolverTypeWrapper<Scalars['JSON']['output']>;
  LineageNode: ResolverTypeWrapper<ResolversInterfaceTypes<ResolversTypes>['LineageNode']>;
  Node: ResolverTypeWrapper<ResolversInterfaceTypes<ResolversTypes>['Node']>;
  PageInfo: ResolverTypeWrapper<PageInfo>;
  Project: ResolverTypeWrapper<ProjectRecord>;
  Query: ResolverTypeWrapper<Record<PropertyKey, never>>;
  Run: ResolverTypeWrapper<RunRecord>;
  Float: ResolverTypeWrapper<Scalars['Float']['output']>;
  RunLoggedArtifactConnection: ResolverTypeWrapper<ArtifactConnection>;
  RunLoggedArtifactEdge: ResolverTypeWrapper<ArtifactEdge>;
  RunUsedArtifactConnection: ResolverTypeWrapper<ArtifactConnection>;
  RunUsedArtifactEdge: ResolverTypeWrapper<ArtifactEdge>;
  SafeInt: ResolverTypeWrapper<Scalars['SafeInt']['output']>;
  User: ResolverTypeWrapper<UserRecord>;
};

/** Mapping between all available schema types and the resolvers parents */
export type ResolversParentTypes = {
  Artifact: ArtifactRecord;
  String: Scalars['String']['output'];
  Int: Scalars['Int']['output'];
  ID: Scalars['ID']['output'];
  ArtifactCollection: CollectionRecord;
  ArtifactCreator: ResolversUnionTypes<ResolversParentTypes>['ArtifactCreator'];
  ArtifactLink: MembershipRecord;
  Boolean: Scalars['Boolean']['output'];
  ArtifactUsedByConnection: RunConnection;
  ArtifactUsedByEdge: RunEdge;
  DateTime: Scalars['DateTime']['output'];
  JSON: Scalars['JSON']['output'];
  LineageNode: ResolversInterfaceTypes<ResolversParentTypes>['LineageNode'];
  Node: ResolversInterfaceTypes<ResolversParentTypes>['Node'];
  PageInfo: PageInfo;
  Project: ProjectRecord;
  Query: Record<PropertyKey, never>;
  Run: RunRecord;
  Float: Scalars['Float']['output'];
  RunLoggedArtifactConnection: ArtifactConnection;
  RunLoggedArtifactEdge: ArtifactEdge;
  RunUsedArtifactConnection: ArtifactConnection;
  RunUsedArtifactEdge: ArtifactEdge;
  SafeInt: Scalars['SafeInt']['output'];
  User: UserRecord;
};

export type ArtifactResolvers<ContextType = GatewayContext, ParentType extends ResolversParentTypes['Artifact'] = ResolversParentTypes['Artifact'], FederationReferenceType extends FederationReferenceTypes['Artifact'] = FederationReferenceTypes['Artifact']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['Artifact']> | FederationReferenceType, FederationReferenceType, ContextType>;
  aliases?: Resolver<Array<ResolversTypes['String']>, ParentType, ContextType>;
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
  links?: Resolver<Maybe<Array<ResolversTypes['ArtifactLink']>>, ParentType, ContextType>;
  loggedBy?: Resolver<Maybe<ResolversTypes['Run']>, ParentType, ContextType>;
  metadata?: Resolver<Maybe<ResolversTypes['JSON']>, ParentType, ContextType>;
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  path?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  project?: Resolver<Maybe<ResolversTypes['Project']>, ParentType, ContextType>;
  sizeBytes?: Resolver<ResolversTypes['SafeInt'], ParentType, ContextType>;
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
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
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

export interface DateTimeScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['DateTime'], any> {
  name: 'DateTime';
}

export interface JsonScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['JSON'], any> {
  name: 'JSON';
}

export type LineageNodeResolvers<ContextType = GatewayContext, ParentType extends ResolversParentTypes['LineageNode'] = ResolversParentTypes['LineageNode']> = {
  __resolveType: TypeResolveFn<'Artifact' | 'Run', ParentType, ContextType>;
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
  createdAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  description?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  entity?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  path?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  url?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type QueryResolvers<ContextType = GatewayContext, ParentType extends ResolversParentTypes['Query'] = ResolversParentTypes['Query']> = {
  artifact?: Resolver<Maybe<ResolversTypes['Artifact']>, ParentType, ContextType, RequireFields<QueryArtifactArgs, 'path'>>;
  node?: Resolver<Maybe<ResolversTypes['Node']>, ParentType, ContextType, RequireFields<QueryNodeArgs, 'id'>>;
  nodes?: Resolver<Array<Maybe<ResolversTypes['Node']>>, ParentType, ContextType, RequireFields<QueryNodesArgs, 'ids'>>;
  project?: Resolver<Maybe<ResolversTypes['Project']>, ParentType, ContextType, RequireFields<QueryProjectArgs, 'path'>>;
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

export type UserResolvers<ContextType = GatewayContext, ParentType extends ResolversParentTypes['User'] = ResolversParentTypes['User'], FederationReferenceType extends FederationReferenceTypes['User'] = FederationReferenceTypes['User']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['User']> | FederationReferenceType, FederationReferenceType, ContextType>;
  entity?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  username?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type Resolvers<ContextType = GatewayContext> = {
  Artifact?: ArtifactResolvers<ContextType>;
  ArtifactCollection?: ArtifactCollectionResolvers<ContextType>;
  ArtifactCreator?: ArtifactCreatorResolvers<ContextType>;
  ArtifactLink?: ArtifactLinkResolvers<ContextType>;
  ArtifactUsedByConnection?: ArtifactUsedByConnectionResolvers<ContextType>;
  ArtifactUsedByEdge?: ArtifactUsedByEdgeResolvers<ContextType>;
  DateTime?: GraphQLScalarType;
  JSON?: GraphQLScalarType;
  LineageNode?: LineageNodeResolvers<ContextType>;
  Node?: NodeResolvers<ContextType>;
  PageInfo?: PageInfoResolvers<ContextType>;
  Project?: ProjectResolvers<ContextType>;
  Query?: QueryResolvers<ContextType>;
  Run?: RunResolvers<ContextType>;
  RunLoggedArtifactConnection?: RunLoggedArtifactConnectionResolvers<ContextType>;
  RunLoggedArtifactEdge?: RunLoggedArtifactEdgeResolvers<ContextType>;
  RunUsedArtifactConnection?: RunUsedArtifactConnectionResolvers<ContextType>;
  RunUsedArtifactEdge?: RunUsedArtifactEdgeResolvers<ContextType>;
  SafeInt?: GraphQLScalarType;
  User?: UserResolvers<ContextType>;
};

