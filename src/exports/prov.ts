import { instanceHost } from '../wandb/web-urls.ts';
import { truncationSentence, truncationsOf, type ExportIndex } from './index.ts';
import type { LineageEdge } from '../lineage/graph.ts';
import type { ExportArtifact, ExportNode, ExportRun } from './model.ts';
import { isoTime, TextWriter, percentEncoded } from './drawing/text.ts';

type Literal = string | number | boolean | { $: string; type: string };
type Attributes = Record<string, Literal | Literal[]>;
type Entry = readonly [string, Attributes];

/** A qualified name. Its local part is W&B's id, as nothing promises that a path belongs to one node only. */
function qualified(id: string): string {
  return `wandb:${percentEncoded(id)}`;
}

function agentName(user: string): string {
  return `wandb:user-${percentEncoded(user)}`;
}

const ended = /^(?:finished|failed|crashed|killed|preempted)$/i;

/** Attributes that have a value: PROV-JSON knows no null and no empty list. */
function attributesFrom(values: Record<string, Literal | readonly string[] | null>): Attributes {
  const attributes: Attributes = {};
  for (const [name, value] of Object.entries(values)) {
    if (value === null || (isList(value) && value.length === 0)) continue;
    attributes[name] = isList(value) ? [...value] : value;
  }
  return attributes;
}

function isList(value: Literal | readonly string[]): value is readonly string[] {
  return Array.isArray(value);
}

function time(text: string | null): Literal | null {
  const iso = isoTime(text);
  return iso === null ? null : { $: iso, type: 'xsd:dateTime' };
}

function nodeAttributes(index: ExportIndex, node: ExportNode): Attributes {
  return attributesFrom({
    'prov:label': node.label,
    'lineage:id': node.id,
    'lineage:path': node.path,
    'lineage:url': node.url,
    'lineage:depth': node.depth,
    'lineage:root': index.roots.has(node.id) ? true : null,
    'lineage:incomplete': truncationsOf(index, node),
  });
}

function activity(run: ExportRun): Attributes {
  return attributesFrom({
    'prov:type': 'lineage:Run',
    'prov:startTime': isoTime(run.createdAt),
    'prov:endTime': run.state !== null && ended.test(run.state) ? isoTime(run.heartbeatAt) : null,
    'lineage:runId': run.runId,
    'lineage:displayName': run.displayName,
    'lineage:state': run.state,
    'lineage:jobType': run.jobType,
    'lineage:project': run.project,
    'lineage:commit': run.commit,
  });
}

function entity(artifact: ExportArtifact): Attributes {
  return attributesFrom({
    'prov:type': ['lineage:Artifact', ...(artifact.type === null ? [] : [artifact.type])],
    'lineage:collection': artifact.name,
    'lineage:version': artifact.version,
    'lineage:artifactType': artifact.type,
    'lineage:state': artifact.state,
    'lineage:alias': artifact.aliases,
    'lineage:tag': artifact.tags,
    'lineage:manifestDigest': artifact.digest,
    'lineage:sizeBytes': artifact.sizeBytes,
    'lineage:createdAt': time(artifact.createdAt),
    'lineage:description': artifact.description,
    'lineage:project': artifact.project,
  });
}

function ownAttributes(node: ExportNode): Attributes {
  switch (node.kind) {
    case 'RUN':
      return activity(node);
    case 'ARTIFACT':
      return entity(node);
    case 'HIDDEN':
      return attributesFrom({ 'prov:type': 'lineage:Hidden', 'lineage:hidden': node.reason });
  }
}

/** The export itself, a PROV bundle described as an entity: the place PROV has for what is known of the document. */
function documentEntry(index: ExportIndex): Entry {
  const { completeness, direction, generatedAt, roots, gatewayVersion } = index.graph;
  const attributes = attributesFrom({
    'prov:type': { $: 'prov:Bundle', type: 'prov:QUALIFIED_NAME' },
    'prov:label': 'Lineage export',
    'prov:generatedAtTime': time(generatedAt),
    'lineage:direction': direction,
    'lineage:rootIds': roots,
    'lineage:gatewayVersion': gatewayVersion,
    'lineage:complete': completeness.complete,
    'lineage:incompleteBecause': index.incompleteBecause,
    'lineage:truncation': completeness.truncations.map(truncationSentence),
  });
  return ['lineage:export', attributes];
}

function* nodeEntries(index: ExportIndex, nodes: Iterable<ExportNode>): Generator<Entry> {
  for (const node of nodes)
    yield [qualified(node.id), { ...nodeAttributes(index, node), ...ownAttributes(node) }];
}

function* entities(index: ExportIndex): Generator<Entry> {
  yield documentEntry(index);
  yield* nodeEntries(index, index.data);
}

function runsOf(index: ExportIndex): ExportRun[] {
  return [...index.byId.values()].filter((node) => node.kind === 'RUN');
}

function* agents(index: ExportIndex): Generator<Entry> {
  const gateway = { 'prov:type': { $: 'prov:SoftwareAgent', type: 'prov:QUALIFIED_NAME' } };
  yield ['lineage:gateway', { 'prov:label': 'wandb-lineage-gateway', ...gateway }];
  const users = new Set(runsOf(index).flatMap((run) => (run.user === null ? [] : [run.user])));
  for (const user of users) {
    yield [
      agentName(user),
      { 'prov:type': { $: 'prov:Person', type: 'prov:QUALIFIED_NAME' }, 'prov:label': user },
    ];
  }
}

/** Usages and generations. */
function* relations(index: ExportIndex, kind: LineageEdge['kind']): Generator<Entry> {
  for (const [number, edge] of index.edges.entries()) {
    if (edge.kind !== kind) continue;
    const isUsage = kind === 'USED';
    const [run, data] = isUsage ? [edge.to, edge.from] : [edge.from, edge.to];
    const role = attributesFrom({ 'prov:role': isUsage ? edge.usedAs : null });
    const ends = { 'prov:activity': qualified(run), 'prov:entity': qualified(data) };
    yield [`_:${isUsage ? 'u' : 'g'}${number}`, { ...ends, ...role }];
  }
}

function* associations(index: ExportIndex): Generator<Entry> {
  for (const [number, run] of runsOf(index).entries()) {
    if (run.user === null) continue;
    yield [`_:a${number}`, { 'prov:activity': qualified(run.id), 'prov:agent': agentName(run.user) }];
  }
}

function* invalidations(index: ExportIndex): Generator<Entry> {
  for (const node of index.byId.values()) {
    if (node.kind !== 'ARTIFACT' || node.state?.toUpperCase() !== 'DELETED') continue;
    yield [`_:d${index.keyOf.get(node.id) ?? ''}`, { 'prov:entity': qualified(node.id) }];
  }
}

/** W3C PROV-JSON: artifact versions are entities, runs activities, users agents; a deleted version is invalidated. */
export async function provFromIndex(index: ExportIndex): Promise<string> {
  const text = new TextWriter();
  const host = instanceHost(index.graph.wandbUrl);
  const prefix = {
    wandb: `urn:wandb:${host}:`,
    lineage: 'urn:wandb-lineage-gateway:prov:',
    xsd: 'http://www.w3.org/2001/XMLSchema#',
  };
  text.add(`{\n"prefix": ${JSON.stringify(prefix)}`);
  const parts: [string, Iterable<Entry>][] = [
    ['entity', entities(index)],
    ['activity', nodeEntries(index, index.runs)],
    ['agent', agents(index)],
    ['used', relations(index, 'USED')],
    ['wasGeneratedBy', relations(index, 'LOGGED')],
    ['wasAssociatedWith', associations(index)],
    ['wasInvalidatedBy', invalidations(index)],
    ['wasAttributedTo', [['_:e0', { 'prov:entity': 'lineage:export', 'prov:agent': 'lineage:gateway' }]]],
  ];
  for (const [name, entries] of parts) await text.jsonObject(name, entries);
  text.add('\n}\n');
  return text.toString();
}
