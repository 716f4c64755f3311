import { ask } from './processes.js';

const fields = 'id';

/** `hops` levels below a version, two to a pair of version and run, as a client of the gateway would write them. */
export function nestedQuery(direction, hops) {
  const toRun =
    direction === 'up'
      ? (inner) => `loggedBy { id ${inner} }`
      : (inner) => `usedBy(first: 20) { nodes { id ${inner} } }`;
  const list = direction === 'up' ? 'usedArtifacts' : 'loggedArtifacts';
  const toVersion = (inner) => `${list}(first: 20) { nodes { id ${inner} } }`;
  return `query ($path: String!) { artifact(path: $path) { id ${below(hops, true, toRun, toVersion)} } }`;
}

/** The same in one operation of W&B's own. */
function singleOperation(direction, hops) {
  const toRun =
    direction === 'up'
      ? (inner) => `createdBy { __typename ... on Run { id ${inner} } }`
      : (inner) => `usedBy(first: 20) { edges { node { id ${inner} } } }`;
  const list = direction === 'up' ? 'inputArtifacts' : 'outputArtifacts';
  const toVersion = (inner) => `${list}(first: 20) { edges { node { id ${inner} } } }`;
  return `query Single($id: ID!) { artifact(id: $id) { id ${below(hops, true, toRun, toVersion)} } }`;
}

function below(hops, atVersion, toRun, toVersion) {
  if (hops === 0) return '';
  const inner = below(hops - 1, !atVersion, toRun, toVersion);
  return atVersion ? toRun(inner) : toVersion(inner);
}

const idQuery = 'query ($path: String!) { artifact(path: $path) { id } }';
const closure = `query ($id: ID!, $direction: LineageDirection!, $maxDepth: Int!) {
  lineage(roots: [$id], direction: $direction, maxDepth: $maxDepth, maxNodes: 20000) {
    nodes { depth node { ${fields.replace('id', '... on Run { id } ... on Artifact { id }')} } }
    roots { ... on Run { id } ... on Artifact { id } }
    completeness { complete }
  }
}`;
const entities =
  'query ($all: [_Any!]!) { _entities(representations: $all) { ... on Artifact { id path } } }';

function nested(direction, hops, root) {
  return {
    name: `nested, ${hops} hops ${direction}`,
    prepare: async (gateway, wandb) => (await ask(gateway, idQuery, { path: wandb.roots[root] })).artifact.id,
    run: (gateway, wandb) => ask(gateway, nestedQuery(direction, hops), { path: wandb.roots[root] }),
    single: (url, key, id) =>
      ask(url, singleOperation(direction, hops), { id }, { authorization: `Basic ${btoa(`api:${key}`)}` }),
  };
}

function walk(name, direction, maxDepth, root) {
  return {
    name,
    prepare: nested('up', 0, root).prepare,
    run: async (gateway, _, id) => {
      const { lineage } = await ask(gateway, closure, { id, direction, maxDepth });
      return lineage.nodes.length;
    },
  };
}

const chain = {
  name: 'chain of 200 hops, as four walks of 50',
  prepare: nested('up', 0, 'model').prepare,
  async run(gateway, _, id) {
    let at = id;
    let nodes = 0;
    for (let part = 0; part < 4; part += 1) {
      const { lineage } = await ask(gateway, closure, { id: at, direction: 'UPSTREAM', maxDepth: 50 });
      nodes += lineage.nodes.length;
      at = lineage.roots[0].id;
    }
    return nodes;
  },
};

const thousandEntities = {
  name: '_entities, 1,000 versions',
  async prepare(gateway, wandb) {
    const id = (await ask(gateway, idQuery, { path: wandb.roots.hub })).artifact.id;
    const { lineage } = await ask(gateway, closure, { id, direction: 'DOWNSTREAM', maxDepth: 4 });
    return lineage.nodes
      .filter(({ depth }) => depth % 2 === 0)
      .slice(0, 1_000)
      .map(({ node }) => ({ __typename: 'Artifact', id: node.id }));
  },
  run: async (gateway, _, all) => (await ask(gateway, entities, { all }))._entities.length,
};

/** The worlds, and what is asked of each. */
export const worlds = [
  {
    world: { kind: 'medium' },
    rows: [
      ...[2, 4, 8, 12, 16].map((hops) => nested('up', hops, 'model')),
      ...[2, 4, 8].map((hops) => nested('down', hops, 'dataset')),
      walk('lineage, 8 hops up', 'UPSTREAM', 8, 'model'),
      walk('lineage, 8 hops down', 'DOWNSTREAM', 8, 'dataset'),
      walk('lineage, 50 hops up', 'UPSTREAM', 50, 'model'),
    ],
    quick: ['nested, 4 hops up', 'nested, 8 hops up', 'nested, 8 hops down', 'lineage, 8 hops up'],
  },
  {
    world: { kind: 'diamond', width: 4, hops: 40 },
    rows: [walk('diamonds 4 wide, 40 hops', 'UPSTREAM', 50, 'model')],
    quick: ['diamonds 4 wide, 40 hops'],
  },
  { world: { kind: 'chain', hops: 200 }, rows: [chain], quick: [chain.name] },
  {
    world: { kind: 'hub', consumers: 5_000 },
    rows: [walk('hub of 5,000, 2 hops', 'DOWNSTREAM', 2, 'hub'), thousandEntities],
    quick: [],
  },
  {
    world: { kind: 'large' },
    rows: [
      walk('large: lineage, 20 hops up', 'UPSTREAM', 20, 'model'),
      walk('large: hub, 3 hops', 'DOWNSTREAM', 3, 'hub'),
    ],
    quick: [],
  },
];
