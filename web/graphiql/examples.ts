export interface Example {
  title: string;
  /** One line about what it shows. */
  says: string;
  /** The operation's name is the title of its tab. */
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

/** Each runs unchanged on the demo data. */
export const demoExamples: readonly Example[] = [
  {
    title: 'Walk up',
    says: 'What a model was made from: one field per hop, nested as deep as you need.',
    query: `# What a model was made from.
# Nest as many hops as you need.
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
    says: 'What a dataset was used for: the runs that used it and what they logged.',
    query: `# What a dataset was used for: the runs that used it,
# what they logged, and which runs used that.
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
    says: 'Everything upstream of a model in one field, and whether anything is missing.',
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
    says: 'What a bad dataset affects: counts and the most important versions.',
    query: `# What is affected if this dataset is wrong.
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
    says: 'How data got from one node to another: shortest paths first.',
    query: `# How the raw photos got into the model.
# Both ends are given by id.
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
    says: 'Why two models differ: different inputs, configurations or commits.',
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
    onlyInBase { node { ...NodeFields } }
    onlyInHead { node { ...NodeFields } }
  }
}
fragment NodeFields on LineageNode {
  __typename
  id
  label
  ... on Artifact { path }
}`,
    variables: { base: 'QXJ0aWZhY3Q6MjQ=', head: 'QXJ0aWZhY3Q6MjY=' },
  },
  {
    title: 'Entities',
    says: 'What a supergraph’s router requests: many objects by their keys.',
    query: `# What a supergraph's router requests:
# many objects by key in one query.
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

/** The title of a query's tab. */
export function operationNameOf(query: string): string {
  return /^query (\w+)/m.exec(query)?.[1] ?? '';
}

const placeholder = 'entity/project/name:alias';

/** The variables of all examples for a version of the reader's own. */
function variablesFor(path: string): Readonly<Record<string, unknown>> {
  return {
    ...{ path, from: path, to: path, base: path, head: path },
    representations: [{ __typename: 'Artifact', path }],
  };
}

/**
 * Adapts the examples to the gateway: `own`, a path of the reader's, or placeholders instead of demo paths, and prefixed names
 * if the schema has a prefix.
 */
export async function examplesFor(
  isDemo: boolean,
  own: string | null,
  prefix: string,
  inPublishedNames: (query: string) => Promise<string>,
): Promise<Example[]> {
  return Promise.all(
    demoExamples.map(async (example) => {
      const given = Object.entries(example.variables).map(([name, value]) => [
        name,
        withTypenames(isDemo ? value : variablesFor(own ?? placeholder)[name], prefix),
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
