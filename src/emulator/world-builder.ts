import {
  artifactPathOf,
  projectKey,
  runPathOf,
  type ArtifactNode,
  type CollectionNode,
  type EntityNode,
  type LinkNode,
  type OrganizationNode,
  type ProjectNode,
  type RootName,
  type RunNode,
  type UserNode,
  type World,
  type WorldKey,
} from './world.ts';

/** All but what names the object; left out: a plain default, `createdAt` one minute after the object before. */
export type RunDetails = Partial<
  Omit<RunNode, 'kind' | 'number' | 'project' | 'name' | 'user' | 'uses' | 'logs'>
> & { user?: UserNode };
export type ArtifactDetails = Partial<Omit<ArtifactNode, 'kind' | 'collection' | 'usedBy' | 'links'>>;

/** Makes a world object by object; every method gives back the node that it made. Throws where a name is taken. */
export interface WorldBuilder {
  user(
    username: string,
    details?: { name?: string; email?: string; entity?: string; teams?: readonly string[] },
  ): UserNode;
  /** An organisation, its org entity, and the teams that belong to it. */
  organization(name: string, orgEntity: string, teams: readonly string[]): OrganizationNode;
  project(
    entity: string,
    name: string,
    details?: Partial<Pick<ProjectNode, 'description' | 'createdAt' | 'isPublic' | 'deleted' | 'redirectTo'>>,
  ): ProjectNode;
  collection(
    project: ProjectNode,
    name: string,
    type: string,
    details?: Partial<Pick<CollectionNode, 'portfolio' | 'description' | 'createdAt' | 'updatedAt'>>,
  ): CollectionNode;
  run(project: ProjectNode, name: string, details?: RunDetails): RunNode;
  /** A new version of a sequence; the next number, unless it is PENDING. `latest` moves to it unless aliases are given. */
  artifact(collection: CollectionNode, details?: ArtifactDetails): ArtifactNode;
  /** A version that a run logged: it becomes its creator unless the version has one. */
  logs(run: RunNode, artifact: ArtifactNode): void;
  uses(run: RunNode, artifact: ArtifactNode, usedAs?: readonly string[]): void;
  link(portfolio: CollectionNode, artifact: ArtifactNode, aliases?: readonly string[]): LinkNode;
  key(key: string, note: string, user: UserNode | null, sees: '*' | readonly ProjectNode[]): void;
  root(name: RootName, node: ArtifactNode | RunNode): void;
  build(behaviour?: Partial<Pick<World, 'hiddenConsumers' | 'hiddenProducer' | 'deletedProducer'>>): World;
}

const firstMoment = Date.parse('2024-01-01T08:00:00Z');
const minute = 60_000;

export function createWorldBuilder(name: string): WorldBuilder {
  const users: UserNode[] = [];
  const entities = new Map<string, EntityNode>();
  const organizations: OrganizationNode[] = [];
  const projects = new Map<string, ProjectNode>();
  const collections: CollectionNode[] = [];
  const runs: RunNode[] = [];
  const artifacts: ArtifactNode[] = [];
  const keys: WorldKey[] = [];
  const roots: Partial<Record<RootName, string>> = {};
  let linkCount = 0;
  const artifactNumbers = new Set<number>();
  let lastArtifact = 0;
  let moments = 0;

  /** W&B writes some instants with a zone and some without. */
  const nextMoment = (): string => {
    moments += 1;
    const text = new Date(firstMoment + moments * minute).toISOString().slice(0, 19);
    return moments % 5 === 0 ? text : `${text}Z`;
  };
  const entity = (entityName: string, isTeam = true): EntityNode => {
    let node = entities.get(entityName.toLowerCase());
    if (!node) {
      node = {
        number: entities.size + 1,
        name: entityName,
        isTeam,
        organization: null,
        user: null,
        projects: [],
      };
      entities.set(entityName.toLowerCase(), node);
    }
    return node;
  };
  const digestOf = (number: number): string =>
    (Math.imul(number, 2_654_435_761) >>> 0).toString(16).padStart(8, '0').repeat(3) +
    number.toString(16).padStart(8, '0');

  const builder: WorldBuilder = {
    user(username, details = {}) {
      const personal = entity(username, false);
      const node: UserNode = {
        kind: 'user',
        number: users.length + 1,
        username,
        name: details.name ?? username,
        email: details.email ?? null,
        entity: details.entity ?? username,
        teams: details.teams ?? [],
      };
      personal.user = node;
      users.push(node);
      return node;
    },
    organization(orgName, orgEntity, teams) {
      const node: OrganizationNode = { number: organizations.length + 1, name: orgName, orgEntity };
      organizations.push(node);
      for (const team of [orgEntity, ...teams]) entity(team).organization = node;
      return node;
    },
    project(entityName, projectName, details = {}) {
      const key = projectKey(entityName, projectName);
      if (projects.has(key)) throw new Error(`The project ${entityName}/${projectName} is there already.`);
      const node: ProjectNode = {
        number: projects.size + 1,
        entity: entityName,
        name: projectName,
        description: null,
        createdAt: nextMoment(),
        isPublic: false,
        deleted: false,
        redirectTo: null,
        ...details,
        runs: new Map(),
        collections: new Map(),
      };
      projects.set(key, node);
      entity(entityName).projects.push(node);
      return node;
    },
    collection(project, collectionName, type, details = {}) {
      const key = collectionName.toLowerCase();
      if (project.collections.has(key)) {
        throw new Error(
          `The collection ${project.entity}/${project.name}/${collectionName} is there already.`,
        );
      }
      const node: CollectionNode = {
        number: collections.length + 1,
        portfolio: false,
        project,
        name: collectionName,
        type,
        description: null,
        createdAt: nextMoment(),
        updatedAt: null,
        ...details,
        versions: [],
        links: [],
      };
      project.collections.set(key, node);
      collections.push(node);
      return node;
    },
    run(project, runName, { user, ...details } = {}) {
      if (project.runs.has(runName))
        throw new Error(`The run ${project.entity}/${project.name}/${runName} is there already.`);
      const createdAt = details.createdAt ?? nextMoment();
      const node: RunNode = {
        kind: 'run',
        number: runs.length + 1,
        project,
        name: runName,
        displayName: null,
        state: 'finished',
        jobType: null,
        group: null,
        sweep: null,
        tags: [],
        notes: null,
        commit: null,
        heartbeatAt: createdAt,
        computeSeconds: 60,
        config: null,
        summary: null,
        deleted: false,
        ...details,
        createdAt,
        user: user ?? users[0] ?? null,
        uses: [],
        logs: [],
      };
      if (!node.deleted) project.runs.set(runName, node);
      runs.push(node);
      return node;
    },
    artifact(collection, details = {}) {
      const number = details.number ?? lastArtifact + 1;
      if (artifactNumbers.has(number)) throw new Error(`The artifact id ${number} is there already.`);
      artifactNumbers.add(number);
      lastArtifact = Math.max(lastArtifact, number);
      const pending = details.state === 'PENDING';
      const versionIndex =
        details.versionIndex !== undefined ? details.versionIndex : pending ? null : nextIndex(collection);
      if (details.aliases === undefined && versionIndex !== null) {
        for (const version of collection.versions) {
          if (version.aliases.includes('latest'))
            version.aliases = version.aliases.filter((alias) => alias !== 'latest');
        }
      }
      const node: ArtifactNode = {
        kind: 'artifact',
        number,
        collection,
        digest: digestOf(number),
        commitHash: pending ? null : digestOf(number + 7).slice(0, 20),
        state: 'COMMITTED',
        description: null,
        metadata: null,
        aliases: versionIndex === null ? [] : ['latest'],
        tags: [],
        size: 1_024 * number,
        fileCount: 1,
        historyStep: null,
        ttlSeconds: -2,
        createdAt: nextMoment(),
        updatedAt: null,
        creator: null,
        ...details,
        versionIndex,
        usedBy: [],
        links: [],
      };
      collection.versions.push(node);
      artifacts.push(node);
      return node;
    },
    logs(run, artifact) {
      run.logs.push(artifact);
      artifact.creator ??= run;
    },
    uses(run, artifact, usedAs = []) {
      // W&B names a consumer once, however often it used the version.
      if (!run.uses.some((use) => use.artifact === artifact)) artifact.usedBy.push(run);
      run.uses.push({ artifact, usedAs: [...usedAs] });
    },
    link(collection, artifact, aliases = ['latest']) {
      linkCount += 1;
      const node: LinkNode = {
        number: linkCount,
        collection,
        artifact,
        versionIndex: collection.links.length,
        aliases: [...aliases],
        createdAt: nextMoment(),
      };
      collection.links.push(node);
      artifact.links.push(node);
      return node;
    },
    key(key, note, user, sees) {
      const paths =
        sees === '*' ? sees : new Set(sees.map((project) => projectKey(project.entity, project.name)));
      keys.push({ key, note, user, sees: paths });
    },
    root(rootName, node) {
      roots[rootName] = node.kind === 'run' ? runPathOf(node) : artifactPathOf(node);
    },
    build({ hiddenConsumers = 'projectless', hiddenProducer = 'null', deletedProducer = 'user' } = {}) {
      const anyArtifact = artifacts[0] ? artifactPathOf(artifacts[0]) : '';
      const anyRun = runs[0] ? runPathOf(runs[0]) : '';
      return {
        name,
        keys,
        users,
        entities,
        organizations,
        projects,
        runs,
        artifacts,
        collections,
        hiddenConsumers,
        hiddenProducer,
        deletedProducer,
        roots: { dataset: anyArtifact, model: anyArtifact, hub: anyArtifact, run: anyRun, ...roots },
      };
    },
  };
  return builder;
}

function nextIndex(collection: CollectionNode): number {
  for (let i = collection.versions.length - 1; i >= 0; i -= 1) {
    const index = collection.versions[i]?.versionIndex ?? null;
    if (index !== null) return index + 1;
  }
  return 0;
}
