import type { ExamplePaths } from './example-paths.ts';

export interface Example {
  title: string;
  /** One line about what it shows. */
  says: string;
  /** The operation's name is the title of its tab. */
  query: string;
  /** Their text in the variables editor. */
  variablesFor: (paths: ExamplePaths) => string;
}

interface ExampleDraft extends Omit<Example, 'variablesFor'> {
  variables: (paths: ExamplePaths) => Readonly<Record<string, unknown>>;
}

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

/** The first is the query of the tab that GraphiQL opens with. */
const drafts: readonly ExampleDraft[] = [
  {
    title: 'Origin and use',
    says: 'Which run logged a version, what that run used, and which runs used the version.',
    query: `# Where a version comes from,
# and which runs used it.
query OriginAndUse($path: String!) {
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
          loggedBy { id label }
        }
      }
    }
    usedBy(first: 3) {
      totalCount
      nodes { id label state }
    }
  }
}`,
    variables: ({ version }) => ({ path: version }),
  },
  {
    title: 'Walk up',
    says: 'What a version was made from: one field per hop, nested as deep as you need.',
    query: `# What a version was made from.
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
    variables: ({ version }) => ({ path: version }),
  },
  {
    title: 'Walk down',
    says: 'What a version was used for: the runs that used it and what they logged.',
    query: `# What a version was used for: the runs that used it,
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
    variables: ({ input }) => ({ path: input }),
  },
  {
    title: 'Closure',
    says: 'Everything upstream of a version in one field, and whether anything is missing.',
    query: `# Everything upstream of a version.
# "completeness" says what is missing, and why.
query Closure($path: String!) {
  artifact(path: $path) {
    lineage(direction: UPSTREAM, maxDepth: 20) {
      ${graphFields}
    }
  }
}`,
    variables: ({ version }) => ({ path: version }),
  },
  {
    title: 'Blast radius',
    says: 'What a bad version affects: counts and the most important versions.',
    query: `# What is affected if this version is bad.
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
    variables: ({ input }) => ({ path: input }),
  },
  {
    title: 'Paths',
    says: 'How data got from one version to another, shortest paths first.',
    query: `# How data got from one version to another.
# Each end is a path, an id or the address of a W&B page.
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
    variables: ({ origin, version }) => ({ from: origin, to: version }),
  },
  {
    title: 'Diff',
    says: 'Why two versions differ: different inputs, configurations or commits.',
    query: `# Why two versions differ.
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
    variables: ({ other, version }) => ({ base: other, head: version }),
  },
  {
    title: 'Search',
    says: 'Runs, collections, versions and projects whose name, alias or tag contains a text.',
    query: `# What has this text in a name, alias or tag.
# "skippedProjects" says what was not searched.
query Search($text: String!) {
  search(text: $text, first: 10) {
    hits {
      kind
      matched
      matchedText
      node {
        __typename
        id
        ... on Artifact { path }
        ... on Run { path label }
      }
      label
    }
    hasMore
    searchedProjects
    skippedProjects { path reason message }
  }
}`,
    variables: ({ text }) => ({ text }),
  },
  {
    title: 'Newest runs',
    says: 'The newest finished runs of a project, and who started them.',
    query: `# The newest finished runs of a project.
query NewestRuns($project: String!) {
  project(path: $project) {
    runs(first: 5, filter: { states: ["finished"] }) {
      totalCount
      nodes {
        __typename
        id
        path
        label
        createdAt
        state
        user { name }
      }
    }
  }
}`,
    variables: ({ project }) => ({ project }),
  },
  {
    title: 'Policy check',
    says: 'Whether a version meets rules about its lineage, and what breaks them.',
    query: `# Whether a version meets rules about its lineage.
# The verdict is UNKNOWN if anything is missing that could decide it.
query Check($ref: ID!, $policy: PolicyInput!) {
  check(ref: $ref, policy: $policy) {
    verdict
    subject { __typename id path label }
    rules {
      name
      verdict
      findings(first: 5) {
        message
        reason
        node { __typename id path label }
      }
    }
  }
}`,
    variables: ({ version }) => ({
      ref: version,
      policy: {
        name: 'ready-to-ship',
        rules: [
          { name: 'every run finished', require: { finished: {} } },
          { name: 'every producer is known', require: { producersKnown: {} } },
          { name: 'inputs are up to date', require: { upToDate: {} } },
        ],
      },
    }),
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
    variables: ({ version, run }) => ({
      representations: [
        { __typename: 'Artifact', path: version },
        { __typename: 'Run', path: run },
      ],
    }),
  },
];

/** The title of a query's tab. */
export function operationNameOf(query: string): string {
  return /^query (\w+)/m.exec(query)?.[1] ?? '';
}

/** The examples in the names of the gateway's schema. */
export async function examplesFor(
  prefix: string,
  inPublishedNames: (query: string) => Promise<string>,
): Promise<[start: Example, ...others: Example[]]> {
  const [start, ...others] = await Promise.all(
    drafts.map(async ({ variables, ...draft }) => ({
      ...draft,
      // Printing a document drops its comments.
      query: prefix === '' ? draft.query : commentsOf(draft.query) + (await inPublishedNames(draft.query)),
      variablesFor: (paths: ExamplePaths) => JSON.stringify(withTypenames(variables(paths), prefix), null, 2),
    })),
  );
  if (!start) throw new Error('There are no examples.');
  return [start, ...others];
}

function commentsOf(query: string): string {
  return /^(?:#.*\n)*/.exec(query)?.[0] ?? '';
}

function withTypenames(value: unknown, prefix: string): unknown {
  return JSON.parse(JSON.stringify(value), (key, item: unknown) =>
    key === '__typename' && typeof item === 'string' ? prefix + item : item,
  );
}
