import { answerFromText, warningsIn, type Surface, type SweepAnswer, type SweepTarget } from './surface.ts';

interface Body {
  data?: Record<string, unknown> | null;
  errors?: { message: string; path?: unknown[] }[];
}

async function post(
  { gatewayUrl }: SweepTarget,
  query: string,
  variables: Record<string, unknown>,
): Promise<Body> {
  const response = await fetch(`${gatewayUrl}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query, variables }),
  });
  return (await response.json()) as Body;
}

function answerFrom({ data = null, errors = [] }: Body): SweepAnswer {
  return { content: data, warnings: [...errors.map(({ message }) => message), ...warningsIn(data)] };
}

/** What a query says without what nobody selected. */
export function querySurface(name: string, query: string, variables: Record<string, unknown> = {}): Surface {
  return { name, ask: async (target) => answerFrom(await post(target, query, variables)) };
}

/** All pages of a lineage graph, one after the other, as one. */
function pagesSurface(name: string, query: string, variables: Record<string, unknown>): Surface {
  interface Page {
    nodes: unknown[];
    edges: unknown[];
    endCursor: string | null;
  }
  return {
    name,
    async ask(target) {
      const whole: Page = { nodes: [], edges: [], endCursor: null };
      const warnings: string[] = [];
      let after: string | null = null;
      for (let count = 0; count < 20; count += 1) {
        const { data, errors = [] } = await post(target, query, { ...variables, after });
        warnings.push(
          ...errors.map(({ message }) => message),
          ...warningsIn(data).filter((each) => each !== 'incomplete'),
        );
        const page = (data?.['lineage'] ?? null) as Page | null;
        if (!page) return { content: whole, warnings: [...warnings, 'a page is missing'] };
        whole.nodes.push(...page.nodes);
        whole.edges.push(...page.edges);
        after = page.endCursor;
        if (after === null) break;
      }
      return { content: whole, warnings };
    },
  };
}

const node = `__typename id label url
  ... on Run { runPath: path displayName runState: state jobType tags user { name } project { path } }
  ... on Artifact { artifactPath: path digest aliases tags type usedByCount collection { name } links { path } project { path } }
  ... on HiddenNode { reason }`;
const brief = '__typename id label';
const completeness = 'completeness { complete truncations { at reason omitted } }';
const graph = `{ nodes { depth expanded hiddenNeighbours node { ${node} } } edges { from to kind usedAs }
  roots { id label } leaves { id label } ${completeness} endCursor }`;
const page = 'totalCount hiddenCount pageInfo { hasNextPage endCursor }';

export interface Roots {
  model: string;
  otherModel: string;
  dataset: string;
  run: string;
  project: string;
  entity: string;
  collection: string;
}

export function graphqlSurfaces(roots: Roots): Surface[] {
  return [...lineage(roots), ...questions(roots), ...nested(roots), ...lookups(roots)];
}

function lineage({ model, dataset, run, project, otherModel }: Roots): Surface[] {
  const byPath = (name: string, path: string, args: string, selection = graph): Surface =>
    querySurface(name, `query ($path: String!) { artifact(path: $path) { lineage(${args}) ${selection} } }`, {
      path,
    });
  const directions = ['UPSTREAM', 'DOWNSTREAM', 'BOTH'];
  const filters: [string, string][] = [
    ['projects', `projects: ["${project}"]`],
    ['artifact types', 'artifactTypes: ["model"]'],
    ['job types', 'jobTypes: ["train"]'],
    ['run states', 'runStates: ["finished"]'],
    ['kinds', 'kinds: [ARTIFACT]'],
    ['dates', 'createdAfter: "2024-01-01T08:20:00Z"'],
    ['system types', 'includeSystemTypes: true'],
  ];
  return [
    ...directions.map((way) =>
      byPath(`lineage of a model, ${way}`, model, `direction: ${way}, maxDepth: 10`),
    ),
    ...directions.map((way) =>
      byPath(`lineage of a dataset, ${way}`, dataset, `direction: ${way}, maxDepth: 10`),
    ),
    byPath('lineage, nodes alone', dataset, 'direction: DOWNSTREAM', '{ nodes { node { id } } }'),
    byPath('lineage, edges alone', model, 'direction: UPSTREAM', '{ edges { from to } }'),
    byPath('lineage, completeness alone', model, 'direction: UPSTREAM', `{ ${completeness} }`),
    byPath('lineage, a fan-out of one', dataset, 'direction: DOWNSTREAM, maxFanout: 1'),
    byPath('lineage, a depth of one', dataset, 'direction: BOTH, maxDepth: 1'),
    ...filters.map(([what, filter]) =>
      byPath(`lineage filtered by ${what}`, dataset, `direction: BOTH, maxDepth: 8, filter: { ${filter} }`),
    ),
    ...filters
      .slice(0, 4)
      .map(([what, filter]) =>
        byPath(`lineage that stops at ${what}`, dataset, `direction: DOWNSTREAM, stopAt: { ${filter} }`),
      ),
    querySurface(
      'lineage of a run',
      `query ($path: String!) { run(path: $path) { lineage(direction: BOTH) ${graph} } }`,
      { path: run },
    ),
    rootsSurface('lineage of two roots', [model, otherModel, run], 'direction: UPSTREAM, maxDepth: 8', graph),
    ...['JSON', 'MERMAID', 'DOT', 'SVG', 'PROV_JSON', 'OPENLINEAGE', 'CYCLONEDX'].map((format) =>
      exportSurface(model, format),
    ),
    ...directions.map((way) =>
      rootPages(`pages of lineage, ${way}`, dataset, `direction: ${way}, maxDepth: 8, maxNodes: 4`),
    ),
  ];
}

function exportSurface(path: string, format: string): Surface {
  const query = `query ($path: String!) { artifact(path: $path) { lineage { export(format: ${format}) { content } } } }`;
  return {
    name: `lineage exported as ${format}`,
    async ask(target) {
      const body = await post(target, query, { path });
      const artifact = body.data?.['artifact'] as { lineage: { export: { content: string } } | null } | null;
      const exported = answerFromText(artifact?.lineage?.export.content ?? '');
      return { content: exported.content, warnings: [...answerFrom(body).warnings, ...exported.warnings] };
    },
  };
}

/** `lineage(roots:)` takes global ids, which are looked up first, as clients do. */
function rootsSurface(name: string, paths: readonly string[], args: string, selection: string): Surface {
  return {
    name,
    async ask(target) {
      const { ids, warnings } = await idsOf(target, paths);
      if (ids.length < paths.length) return { content: null, warnings: [...warnings, 'a root is missing'] };
      const query = `query ($roots: [ID!]!) { lineage(roots: $roots, ${args}) ${selection} }`;
      return answerFrom(await post(target, query, { roots: ids }));
    },
  };
}

function rootPages(name: string, path: string, args: string): Surface {
  return {
    name,
    async ask(target) {
      const { ids, warnings } = await idsOf(target, [path]);
      if (ids.length === 0) return { content: null, warnings: [...warnings, 'the root is missing'] };
      const query = `query ($roots: [ID!]!, $after: String) { lineage(roots: $roots, ${args}, after: $after) {
        nodes { depth node { ${brief} } } edges { from to kind } endCursor ${completeness} } }`;
      return pagesSurface(name, query, { roots: ids }).ask(target);
    },
  };
}

async function idsOf(
  target: SweepTarget,
  paths: readonly string[],
): Promise<{ ids: string[]; warnings: string[] }> {
  const fields = paths.map((path, index) =>
    path.includes(':')
      ? `n${index}: artifact(path: ${JSON.stringify(path)}) { id }`
      : `n${index}: run(path: ${JSON.stringify(path)}) { id }`,
  );
  const { data, errors = [] } = await post(target, `{ ${fields.join(' ')} }`, {});
  const found = paths.map((_, index) => (data?.[`n${index}`] as { id: string } | null | undefined)?.id);
  return { ids: found.filter((id) => id !== undefined), warnings: errors.map(({ message }) => message) };
}

function questions({ model, otherModel, dataset, run }: Roots): Surface[] {
  const paths = `{ paths { length nodes { ${brief} } edges { from to } } reversed hasMore ${completeness} }`;
  const ask = (name: string, pair: readonly [string, string], field: string, selection: string): Surface => ({
    name,
    async ask(target) {
      const { ids, warnings } = await idsOf(target, pair);
      const [from, to] = ids;
      if (from === undefined || to === undefined)
        return { content: null, warnings: [...warnings, 'a root is missing'] };
      const [one, other] = field === 'ancestryDiff' ? ['base', 'head'] : ['from', 'to'];
      const query = `query ($from: ID!, $to: ID!) { ${field}(${one}: $from, ${other}: $to${field === 'lineagePaths' ? ', first: 100' : ''}) ${selection} }`;
      return answerFrom(await post(target, query, { from, to }));
    },
  });
  const diff = `{ sharedCount onlyInBase { depth node { ${brief} } } onlyInHead { depth node { ${brief} } }
    earliestDivergence { base { ${brief} } head { ${brief} } }
    versionChanges { collection contentChanged base { id version } head { id version } }
    runChanges { base { id } head { id } config { key base head } configOmitted commitChanged } ${completeness} }`;
  const radius = `{ runs artifacts projects users hidden byDepth { depth runs artifacts projects users hidden }
    versions { depth important artifact { id path } } ${completeness} }`;
  const staleness = `{ status causes { used { id } current { id } versionsBehind path { id } } unknown { id } ${completeness} }`;
  const of = (name: string, path: string, selection: string): Surface =>
    querySurface(name, `query ($path: String!) { artifact(path: $path) { ${selection} } }`, { path });
  return [
    ask('paths from a dataset to a model', [dataset, model], 'lineagePaths', paths),
    ask('paths against the flow', [model, dataset], 'lineagePaths', paths),
    ask('paths between siblings', [model, otherModel], 'lineagePaths', paths),
    ask('paths without completeness', [dataset, run], 'lineagePaths', '{ hasMore paths { length } }'),
    ask('difference of two models', [otherModel, model], 'ancestryDiff', diff),
    ask('difference of a model and a dataset', [model, dataset], 'ancestryDiff', diff),
    ask(
      'difference without completeness',
      [otherModel, model],
      'ancestryDiff',
      '{ sharedCount onlyInBase { node { id } } }',
    ),
    of('blast radius of a dataset', dataset, `blastRadius ${radius}`),
    of('blast radius of a model', model, `blastRadius ${radius}`),
    of('blast radius without completeness', dataset, 'blastRadius { runs artifacts }'),
    of('important versions', dataset, 'blastRadius { versions { important artifact { path } } }'),
    of('staleness of a model', model, `staleness ${staleness}`),
    of('staleness of an older model', otherModel, `staleness ${staleness}`),
    of('staleness without completeness', model, 'staleness { status }'),
  ];
}

function nested({ model, dataset, run }: Roots): Surface[] {
  const artifact = (name: string, path: string, fields: string): Surface =>
    querySurface(name, `query ($path: String!) { artifact(path: $path) ${fields} }`, { path });
  const ofRun = (name: string, fields: string): Surface =>
    querySurface(name, `query ($path: String!) { run(path: $path) ${fields} }`, { path: run });
  return [
    artifact(
      'an artifact',
      model,
      `{ id path version type state aliases tags description metadata digest commitHash sizeBytes fileCount historyStep expiresAt
      createdAt updatedAt url usedByCount collection { name path kind description } project { path } links { id path version isRegistry aliases collection { path } } createdBy { __typename ... on Run { path } ... on User { username } } }`,
    ),
    artifact(
      'three hops up',
      model,
      `{ path loggedBy { path user { name } usedArtifacts { ${page} edges { usedAs node { path loggedBy { path usedArtifacts { ${page} nodes { path createdBy { __typename } } } } } } } } }`,
    ),
    artifact(
      'three hops down',
      dataset,
      `{ path usedBy { ${page} nodes { path state loggedArtifacts { ${page} nodes { path usedByCount usedBy { ${page} nodes { path } } } } } } }`,
    ),
    artifact(
      'up and down',
      model,
      '{ loggedBy { path loggedArtifacts { nodes { path usedBy { nodes { path } } } } usedArtifacts { nodes { path usedBy { nodes { path } } } } } }',
    ),
    artifact(
      'pages of one',
      dataset,
      `{ usedBy(first: 1) { ${page} nodes { path usedArtifacts(first: 1) { ${page} nodes { path } } } } }`,
    ),
    ofRun(
      'a run',
      '{ id path displayName state jobType group sweepId tags notes commit createdAt heartbeatAt computeSeconds url config summaryMetrics user { name username } project { path } }',
    ),
    ofRun(
      'the edges of a run',
      `{ usedArtifacts { ${page} edges { usedAs node { path type } } } loggedArtifacts { ${page} edges { node { path aliases } } } }`,
    ),
    ofRun(
      'nodes of a run alone',
      '{ usedArtifacts { nodes { path } } loggedArtifacts { nodes { path links { path } } } }',
    ),
  ];
}

function lookups({ project, entity, collection, model }: Roots): Surface[] {
  return [
    querySurface(
      'the viewer',
      '{ viewer { id name username entity teams projects { hiddenCount nodes { path } } } }',
    ),
    querySurface(
      'a project',
      `query ($path: String!) { project(path: $path) { id name entity description createdAt url collections { hiddenCount pageInfo { hasNextPage } nodes { name path kind type } } } }`,
      { path: project },
    ),
    querySurface(
      'projects of an entity',
      `query ($entity: String!) { projects(entity: $entity) { hiddenCount pageInfo { hasNextPage } nodes { path collections { nodes { name } } } } }`,
      { entity },
    ),
    querySurface(
      'a collection and its versions',
      `query ($path: String!, $name: String!) { project(path: $path) { collection(name: $name) { path kind versions { ${page} edges { version aliases node { path digest loggedBy { path } } } } } } }`,
      { path: project, name: collection },
    ),
    querySurface(
      'links of a version',
      'query ($path: String!) { artifact(path: $path) { links { path version aliases collection { path project { path } versions { totalCount nodes { path } } } } } }',
      { path: model },
    ),
    querySurface(
      'runs of a project',
      'query ($path: String!) { project(path: $path) { runs(first: 3) { nodes { path state user { name } } pageInfo { hasNextPage } } } }',
      { path: project },
    ),
    querySurface(
      'a search',
      'query ($in: [String!]) { search(text: "model", in: $in) { hits { kind path label matched matchedText } hasMore searchedProjects skippedProjects { path reason } } }',
      { in: [project] },
    ),
    {
      name: 'nodes by id',
      async ask(target) {
        const { ids, warnings } = await idsOf(target, [model]);
        if (ids.length === 0) return { content: null, warnings: [...warnings, 'a root is missing'] };
        const query =
          'query ($ids: [ID!]!) { nodes(ids: $ids) { __typename id ... on Artifact { path loggedBy { path } } ... on Run { runPath: path } } }';
        return answerFrom(await post(target, query, { ids }));
      },
    },
  ];
}
