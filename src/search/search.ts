import {
  aliasesIn,
  artifactLabel,
  visibleArtifact,
  type ArtifactRecord,
  type FullArtifact,
} from '../artifact/artifact.model.ts';
import { collectionPath, withoutVersionAliases, type FullCollection } from '../artifact/collection.model.ts';
import type { GatewayContext } from '../context.ts';
import { withTypename } from '../graphql/node.ts';
import type { SearchField, SearchKind, SearchSkipReason } from '../graphql/schema-types.generated.ts';
import type { FullProject, ProjectRecord } from '../project/project.model.ts';
import { runNameFilter } from '../run/run-filter.ts';
import { runLabel, runPath, visibleRun, type RunRecord } from '../run/run.model.ts';
import { projectPath, type ProjectPath } from '../wandb/addresses.ts';
import type { Variant } from '../wandb/batch.ts';
import { orThrow, WandbError } from '../wandb/errors.ts';
import { fillPage } from '../wandb/paging.ts';
import { isSystemType } from '../wandb/values.ts';

export interface SearchRequest {
  text: string;
  /** Entities and projects; null: what the key's user belongs to. */
  places: readonly (string | ProjectPath)[] | null;
  kinds: ReadonlySet<SearchKind>;
  first: number;
  variant: Variant;
}

export interface SearchHitModel {
  kind: SearchKind;
  path: string | null;
  label: string;
  matched: SearchField;
  matchedText: string;
  node: RunRecord | ArtifactRecord | FullCollection | (ProjectRecord & { __typename: 'Project' });
}

export interface SearchModel {
  hits: SearchHitModel[];
  hasMore: boolean;
  searchedProjects: string[];
  skippedProjects: { path: string; reason: SearchSkipReason; message: string }[];
}

/** The bounds that keep a search of 50 projects within 10 W&B requests of at most 7,000 objects. */
const maxProjects = 50;
const maxProjectsListed = 1_000;
const newestVersions = 10;
const maxCollections = 150;
const maxVersionNodes = 24_000;

type Known<T> = Exclude<T, WandbError | null>;
type ItemOf<TList> = Known<TList> extends readonly (infer TItem)[] ? Known<TItem> : never;
type ListedCollections = Known<
  Awaited<ReturnType<GatewayContext['loaders']['collectionsWithVersions']['load']>>
>;
type ListedCollection = Known<ItemOf<ListedCollections['edges']>['node']>;

const fields: readonly SearchKind[] = ['PROJECT', 'COLLECTION', 'RUN', 'VERSION'];

/** One search: what it has found so far, and what it has left out. */
class Search {
  readonly hits: SearchHitModel[] = [];
  readonly searched = new Set<string>();
  readonly skipped: SearchModel['skippedProjects'] = [];
  hasMore = false;
  readonly #text: string;
  readonly #request: SearchRequest;
  readonly #context: GatewayContext;
  readonly #report: (error: WandbError) => void;

  constructor(request: SearchRequest, context: GatewayContext, report: (error: WandbError) => void) {
    this.#text = request.text.toLowerCase();
    this.#request = request;
    this.#context = context;
    this.#report = report;
  }

  skip(path: string, reason: SearchSkipReason, message: string): void {
    this.skipped.push({ path, reason, message });
  }

  /** Null, with a note, where W&B fails; a key that W&B refuses ends the search. */
  async attempt<T>(path: string, what: string, load: () => T | Promise<T>): Promise<T | null> {
    try {
      return await load();
    } catch (error) {
      this.#noteFailure(path, what, error);
      return null;
    }
  }

  #noteFailure(path: string, what: string, error: unknown): void {
    if (!(error instanceof WandbError) || error.code === 'UNAUTHENTICATED') throw error;
    this.#report(error);
    const message = `${what} could not be loaded: ${error.message}`;
    if (!this.skipped.some((each) => each.message === message)) this.skip(path, 'WANDB_ERROR', message);
  }

  /** The first of these texts that contains what is searched for. */
  #match(texts: readonly (readonly [SearchField, string | null])[]): readonly [SearchField, string] | null {
    for (const [field, text] of texts) if (text?.toLowerCase().includes(this.#text)) return [field, text];
    return null;
  }

  #add(
    kind: SearchKind,
    match: readonly [SearchField, string] | null,
    hit: Pick<SearchHitModel, 'path' | 'label' | 'node'>,
  ): void {
    if (match) this.hits.push({ kind, matched: match[0], matchedText: match[1], ...hit });
  }

  async projectsOf(entity: string): Promise<FullProject[]> {
    const { projectsOfEntity } = this.#context.loaders;
    const page = await this.attempt(entity, `The projects of ${entity}`, () =>
      fillPage({ first: maxProjectsListed, after: null }, 'Query.models', (first, after) =>
        projectsOfEntity.load({ entity, first, after }),
      ),
    );
    const projects = (page?.edges ?? []).flatMap((edge) => {
      const project = edge instanceof WandbError ? edge : edge.node;
      if (!(project instanceof WandbError)) return project ? [project] : [];
      this.#report(project);
      this.skip(entity, 'WANDB_ERROR', `One of its projects could not be loaded: ${project.message}`);
      return [];
    });
    if (page && page.edges.length === 0)
      this.skip(entity, 'NOT_VISIBLE', `W&B shows no projects of ${entity} to this caller.`);
    if (page?.hasNextPage)
      this.skip(
        entity,
        'PROJECT_LIMIT',
        `Only the first ${page.edges.length} projects of ${entity} were listed.`,
      );
    return projects;
  }

  addProject(project: FullProject): void {
    const path = projectPath(project);
    const node = withTypename('Project', project);
    this.#add('PROJECT', this.#match([['NAME', project.name]]), { path, label: project.name, node });
  }

  /** Everything in one project, with its share of the versions. */
  async searchProject(project: ProjectPath, collections: number): Promise<void> {
    const { kinds } = this.#request;
    const path = `${project.entity}/${project.name}`;
    const found = await Promise.all([
      kinds.has('RUN') ? this.#searchRuns(project, path) : true,
      kinds.has('COLLECTION') ? this.#searchCollections(project, path) : true,
      kinds.has('VERSION') ? this.#searchVersions(project, path, collections) : true,
    ]);
    if (found.includes(false)) this.skip(path, 'NOT_VISIBLE', `W&B shows no project ${path} to this caller.`);
    else if (found.includes(true)) this.searched.add(path);
  }

  /** False where W&B shows no such project, null where it failed. */
  async #searchRuns(project: ProjectPath, path: string): Promise<boolean | null> {
    const { text, first, variant } = this.#request;
    const filter = { $or: [runNameFilter(text), { tags: { $in: [text] } }] };
    const key = { project, filter, order: '-created_at', first, after: null, variant };
    const runs = await this.attempt(path, `Its runs`, () => this.#context.loaders.runsOfProject.load(key));
    if (runs === null) return this.#isSkipped(path) ? null : false;
    this.hasMore ||= this.#hasNextPage(path, runs);
    return this.#read(path, 'A run', runs.edges, ({ node }) => {
      const run = orThrow(visibleRun(node));
      if (run) this.#addRun(run);
    });
  }

  #addRun(run: RunRecord): void {
    const { text } = this.#request;
    const match = this.#match([
      ['NAME', orThrow(run.displayName)],
      ['ID', orThrow(run.name)],
    ]);
    this.#add('RUN', match ?? ['TAG', text], { path: runPath(run), label: runLabel(run), node: run });
  }

  async #searchCollections(project: ProjectPath, path: string): Promise<boolean | null> {
    const { text, first } = this.#request;
    const { collectionsNamed, collectionsOfProject } = this.#context.loaders;
    let isFiltered = true as boolean;
    const named = await this.attempt(path, 'Its collections', () =>
      collectionsNamed.load({ project, text, first }).catch((error: unknown) => {
        if (!(error instanceof WandbError) || error.code !== 'WANDB_ERROR') throw error;
        // Older servers have no filter for collections.
        isFiltered = false;
        return collectionsOfProject.load({ ...project, first: maxCollections, after: null });
      }),
    );
    if (named === null) return this.#isSkipped(path) ? null : false;
    const hasNextPage = this.#hasNextPage(path, named);
    if (isFiltered) this.hasMore ||= hasNextPage;
    else if (hasNextPage)
      this.skip(path, 'PARTIAL', `Only its first ${maxCollections} collections were searched by name.`);
    return this.#read(path, 'A collection', named.edges, ({ node }) => {
      const collection = orThrow(node);
      if (collection && !isSystemType(orThrow(collection.defaultArtifactType).name))
        this.#addCollection(collection);
    });
  }

  #addCollection(collection: FullCollection): void {
    const match = this.#match([['NAME', collection.name]]);
    this.#add('COLLECTION', match, {
      path: collectionPath(collection),
      label: collection.name,
      node: collection,
    });
  }

  async #searchVersions(project: ProjectPath, path: string, first: number): Promise<boolean | null> {
    const { text } = this.#request;
    const alias = text.slice(text.indexOf(':') + 1) || text;
    const { collectionsWithVersions } = this.#context.loaders;
    const listed = await this.attempt(path, 'Its versions', () =>
      collectionsWithVersions.load({ project, text: alias, first, versions: newestVersions }),
    );
    if (listed === null) return this.#isSkipped(path) ? null : false;
    if (this.#hasNextPage(path, listed))
      this.skip(path, 'PARTIAL', `Only the versions of its first ${first} collections were searched.`);
    let long = 0;
    this.#read(path, 'A collection with its versions', listed.edges, ({ node }) => {
      const collection = orThrow(node);
      if (!collection || isSystemType(orThrow(collection.defaultArtifactType).name)) return;
      if (this.#addVersions(path, collection) > newestVersions) long += 1;
    });
    if (long > 0)
      this.skip(
        path,
        'PARTIAL',
        `Of the collections with more than ${newestVersions} versions (${long}), only the newest ${newestVersions} and the one with just this alias were searched.`,
      );
    return true;
  }

  /** The newest versions of a collection, and the one that has the alias. Gives the number of all versions. */
  #addVersions(path: string, collection: ListedCollection): number {
    const seen = new Set<string>();
    const add = (artifact: FullArtifact | null, version: string | null, aliases: readonly string[]): void => {
      if (!artifact || seen.has(artifact.id)) return;
      seen.add(artifact.id);
      this.#addVersion(collection, artifact, version, aliases);
    };
    const versions = orThrow(collection.artifacts);
    this.#read(path, 'A version', versions?.edges ?? [], ({ node, version }) => {
      const artifact = orThrow(visibleArtifact(node));
      add(artifact, version, artifact ? aliasesIn(artifact, collection.id) : []);
    });
    const membership = orThrow(collection.artifactMembership);
    const index = membership && orThrow(membership.versionIndex);
    const own = membership ? orThrow(membership.aliases).map((each) => orThrow(each).alias) : [];
    const artifact = membership && orThrow(visibleArtifact(orThrow(membership.artifact)));
    add(artifact, index === null ? null : `v${index}`, withoutVersionAliases(own));
    return versions ? orThrow(versions.totalCount) : 0;
  }

  #addVersion(
    collection: FullCollection,
    artifact: FullArtifact,
    version: string | null,
    aliases: readonly string[],
  ): void {
    const { name } = collection;
    const isQualified = this.#text.includes(':');
    const refs = isQualified && version !== null ? [...aliases, version] : aliases;
    const match =
      this.#match(refs.map((ref) => ['ALIAS', isQualified ? `${name}:${ref}` : ref])) ??
      this.#match(orThrow(artifact.tags).map((tag) => ['TAG', orThrow(tag).name]));
    const path = collectionPath(collection);
    this.#add('VERSION', match, {
      path: path === null || version === null ? null : `${path}:${version}`,
      label: version === null ? artifactLabel(artifact) : `${name}:${version}`,
      node: artifact,
    });
  }

  /** Reads a list. An object that W&B failed to give costs itself alone, and is noted. */
  #read<TList>(path: string, what: string, edges: TList, read: (edge: ItemOf<TList>) => void): true {
    const note = (error: unknown): void => this.#noteFailure(path, what, error);
    if (edges instanceof WandbError) note(edges);
    else
      for (const edge of edges as readonly (ItemOf<TList> | WandbError)[])
        try {
          read(orThrow(edge));
        } catch (error) {
          note(error);
        }
    return true;
  }

  #hasNextPage(path: string, { pageInfo }: { pageInfo: { hasNextPage: boolean } | WandbError }): boolean {
    if (!(pageInfo instanceof WandbError)) return pageInfo.hasNextPage;
    this.#noteFailure(path, 'What follows its lists', pageInfo);
    return true;
  }

  #isSkipped(path: string): boolean {
    return this.skipped.some((each) => each.path === path && each.reason === 'WANDB_ERROR');
  }

  result(): SearchModel {
    const { first } = this.#request;
    const rank = ({ matchedText, kind }: SearchHitModel): number => {
      const text = matchedText.toLowerCase();
      const closeness = text === this.#text ? 0 : text.startsWith(this.#text) ? 1 : 2;
      return closeness * fields.length + fields.indexOf(kind);
    };
    const hits = this.hits
      .map((hit) => ({ hit, rank: rank(hit) }))
      .sort((a, b) => a.rank - b.rank)
      .map(({ hit }) => hit);
    return {
      hits: hits.slice(0, first),
      hasMore: this.hasMore || hits.length > first,
      searchedProjects: [...this.searched],
      skippedProjects: this.skipped,
    };
  }
}

/** Searches the projects, named ones first, in a number of W&B requests that is bounded however many there are. */
export async function searchWandb(
  request: SearchRequest,
  context: GatewayContext,
  report: (error: WandbError) => void,
): Promise<SearchModel> {
  const search = new Search(request, context, report);
  const places = request.places ?? (await entitiesOfViewer(context));
  const named = places.filter((place) => typeof place !== 'string');
  const listed = (
    await Promise.all(
      places.filter((place) => typeof place === 'string').map((each) => search.projectsOf(each)),
    )
  ).flat();
  if (request.kinds.has('PROJECT')) for (const project of listed) search.addProject(project);
  const all = [...named, ...listed.map(({ entityName: entity, name }) => ({ entity, name }))];
  const projects = [
    ...new Map(all.map((each) => [`${each.entity}/${each.name}`.toLowerCase(), each])).values(),
  ];
  for (const { entity, name } of projects.slice(maxProjects))
    search.skip(`${entity}/${name}`, 'PROJECT_LIMIT', `A search covers ${maxProjects} projects.`);
  const searched = projects.slice(0, maxProjects);
  const share = Math.floor(maxVersionNodes / searched.length / (newestVersions + 2));
  await Promise.all(searched.map((each) => search.searchProject(each, Math.min(maxCollections, share))));
  return search.result();
}

/** Registries first, since there are few of them. */
async function entitiesOfViewer({ loaders, wandb }: GatewayContext): Promise<string[]> {
  const membership = await loaders.organizationsOfViewer.load('viewer');
  if (!membership) wandb.assertCredentialAccepted();
  return membership
    ? [...new Set([...membership.all.map(({ entity }) => entity), ...membership.entities])]
    : [];
}
