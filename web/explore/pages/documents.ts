const nodeName = `
  fragment NodeName on LineageNode { __typename id label ... on Run { runPath: path } ... on Artifact { path } }`;

/** A node, and the other versions of its collection. */
export const subjectDocument = `
  query ExploreSubject($ref: ID!) {
    lineageNode(ref: $ref) {
      ...NodeName
      ... on Artifact {
        version versionIndex
        collection { path versions(first: 200) { edges { version aliases } pageInfo { hasNextPage } } }
      }
    }
  }
  ${nodeName}`;

export const compareDocument = `
  query ExploreCompare($base: ID!, $head: ID!) {
    ancestryDiff(base: $base, head: $head, maxDepth: 50) {
      sharedCount
      onlyInBase { node { ...NodeName } }
      onlyInHead { node { ...NodeName } }
      versionChanges { collection contentChanged base { id path version } head { id path version } }
      runChanges {
        base { ...NodeName } head { ...NodeName }
        config { key base head } configOmitted
        metrics { key base head } metricsOmitted
        baseCommit headCommit commitChanged
      }
      earliestDivergence { base { ...NodeName } head { ...NodeName } }
      completeness { complete truncations { reason } }
    }
  }
  ${nodeName}`;

/** Of the versions downstream, this many are listed. */
export const mostVersions = 500;

export const radiusDocument = `
  query ExploreRadius($ref: ID!) {
    lineageNode(ref: $ref) {
      __typename id
      ... on Artifact {
        blastRadius(maxDepth: 50) {
          runs artifacts projects users hidden
          owners { runs versions user { id name username } }
          versions(first: ${mostVersions}) {
            depth important artifact { id path label type aliases loggedBy { user { id name } } }
          }
          completeness { complete truncations { reason } }
        }
      }
    }
  }`;

/** The collections of a project or registry with their newest versions. */
export const productionDocument = `
  query ExploreProduction($path: String!, $first: Int!) {
    project(path: $path) {
      collections(first: $first) {
        nodes {
          path name type
          versions(first: 50) { edges { version aliases node { id } } pageInfo { hasNextPage } }
        }
        pageInfo { hasNextPage }
        hiddenCount
      }
    }
  }`;

export const staleCausesDocument = `
  query ExploreStaleCauses($ids: [ID!]!) {
    nodes(ids: $ids) {
      id
      ... on Artifact {
        staleness(maxDepth: 50) {
          status
          causes { versionsBehind used { ...NodeName } current { ...NodeName } }
          unknown { ...NodeName }
          completeness { complete truncations { reason } }
        }
      }
    }
  }
  ${nodeName}`;

export const registryNamesDocument = 'query ExploreRegistryNames { registries { path } }';

const checks = `
  checks {
    policy verdict
    rules {
      name description verdict findingCount
      findings(first: 10) { message reason node { ...NodeName } path { ...NodeName } }
    }
  }`;

export const checksDocument = `
  query ExploreChecks($ref: ID!) {
    policies { name description }
    lineageNode(ref: $ref) { __typename id ... on Run { ${checks} } ... on Artifact { ${checks} } }
  }
  ${nodeName}`;
