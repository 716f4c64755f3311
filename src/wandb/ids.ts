/** What a W&B global id says: base64 of `Type:payload`. This is the only module that looks inside one. */
export interface GlobalId {
  type: string;
  payload: string;
  /** The id as W&B writes it, padding included. */
  id: string;
}

/** Entity, project and name of a run: W&B finds runs by these alone. */
export interface RunAddress {
  entity: string;
  project: string;
  name: string;
}

const base64 = /^[A-Za-z0-9+/]+={0,2}$/;

/** Reads a global id; null where the text is none. Missing padding, as after a careless copy, is put back. */
export function globalIdFromText(text: string): GlobalId | null {
  if (!base64.test(text)) return null;
  const bytes = Buffer.from(text, 'base64');
  const id = bytes.toString('base64');
  if (id.replace(/=+$/, '') !== text.replace(/=+$/, '')) return null;
  const decoded = bytes.toString('utf8');
  if (!Buffer.from(decoded, 'utf8').equals(bytes)) return null;
  const match = /^([A-Za-z]\w*):(.+)$/s.exec(decoded);
  return match?.[1] && match[2] ? { type: match[1], payload: match[2], id } : null;
}

function encode(text: string): string {
  return Buffer.from(text, 'utf8').toString('base64');
}

/** The address inside `Run:v1:<name>:<project>:<entity>`; only the name may hold colons. Null where it is not of that form. */
export function runAddressFromId({ type, payload }: GlobalId): RunAddress | null {
  if (type !== 'Run' || !payload.startsWith('v1:')) return null;
  const parts = payload.slice(3).split(':');
  const entity = parts.pop();
  const project = parts.pop();
  const name = parts.join(':');
  return entity && project && name ? { entity, project, name } : null;
}

/** The same for an id as W&B writes it. */
export function runAddressFromText(text: string): RunAddress | null {
  const id = globalIdFromText(text);
  return id && runAddressFromId(id);
}

export function runIdFromAddress({ entity, project, name }: RunAddress): string {
  return encode(`Run:v1:${name}:${project}:${entity}`);
}

/** The id of a version's link: of the version and of its place in a collection. */
export function linkIdFrom(artifactId: string, membershipId: string): string {
  return encode(`ArtifactLink:${artifactId}:${membershipId}`);
}

/** The two ids inside of such an id. */
export function linkAddressFromId({
  type,
  payload,
}: GlobalId): { artifactId: string; membershipId: string } | null {
  const match = type === 'ArtifactLink' ? /^([^:]+):([^:]+)$/.exec(payload) : null;
  return match?.[1] && match[2] ? { artifactId: match[1], membershipId: match[2] } : null;
}

/** Entity and name inside `Project:v1:<name>:<entity>`; null for the other form that W&B uses, a bare number. */
export function projectAddressFromId({ type, payload }: GlobalId): { entity: string; name: string } | null {
  const match = type === 'Project' ? /^v1:([^:]+):([^:]+)$/.exec(payload) : null;
  return match?.[1] && match[2] ? { name: match[1], entity: match[2] } : null;
}

export function projectIdFromAddress(entity: string, name: string): string {
  return encode(`Project:v1:${name}:${entity}`);
}
