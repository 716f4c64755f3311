/** One request to W&B: its status, its data, and how many errors stood in it. */
export type Wandb = (
  query: string,
  variables?: Record<string, unknown>,
) => Promise<{ status: number; data: Record<string, unknown> | null; errors: number }>;

export interface Question {
  question: string;
  /** What W&B does, in a sentence. */
  look: (ask: Wandb, root: string) => Promise<string>;
}

interface Root {
  id: string;
  digest: string;
  createdBy: { __typename: string; name?: string } | null;
  usedCount: number;
}

const lookup = `query ($entity: String!, $project: String!, $name: String!) {
  project(name: $project, entityName: $entity) { artifactCollectionMembership(name: $name) { artifact {
    id digest usedCount createdBy { __typename ... on Run { name } } } } } }`;

async function find(
  ask: Wandb,
  root: string,
  ref?: string,
): Promise<{ root: Root | null; status: number; variables: Record<string, string> }> {
  const [entity = '', project = '', name = ''] = root.split('/');
  const collection = name.split(':')[0] ?? '';
  const variables = { entity, project, name: ref === undefined ? name : `${collection}${ref}` };
  const { status, data } = await ask(lookup, variables);
  const found = data as {
    project: { artifactCollectionMembership: { artifact: Root | null } | null } | null;
  } | null;
  return { root: found?.project?.artifactCollectionMembership?.artifact ?? null, status, variables };
}

async function rootOf(ask: Wandb, path: string): Promise<Root> {
  const { root, status } = await find(ask, path);
  if (!root)
    throw new Error(
      `W&B shows no ${path} to this key (HTTP ${status}); set LIVE_ROOT to a version that it sees.`,
    );
  return root;
}

type Edges = {
  totalCount: number;
  edges: { node: { project?: unknown; state?: string } | null }[];
  pageInfo: { hasNextPage: boolean };
};

export const questions: readonly Question[] = [
  {
    question: 'Is the most of one usedBy page 500, and is that a cap or a default?',
    async look(ask, path) {
      const { id, usedCount } = await rootOf(ask, path);
      const sizes: string[] = [];
      for (const first of [10, 500, 1_000]) {
        const { data, status } = await ask(
          'query ($id: ID!, $first: Int) { artifact(id: $id) { usedBy(first: $first) { totalCount pageInfo { hasNextPage } edges { node { id } } } } }',
          { id, first },
        );
        const usedBy = (data?.['artifact'] as { usedBy: Edges } | null)?.usedBy;
        sizes.push(
          `first ${first}: ${usedBy ? `${usedBy.edges.length} of ${usedBy.totalCount}` : `HTTP ${status}`}`,
        );
      }
      return `${sizes.join('; ')}; usedCount ${usedCount}.`;
    },
  },
  {
    question: 'Who is the creator?',
    look: async (ask, path) => `createdBy is ${(await rootOf(ask, path)).createdBy?.__typename ?? 'null'}.`,
  },
  {
    question: 'Are invisible consumers left out, or given without a project?',
    async look(ask, path) {
      const { id } = await rootOf(ask, path);
      const { data } = await ask(
        'query ($id: ID!) { artifact(id: $id) { usedCount usedBy(first: 100) { totalCount pageInfo { hasNextPage } edges { node { id project { id } } } } } }',
        { id },
      );
      const { usedBy, usedCount } = data?.['artifact'] as { usedBy: Edges; usedCount: number };
      const without = usedBy.edges.filter(({ node }) => node?.project === null).length;
      return `${without} of ${usedBy.edges.length} consumers have no project; usedCount ${usedCount}, totalCount ${usedBy.totalCount}.`;
    },
  },
  {
    question: 'Do inputs hold deleted versions, or nulls?',
    async look(ask, path) {
      const { createdBy } = await rootOf(ask, path);
      if (!createdBy?.name) return 'The root was made by no run, so there are no inputs to look at.';
      const [entity, project] = path.split('/');
      const { data } = await ask(
        'query ($entity: String!, $project: String!, $run: String!) { project(name: $project, entityName: $entity) { run(name: $run) { inputArtifacts(first: 100) { totalCount pageInfo { hasNextPage } edges { node { id state } } } } } }',
        { entity, project, run: createdBy.name },
      );
      const inputs = (data?.['project'] as { run: { inputArtifacts: Edges } | null } | null)?.run
        ?.inputArtifacts;
      if (!inputs) return 'The creating run is not in the root’s project.';
      const states = inputs.edges.map(({ node }) => node?.state ?? 'null');
      return `${inputs.totalCount} inputs; states: ${[...new Set(states)].join(', ') || 'none'}.`;
    },
  },
  {
    question: 'How many aliases may one document have?',
    async look(ask, path) {
      const { id } = await rootOf(ask, path);
      const found: string[] = [];
      for (const count of [50, 200, 500]) {
        const fields = Array.from({ length: count }, (_, i) => `a${i}: artifact(id: $id) { id }`).join(' ');
        const { status, errors } = await ask(`query ($id: ID!) { ${fields} }`, { id });
        found.push(`${count}: HTTP ${status}${errors > 0 ? ' with errors' : ''}`);
      }
      return `${found.join('; ')}.`;
    },
  },
  {
    question: 'What status has an answer in which one alias fails?',
    async look(ask, path) {
      const { id } = await rootOf(ask, path);
      const bad = Buffer.from('Artifact:not-a-number').toString('base64');
      const { status, data, errors } = await ask(
        'query ($id: ID!, $bad: ID!) { a: artifact(id: $id) { id } b: artifact(id: $bad) { id } }',
        { id, bad },
      );
      return `HTTP ${status}, ${errors} errors, the good alias is ${data?.['a'] ? 'there' : 'missing'}.`;
    },
  },
  {
    question: 'Is a version found by its digest? Without a ref?',
    async look(ask, path) {
      const { digest } = await rootOf(ask, path);
      const byDigest = await find(ask, path, `:${digest}`);
      const without = await find(ask, path, '');
      return `By digest: ${byDigest.root ? 'found' : `not found (HTTP ${byDigest.status})`}; without a ref: ${without.root ? 'found' : `not found (HTTP ${without.status})`}.`;
    },
  },
  {
    question: 'How deep may one document nest?',
    async look(ask, path) {
      const { id } = await rootOf(ask, path);
      const found: string[] = [];
      for (const hops of [2, 4, 8]) {
        const nested = (left: number): string =>
          left === 0
            ? 'id'
            : `id createdBy { ... on Run { id inputArtifacts(first: 3) { edges { node { ${nested(left - 2)} } } } } }`;
        const { status, errors } = await ask(`query ($id: ID!) { artifact(id: $id) { ${nested(hops)} } }`, {
          id,
        });
        found.push(`${hops} hops: HTTP ${status}${errors > 0 ? ' with errors' : ''}`);
      }
      return `${found.join('; ')}.`;
    },
  },
  {
    question: 'Do artifacts know what they depend on (dependsOn)?',
    async look(ask, path) {
      const { id } = await rootOf(ask, path);
      const { status, errors } = await ask(
        'query ($id: ID!) { artifact(id: $id) { dependsOn { edges { node { id } } } } }',
        { id },
      );
      return errors > 0 || status !== 200 ? `No (HTTP ${status}).` : 'Yes.';
    },
  },
];
