import { artifactId, runId } from '../../src/emulator/ids.ts';
import type { World } from '../../src/emulator/world.ts';

/** Names that only `allKey` may read: of the project, its run and its artifact. */
export const canaries = ['hidden-step', 'canary-secret-run', 'private-set', 'acme/secret'];

/** The same queries for both keys: nested ones, walks, and lookups of what only one key may see. */
export function isolationQuestions(world: World): { query: string; variables: Record<string, unknown> }[] {
  const { artifacts, runs } = world;
  const ids = [...artifacts.map(artifactId), ...runs.map(runId)];
  const walk = `query ($id: ID!) { lineage(roots: [$id], maxDepth: 8) { nodes { node { __typename id label url } }
    edges { from to } completeness { complete truncations { at reason omitted } } } }`;
  const nested = `query ($id: ID!) { node(id: $id) { id
    ... on Artifact { artifactPath: path loggedBy { path displayName } usedBy { totalCount hiddenCount nodes { path displayName loggedArtifacts { nodes { path } } } } }
    ... on Run { runPath: path usedArtifacts { totalCount hiddenCount nodes { path } } loggedArtifacts { nodes { path usedBy { nodes { path } } } } } } }`;
  return [
    ...ids.flatMap((id) => [walk, nested].map((query) => ({ query, variables: { id } }))),
    {
      query: '{ run(path: "acme/secret/hidden-step") { path displayName } viewer { username } }',
      variables: {},
    },
    {
      query:
        '{ artifact(path: "acme/secret/private-set") { path } project(path: "acme/secret") { path } viewer { username } }',
      variables: {},
    },
  ];
}
