import type { ArtifactNode, CollectionNode, MembershipNode, ProjectNode, RunNode } from './world.ts';

export function globalId(type: string, payload: string | number): string {
  return Buffer.from(`${type}:${payload}`, 'utf8').toString('base64');
}

/** The payload of an id of the type; null for any other text. */
export function payloadOf(id: unknown, type: string): string | null {
  if (typeof id !== 'string') return null;
  const decoded = Buffer.from(id, 'base64').toString('utf8');
  return decoded.startsWith(`${type}:`) ? decoded.slice(type.length + 1) : null;
}

export const artifactId = ({ number }: ArtifactNode): string => globalId('Artifact', number);
export const runId = ({ name, project }: RunNode): string =>
  globalId('Run', `v1:${name}:${project.name}:${project.entity}`);
export const projectId = ({ name, entity }: ProjectNode): string =>
  globalId('Project', `v1:${name}:${entity}`);
export const collectionId = ({ number, portfolio }: CollectionNode): string =>
  globalId(portfolio ? 'ArtifactPortfolio' : 'ArtifactSequence', number);
export const membershipId = ({ number }: MembershipNode): string =>
  globalId('ArtifactCollectionMembership', number);
