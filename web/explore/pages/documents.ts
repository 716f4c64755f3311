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
