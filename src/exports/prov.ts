import { roleOf, truncationWords, type ExportIndex } from './index.ts';
import type { ExportArtifact, ExportNode, ExportRun } from './model.ts';
import { isoTime, PacedText, percentEncoded } from './drawing/text.ts';

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
  const cuts = (index.truncationsAt.get(node.id) ?? []).map(truncationWords);
  return attributesFrom({
    'prov:label': node.label,
    'lineage:id': node.id,
    'lineage:path': node.path,
    'lineage:url': node.url,
    'lineage:depth': node.depth,
    'lineage:root': index.roots.has(node.id) ? true : null,
    'lineage:incomplete': cuts,
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

function hiddenAttributes(node: ExportNode): Attributes {
  return node.kind === 'HIDDEN'
    ? attributesFrom({ 'prov:type': 'lineage:Hidden', 'lineage:hidden': node.reason })
    : {};
}

/** The export itself, a PROV bundle described as an entity: the place PROV has for what is known of the document. */
function documentEntry(index: ExportIndex): Entry {
  const { completeness, direction, generatedAt, roots, gatewayVersion } = index.graph;
  const truncations = completeness.truncations.map((cut) => `${truncationWords(cut)} at ${cut.at}`);
  const attributes = attributesFrom({
    'prov:type': { $: 'prov:Bundle', type: 'prov:QUALIFIED_NAME' },
    'prov:label': 'Lineage export',
    'prov:generatedAtTime': time(generatedAt),
    'lineage:direction': direction,
    'lineage:rootIds': roots,
    'lineage:gatewayVersion': gatewayVersion,
    'lineage:complete': completeness.complete,
    'lineage:incompleteBecause': index.incompleteBecause,
    'lineage:truncation': truncations,
  });
  return ['lineage:export', attributes];
}

function* entities(index: ExportIndex): Generator<Entry> {
  yield documentEntry(index);
  for (const node of index.byId.values()) {
    if (roleOf(index, node) === 'RUN') continue;
    const own = node.kind === 'ARTIFACT' ? entity(node) : hiddenAttributes(node);
    yield [qualified(node.id), { ...nodeAttributes(index, node), ...own }];
  }
}

function* activities(index: ExportIndex): Generator<Entry> {
  for (const node of index.byId.values()) {
    if (roleOf(index, node) !== 'RUN') continue;
    const own = node.kind === 'RUN' ? activity(node) : hiddenAttributes(node);
    yield [qualified(node.id), { ...nodeAttributes(index, node), ...own }];
  }
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

function* usages(index: ExportIndex): Generator<Entry> {
  for (const [number, edge] of index.edges.entries()) {
    if (edge.kind !== 'USED') continue;
    const ends = { 'prov:activity': qualified(edge.to), 'prov:entity': qualified(edge.from) };
    yield [`_:u${number}`, { ...ends, ...attributesFrom({ 'prov:role': edge.usedAs }) }];
  }
}

function* generations(index: ExportIndex): Generator<Entry> {
  for (const [number, edge] of index.edges.entries()) {
    if (edge.kind !== 'LOGGED') continue;
    yield [`_:g${number}`, { 'prov:activity': qualified(edge.from), 'prov:entity': qualified(edge.to) }];
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
  const text = new PacedText();
  const host = new URL(index.graph.wandbUrl).host;
  const prefix = {
    wandb: `urn:wandb:${host}:`,
    lineage: 'urn:wandb-lineage-gateway:prov:',
    xsd: 'http://www.w3.org/2001/XMLSchema#',
  };
  text.add(`{\n"prefix": ${JSON.stringify(prefix)}`);
  const parts: [string, Iterable<Entry>][] = [
    ['entity', entities(index)],
    ['activity', activities(index)],
    ['agent', agents(index)],
    ['used', usages(index)],
    ['wasGeneratedBy', generations(index)],
    ['wasAssociatedWith', associations(index)],
    ['wasInvalidatedBy', invalidations(index)],
    ['wasAttributedTo', [['_:e0', { 'prov:entity': 'lineage:export', 'prov:agent': 'lineage:gateway' }]]],
  ];
  for (const [name, entries] of parts) {
    text.add(',\n');
    await text.jsonObject(name, entries);
  }
  text.add('\n}\n');
  return text.toString();
}
