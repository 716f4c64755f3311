import { createWorldBuilder } from './world-builder.ts';
import {
  artifactPathOf,
  projectKey,
  runPathOf,
  type ArtifactNode,
  type CollectionNode,
  type RunNode,
  type UserNode,
  type World,
} from './world.ts';
import { checkWorldFile, readNumbers, writeNumbers } from './worlds/world-file-shape.ts';

/**
 * A world as a file: written by hand for tests, or saved from a W&B. Everything but the paths may be left out. Artifacts
 * and runs name each other by `entity/project/collection:vN` (`:<digest>` for a version without a number, which is
 * PENDING unless it has another state) and `entity/project/runId`. The number in an artifact's global id is its `id`, or
 * its place in `artifacts`, from 1. A version's creator is the first run that logs it, unless `createdByUser` or `createdByRun` (null:
 * nobody) says otherwise. NaN and Infinity in config, summary and metadata are `{ "$number": "NaN" }`, and numbers that
 * JavaScript would round `"@7877034890218063229"`.
 */
export interface WorldJson {
  format: 'wandb-world/1';
  name: string;
  hiddenConsumers?: World['hiddenConsumers'];
  hiddenProducer?: World['hiddenProducer'];
  deletedProducer?: World['deletedProducer'];
  users?: {
    username: string;
    name?: string;
    email?: string | null;
    entity?: string;
    teams?: readonly string[];
  }[];
  organizations?: { name: string; orgEntity: string; teams?: string[] }[];
  projects: {
    path: string;
    description?: string | null;
    createdAt?: string;
    isPublic?: boolean;
    deleted?: boolean;
    redirectTo?: string | null;
  }[];
  collections?: {
    path: string;
    type: string;
    portfolio?: boolean;
    description?: string | null;
    createdAt?: string;
    updatedAt?: string | null;
  }[];
  artifacts?: ({ path: string; id?: number; createdByUser?: string; createdByRun?: string | null } & Partial<
    Omit<ArtifactNode, 'kind' | 'collection' | 'creator' | 'usedBy' | 'links' | 'number'>
  >)[];
  runs?: ({
    path: string;
    user?: string | null;
    uses?: (string | { artifact: string; usedAs?: string[] })[];
    logs?: string[];
  } & Partial<Omit<RunNode, 'kind' | 'project' | 'name' | 'user' | 'uses' | 'logs' | 'number'>>)[];
  links?: {
    collection: string;
    artifact: string;
    aliases?: string[];
    createdAt?: string;
    versionIndex?: number;
  }[];
  keys: { key: string; note?: string; user?: string | null; sees: '*' | string[] }[];
  roots?: Partial<World['roots']>;
  /** Only of a file that the command "snapshot" wrote. */
  snapshot?: {
    /** The path around which it was taken. */
    root: string;
    takenAt: string;
    /** Whether all is there that W&B showed to the key up to `depth` hops away. */
    complete: boolean;
    /** What is not, for people. */
    missing: string[];
  };
}

const collectionPath = ({ project, name }: CollectionNode): string =>
  `${project.entity}/${project.name}/${name}`;

export function worldToJson(world: World): WorldJson {
  return {
    format: 'wandb-world/1',
    name: world.name,
    hiddenConsumers: world.hiddenConsumers,
    hiddenProducer: world.hiddenProducer,
    deletedProducer: world.deletedProducer,
    users: world.users.map(({ username, name, email, entity, teams }) => ({
      username,
      name,
      email,
      entity,
      ...(teams.length > 0 && { teams }),
    })),
    organizations: world.organizations.map(({ name, orgEntity }) => ({
      name,
      orgEntity,
      teams: [...world.entities.values()]
        .filter((entity) => entity.organization?.name === name && entity.name !== orgEntity)
        .map((entity) => entity.name),
    })),
    projects: [...world.projects.values()].map(
      ({ entity, name, description, createdAt, isPublic, deleted, redirectTo }) => ({
        path: `${entity}/${name}`,
        description,
        createdAt,
        isPublic,
        deleted,
        redirectTo,
      }),
    ),
    collections: world.collections.map((collection) => {
      const { type, portfolio, description, createdAt, updatedAt } = collection;
      return { path: collectionPath(collection), type, portfolio, description, createdAt, updatedAt };
    }),
    artifacts: world.artifacts.map((artifact, index) => {
      const {
        kind: _kind,
        number,
        collection: _collection,
        creator,
        usedBy: _usedBy,
        links: _links,
        ...rest
      } = artifact;
      return {
        path: artifactPathOf(artifact),
        ...(number !== index + 1 && { id: number }),
        ...rest,
        metadata: writeNumbers(rest.metadata),
        ...(creator === null && { createdByRun: null }),
        ...(creator?.kind === 'user' && { createdByUser: creator.username }),
        ...(creator?.kind === 'run' && { createdByRun: runPathOf(creator) }),
      };
    }),
    runs: world.runs.map((run) => {
      const { kind: _kind, number: _number, project: _project, name: _name, user, uses, logs, ...rest } = run;
      return {
        path: runPathOf(run),
        ...rest,
        config: writeNumbers(rest.config),
        summary: writeNumbers(rest.summary),
        user: user?.username ?? null,
        uses: uses.map(({ artifact, usedAs }) => ({ artifact: artifactPathOf(artifact), usedAs })),
        logs: logs.map(artifactPathOf),
      };
    }),
    links: world.artifacts
      .flatMap(({ links }) => links)
      .sort((a, b) => a.number - b.number)
      .map(({ collection, artifact, aliases, createdAt, versionIndex }) => ({
        collection: collectionPath(collection),
        artifact: artifactPathOf(artifact),
        aliases,
        createdAt,
        versionIndex,
      })),
    keys: world.keys.map(({ key, note, user, sees }) => ({
      key,
      note,
      user: user?.username ?? null,
      sees: sees === '*' ? sees : [...sees],
    })),
    roots: world.roots,
  };
}

/** Reads a world file. Throws an Error that says which element is wrong, and how. */
export function worldFromJson(json: unknown): World {
  const file = json as WorldJson | null;
  if (typeof file !== 'object' || file === null || (file.format as unknown) !== 'wandb-world/1') {
    throw new Error('This is no world file: it has no "format": "wandb-world/1".');
  }
  checkWorldFile(file, '');
  const world = createWorldBuilder(text(file.name, 'name'));
  const users = new Map<string, UserNode>();
  const artifacts = new Map<string, ArtifactNode>();
  const runs = new Map<string, RunNode>();
  const projects = new Map<string, ReturnType<typeof world.project>>();
  const collections = new Map<string, CollectionNode>();

  (file.users ?? []).forEach(({ email, ...user }, i) => {
    users.set(
      text(user.username, `users[${i}].username`),
      world.user(user.username, { ...user, ...(email && { email }) }),
    );
  });
  (file.organizations ?? []).forEach(
    ({ name, orgEntity, teams = [] }) => void world.organization(name, orgEntity, teams),
  );
  file.projects.forEach(({ path, ...details }, i) => {
    const [entity, name] = parts(path, 2, `projects[${i}].path`, 'entity/project');
    projects.set(projectKey(entity ?? '', name ?? ''), world.project(entity ?? '', name ?? '', details));
  });
  const projectOf = (path: string, where: string) => {
    const [entity = '', name = ''] = path.split('/');
    return found(
      projects.get(projectKey(entity, name)),
      where,
      `there is no project "${entity}/${name}" under "projects"`,
    );
  };
  const userOf = (username: string, where: string) =>
    found(users.get(username), where, `there is no user "${username}"`);
  (file.collections ?? []).forEach(({ path, type, ...details }, i) => {
    const where = `collections[${i}]`;
    const [, , name] = parts(path, 3, `${where}.path`, 'entity/project/collection');
    collections.set(
      path,
      world.collection(projectOf(path, where), name ?? '', text(type, `${where}.type`), details),
    );
  });
  (file.artifacts ?? []).forEach(
    ({ path, id, createdByUser, createdByRun: _later, metadata, ...details }, i) => {
      const where = `artifacts[${i}]`;
      const colon = text(path, `${where}.path`).indexOf(':');
      if (colon < 0) throw new Error(`${where}.path is "${path}"; write entity/project/collection:vN.`);
      const collection = found(
        collections.get(path.slice(0, colon)),
        where,
        `there is no collection "${path.slice(0, colon)}"`,
      );
      if (artifacts.has(path)) throw new Error(`${where}: the artifact "${path}" is there already.`);
      const ref = path.slice(colon + 1);
      const number = /^v(\d+)$/.exec(ref)?.[1];
      const creator = createdByUser === undefined ? null : userOf(createdByUser, where);
      artifacts.set(
        path,
        world.artifact(collection, {
          ...(number === undefined
            ? { versionIndex: null, state: 'PENDING', digest: ref }
            : { versionIndex: Number(number) }),
          ...details,
          ...(id !== undefined && { number: id }),
          metadata: readNumbers(metadata ?? null),
          creator,
        }),
      );
    },
  );
  const artifactOf = (path: string, where: string) =>
    found(artifacts.get(path), where, `there is no artifact "${path}"`);
  (file.runs ?? []).forEach(({ path, user, uses = [], logs = [], config, summary, ...details }, i) => {
    const where = `runs[${i}]`;
    const [, , name] = parts(path, 3, `${where}.path`, 'entity/project/runId');
    const run = world.run(projectOf(path, where), name ?? '', {
      ...details,
      config: readNumbers(config ?? null),
      summary: readNumbers(summary ?? null),
      ...(user && { user: userOf(user, `${where}.user`) }),
    });
    if (user === null) run.user = null;
    runs.set(path, run);
    uses.forEach((use, j) => {
      const { artifact, usedAs = [] } = typeof use === 'string' ? { artifact: use } : use;
      world.uses(run, artifactOf(artifact, `${where}.uses[${j}]`), usedAs);
    });
    logs.forEach((artifact, j) => world.logs(run, artifactOf(artifact, `${where}.logs[${j}]`)));
  });
  (file.artifacts ?? []).forEach(({ path, createdByRun }, i) => {
    const artifact = artifactOf(path, `artifacts[${i}]`);
    if (createdByRun === undefined) return;
    artifact.creator =
      createdByRun === null
        ? null
        : found(runs.get(createdByRun), `artifacts[${i}].createdByRun`, `there is no run "${createdByRun}"`);
  });
  (file.links ?? []).forEach(({ collection, artifact, aliases, ...details }, i) => {
    const where = `links[${i}]`;
    const portfolio = found(collections.get(collection), where, `there is no collection "${collection}"`);
    Object.assign(world.link(portfolio, artifactOf(artifact, where), aliases), details);
  });
  file.keys.forEach(({ key, note = '', user, sees }, i) => {
    const where = `keys[${i}]`;
    if (!/^[\w.-]{40,}$/.test(key))
      throw new Error(`${where}.key is no W&B key: write 40 or more letters, digits, - and _.`);
    const seen = sees === '*' ? sees : sees.map((path, j) => projectOf(path, `${where}.sees[${j}]`));
    world.key(key, note, user ? userOf(user, `${where}.user`) : null, seen);
  });
  const { roots = {} } = file;
  for (const [name, path] of Object.entries(roots)) {
    if (path !== '') found(artifacts.get(path) ?? runs.get(path), `roots.${name}`, `there is no "${path}"`);
  }
  const built = world.build({
    ...(file.hiddenConsumers && { hiddenConsumers: file.hiddenConsumers }),
    ...(file.hiddenProducer && { hiddenProducer: file.hiddenProducer }),
    ...(file.deletedProducer && { deletedProducer: file.deletedProducer }),
  });
  return { ...built, roots: { ...built.roots, ...roots } };
}

function text(value: unknown, where: string): string {
  if (typeof value !== 'string' || value === '')
    throw new Error(`${where} is ${JSON.stringify(value)}; write a text.`);
  return value;
}

function parts(path: unknown, count: number, where: string, form: string): string[] {
  const split = text(path, where).split('/');
  if (split.length !== count || split.includes(''))
    throw new Error(`${where} is "${String(path)}"; write ${form}.`);
  return split;
}

function found<T>(value: T | undefined, where: string, problem: string): T {
  if (value === undefined) throw new Error(`${where}: ${problem}.`);
  return value;
}
