const nodeFields = `
  fragment CardFields on LineageNode {
    __typename id label url
    ... on Run { runPath: path state jobType sweepId createdAt user { name } }
    ... on Artifact { path artifactState: state type name aliases createdAt expiresAt }
    ... on HiddenNode { reason }
  }`;

/** What the reader named: a path, an id or the address of a page. */
export const rootDocuments = {
  reference: `query ExploreRoot($ref: ID!) { lineageNode(ref: $ref) { ...CardFields } } ${nodeFields}`,
};

export const lineageDocument = `
  query ExploreLineage(
    $roots: [ID!]!, $direction: LineageDirection!, $maxDepth: Int!, $maxNodes: Int!, $filter: LineageFilter, $after: String
  ) {
    lineage(
      roots: $roots, direction: $direction, maxDepth: $maxDepth, maxNodes: $maxNodes, filter: $filter, after: $after
    ) {
      nodes { depth expanded node { ...CardFields } }
      edges { from to kind usedAs }
      completeness { complete truncations { at reason omitted } }
      endCursor
    }
  }
  ${nodeFields}`;

/** The number of neighbours on each side as W&B counts them, for the handles of collapsed nodes. */
export const countsDocument = `
  query ExploreCounts($ids: [ID!]!) {
    nodes(ids: $ids) {
      id
      ... on Artifact { usedByCount loggedBy { id } }
      ... on Run { usedArtifacts(first: 1) { totalCount } loggedArtifacts(first: 1) { totalCount } }
    }
  }`;

export const detailsDocument = `
  query ExploreDetails($id: ID!) {
    policies { name }
    node(id: $id) {
      __typename id
      ... on Run {
        runPath: path label url runId displayName state jobType group sweepId tags notes commit createdAt heartbeatAt
        computeSeconds user { name }
        usedArtifacts(first: 1) { totalCount hiddenCount } loggedArtifacts(first: 1) { totalCount hiddenCount }
      }
      ... on Artifact {
        path label url type artifactState: state aliases tags description digest sizeBytes fileCount createdAt
        updatedAt expiresAt usedByCount createdBy { __typename ... on Run { id runPath: path label user { name } } ... on User { name } }
        links { path aliases isRegistry }
      }
    }
  }`;

export const configDocument = `
  query ExploreConfig($id: ID!) {
    node(id: $id) { ... on Run { config summaryMetrics } ... on Artifact { metadata } }
  }`;

export const blastRadiusDocument = `
  query ExploreBlastRadius($id: ID!) {
    node(id: $id) {
      ... on Artifact {
        blastRadius(maxDepth: 20) {
          runs artifacts projects users hidden
          versions(first: 10) { important depth artifact { id path label aliases } }
          completeness { complete truncations { reason } }
        }
      }
    }
  }`;

export const stalenessDocument = `
  query ExploreStaleness($id: ID!) {
    node(id: $id) {
      ... on Artifact {
        staleness(maxDepth: 20) {
          status
          causes { used { id path label } current { id path label } versionsBehind }
          completeness { complete truncations { reason } }
        }
      }
    }
  }`;

export const pathsDocument = `
  query ExplorePaths($from: ID!, $to: ID!) {
    lineagePaths(from: $from, to: $to, maxDepth: 20, first: 5) {
      reversed hasMore completeness { complete truncations { reason } }
      paths { length nodes { ...CardFields } edges { from to kind usedAs } }
    }
  }
  ${nodeFields}`;

export const viewerDocument = 'query ExploreViewer { viewer { username name entity teams } }';

export const projectsDocument = `
  query ExploreProjects($entity: String!, $first: Int!, $after: String) {
    projects(entity: $entity, first: $first, after: $after) {
      nodes { path name }
      pageInfo { hasNextPage endCursor }
    }
  }`;

export const collectionsDocument = `
  query ExploreCollections($path: String!, $first: Int!, $after: String) {
    project(path: $path) {
      collections(first: $first, after: $after) {
        nodes { path name type }
        pageInfo { hasNextPage endCursor }
      }
    }
  }`;

export const versionsDocument = `
  query ExploreVersions($path: String!, $name: String!, $first: Int!, $after: String) {
    project(path: $path) {
      collection(name: $name) {
        versions(first: $first, after: $after) {
          edges { version aliases }
          pageInfo { hasNextPage endCursor }
        }
      }
    }
  }`;

/** What a card shows of runs on request: the last values of their metrics. */
export const metricsDocument = `
  query ExploreMetrics($ids: [ID!]!) {
    nodes(ids: $ids) { id ... on Run { summaryMetrics } }
  }`;

export const membersDocument = `
  query ExploreMembers($ids: [ID!]!) {
    nodes(ids: $ids) { id ... on Run { config summaryMetrics } }
  }`;

export const staleDocument = `
  query ExploreStale($ids: [ID!]!) {
    nodes(ids: $ids) { id ... on Artifact { staleness(maxDepth: 20) { status } } }
  }`;

export const searchDocument = `
  query ExploreSearch($text: String!, $first: Int!) {
    search(text: $text, first: $first) {
      hasMore
      skippedProjects { path message }
      hits {
        kind path label matched matchedText
        node {
          ... on Run { runState: state jobType startedAt: createdAt user { name } }
          ... on Artifact { artifactState: state type madeAt: createdAt }
          ... on ArtifactCollection { collectionType: type changedAt: updatedAt }
        }
      }
    }
  }`;

export const registriesDocument = `
  query ExploreRegistries {
    registries {
      path name
      collections(first: 20) {
        nodes { path name type versions(first: 10) { edges { version aliases node { id path createdAt } } } }
      }
    }
  }`;

/** The newest runs and the collections of a project, for the start page. */
export const projectDocument = `
  query ExploreProject($path: String!) {
    project(path: $path) {
      runs(first: 8) { totalCount nodes { path label state jobType createdAt user { name } } }
      collections(first: 50) { nodes { path name type } }
    }
  }`;

/** Everyone downstream, for the list of people who are affected. */
export const impactDocument = `
  query ExploreImpact($id: ID!) {
    lineage(roots: [$id], direction: DOWNSTREAM, maxDepth: 20, maxNodes: 5000) {
      nodes { depth node { __typename id label ... on Run { user { username name } } ... on Artifact { aliases } } }
      edges { from to kind }
      completeness { complete truncations { reason } }
    }
  }`;
