export interface Example {
  title: string;
  /** What one learns from it, in a line. */
  says: string;
  /** Its operation's name is the title of its tab. */
  query: string;
  variables: Readonly<Record<string, unknown>>;
}

const model = 'acme/vision/flower-classifier:v2';
const dataset = 'acme/data-platform/train-split:v1';

const graphFields = `nodes {
        depth
        node {
          __typename
          id
          label
          ... on Artifact { path state }
          ... on Run { runPath: path runState: state }
          ... on HiddenNode { reason }
        }
      }
      edges { from to kind }
      completeness {
        complete
        truncations { reason omitted }
      }`;

/** Each runs on the demo as it stands. */
export const demoExamples: readonly Example[] = [
  {
    title: 'Walk up',
    says: 'Where a model came from: one field a hop, as many hops as you nest.',
    query: `# Where a model came from.
# Nest as many hops as you like.
query WalkUp($path: String!) {
  artifact(path: $path) {
    id
    path
    loggedBy {
      id
      label
      usedArtifacts {
        nodes {
          id
          path
          loggedBy {
            id
            label
            usedArtifacts {
              nodes { id path }
            }
          }
        }
      }
    }
  }
}`,
    variables: { path: model },
  },
  {
    title: 'Walk down',
    says: 'What came of a dataset: the runs that used it, and what they logged.',
    query: `# What came of a dataset: who used it,
# what they logged, and who used that.
query WalkDown($path: String!) {
  artifact(path: $path) {
    id
    path
    usedBy {
      totalCount
      nodes {
        id
        label
        state
        loggedArtifacts {
          nodes {
            id
            path
            aliases
            usedBy { nodes { id label state } }
          }
        }
      }
    }
  }
}`,
    variables: { path: dataset },
  },
  {
    title: 'Closure',
    says: 'Everything upstream of a model in one field, and whether that is all.',
    query: `# Everything upstream of a model.
# "completeness" says what is missing, and why.
query Closure($path: String!) {
  artifact(path: $path) {
    lineage(direction: UPSTREAM, maxDepth: 20) {
      ${graphFields}
    }
  }
}`,
    variables: { path: model },
  },
  {
    title: 'Blast radius',
    says: 'What a bad dataset has touched: counts, and the versions that matter most.',
    query: `# What would have to be looked at
# if this dataset were wrong.
query BlastRadius($path: String!) {
  artifact(path: $path) {
    id
    path
    blastRadius {
      runs
      artifacts
      users
      versions(first: 5) {
        important
        depth
        artifact { id label aliases }
      }
      completeness { complete }
    }
    lineage(direction: DOWNSTREAM, maxDepth: 10) {
      ${graphFields}
    }
  }
}`,
    variables: { path: dataset },
  },
  {
    title: 'Paths',
    says: 'How one thing got into another: the shortest ways first.',
    query: `# How the raw photos got into the model.
# Both ends by their ids.
query Paths($from: ID!, $to: ID!) {
  lineagePaths(from: $from, to: $to, first: 2) {
    hasMore
    paths {
      length
      nodes {
        __typename
        id
        label
        ... on Artifact { path }
        ... on Run { runPath: path }
      }
      edges { from to kind }
    }
  }
}`,
    variables: { from: 'QXJ0aWZhY3Q6MQ==', to: 'QXJ0aWZhY3Q6MjY=' },
  },
  {
    title: 'Diff',
    says: 'Why two models differ: other versions, other configurations, other code.',
    query: `# Why two versions of a model differ.
query Diff($base: ID!, $head: ID!) {
  ancestryDiff(base: $base, head: $head) {
    sharedCount
    versionChanges {
      collection
      base { version }
      head { version }
    }
    runChanges {
      base { label }
      head { label }
      config { key base head }
      commitChanged
    }
    onlyInBase { node { ...Told } }
    onlyInHead { node { ...Told } }
  }
}
fragment Told on LineageNode {
  __typename
  id
  label
  ... on Artifact { path }
}`,
    variables: { base: 'QXJ0aWZhY3Q6MjQ=', head: 'QXJ0aWZhY3Q6MjY=' },
  },
  {
    title: 'Entities',
    says: 'What a supergraph’s router asks: objects by their keys, many at once.',
    query: `# What the router of a supergraph asks:
# objects by key, all of them together.
query Entities($representations: [_Any!]!) {
  _entities(representations: $representations) {
    __typename
    ... on Artifact {
      id
      path
      loggedBy { id label }
    }
    ... on Run {
      id
      label
      loggedArtifacts { nodes { id label } }
    }
  }
}`,
    variables: {
      representations: [
        { __typename: 'Artifact', path: model },
        { __typename: 'Run', path: 'acme/vision/train-7' },
      ],
    },
  },
];

/** The name that the tab of a query gets. */
export function operationNameOf(query: string): string {
  return /^query (\w+)/m.exec(query)?.[1] ?? '';
}

const placeholders: Readonly<Record<string, unknown>> = {
  path: 'entity/project/name:alias',
  from: 'the id of a run or artifact version',
  to: 'the id of a run or artifact version',
  base: 'the id of an artifact version',
  head: 'the id of an artifact version',
  representations: [{ __typename: 'Artifact', path: 'entity/project/name:v0' }],
};

/** As this gateway is to be asked: with what its reader has to fill in, unless it is the demo's, and in the names that it publishes. */
export async function examplesFor(
  isDemo: boolean,
  prefix: string,
  inPublishedNames: (query: string) => Promise<string>,
): Promise<Example[]> {
  return Promise.all(
    demoExamples.map(async (example) => {
      const given = Object.entries(example.variables).map(([name, value]) => [
        name,
        withTypenames(isDemo ? value : placeholders[name], prefix),
      ]);
      return {
        ...example,
        // Printing a document drops its comments.
        query:
          prefix === '' ? example.query : commentsOf(example.query) + (await inPublishedNames(example.query)),
        variables: Object.fromEntries(given) as Record<string, unknown>,
      };
    }),
  );
}

function commentsOf(query: string): string {
  return /^(?:#.*\n)*/.exec(query)?.[0] ?? '';
}

function withTypenames(value: unknown, prefix: string): unknown {
  return JSON.parse(JSON.stringify(value), (key, item: unknown) =>
    key === '__typename' && typeof item === 'string' ? prefix + item : item,
  );
}
