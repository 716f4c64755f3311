import { v5 as uuidFromName } from 'uuid';
import { roleOf, type ExportIndex } from '../index.ts';
import type { ExportNode } from '../model.ts';
import type { LineageEdge } from '../../lineage/graph.ts';
import {
  completenessFacet,
  datasetFacets,
  eventSchemaUrl,
  inputFacets,
  jobFacets,
  outputFacets,
  producerOf,
  runFacets,
  truncationSentences,
} from './facets.ts';
import { isoTime, PacedText } from '../drawing/text.ts';

/** Of this exporter; a run's id is a UUIDv5 in it of W&B's host and id, so that two exports tell of the same run. */
const runNamespace = '5d0ff1e8-5f3d-5d3c-9a53-8a6f3c4f3c1b';

/** A map, since a state is somebody else's text: an object has a "constructor". */
const eventTypes = new Map([
  ['finished', 'COMPLETE'],
  ['failed', 'FAIL'],
  ['crashed', 'FAIL'],
  ['killed', 'ABORT'],
  ['preempted', 'ABORT'],
  ['running', 'RUNNING'],
  ['preempting', 'RUNNING'],
]);

/** One namespace a W&B host, for jobs and datasets alike. */
function namespaceOf(index: ExportIndex): string {
  return `wandb://${new URL(index.graph.wandbUrl).host}`;
}

/**
 * A job is named after its run, not after its job type: catalogues show a job's latest run only, and a lineage of
 * versions would lose the edges of all the others. The type stands in the jobType facet.
 */
function nameOf(node: ExportNode): string {
  return node.path ?? `${node.kind === 'HIDDEN' ? 'hidden' : 'unnamed'}/${node.id}`;
}

/** The nodes at the other end, each once, with all names that the edges to it carry. */
function neighbours(
  index: ExportIndex,
  edges: readonly LineageEdge[],
  end: 'from' | 'to',
): [ExportNode, string[]][] {
  const usedAs = new Map<string, string[]>();
  for (const edge of edges) usedAs.set(edge[end], [...(usedAs.get(edge[end]) ?? []), ...(edge.usedAs ?? [])]);
  return [...usedAs].flatMap(([id, names]) => {
    const node = index.byId.get(id);
    return node ? [[node, names] as [ExportNode, string[]]] : [];
  });
}

function datasetOf(index: ExportIndex, node: ExportNode): object {
  return { namespace: namespaceOf(index), name: nameOf(node), facets: datasetFacets(index, node) };
}

/**
 * What is known of a version stands where it was logged or, where no run here logged it, where it is first used:
 * facets stay with a dataset until they are told anew, and a dataset with 5,000 consumers would be told 5,000 times.
 */
function* inputDatasets(
  index: ExportIndex,
  used: readonly [ExportNode, string[]][],
  told: ReadonlySet<string>,
): Generator<object> {
  for (const [node, usedAs] of used) {
    const isTold = told.has(node.id) || index.edgesInto.has(node.id);
    const dataset = isTold ? { namespace: namespaceOf(index), name: nameOf(node) } : datasetOf(index, node);
    yield { ...dataset, inputFacets: inputFacets(index, usedAs) };
  }
}

function* outputDatasets(index: ExportIndex, logged: readonly [ExportNode, string[]][]): Generator<object> {
  for (const [node] of logged) yield { ...datasetOf(index, node), outputFacets: outputFacets(index, node) };
}

/** When the run was last heard of, which for a run that has ended is its end. */
function eventTimeOf(index: ExportIndex, node: ExportNode): string {
  const own = node.kind === 'RUN' ? (isoTime(node.heartbeatAt) ?? isoTime(node.createdAt)) : null;
  return own ?? isoTime(index.graph.generatedAt) ?? index.graph.generatedAt;
}

function eventHead(index: ExportIndex, definition: string, eventTime: string): object {
  return { eventTime, producer: producerOf(index), schemaURL: `${eventSchemaUrl}#/$defs/${definition}` };
}

/** The members of a run's event before its datasets, which are written one by one: a run can have thousands. */
function runEventHead(index: ExportIndex, run: ExportNode, nodes: readonly ExportNode[]): object {
  return {
    eventType: (run.kind === 'RUN' ? eventTypes.get(run.state?.toLowerCase() ?? '') : null) ?? 'OTHER',
    ...eventHead(index, 'RunEvent', eventTimeOf(index, run)),
    run: {
      runId: uuidFromName(new TextEncoder().encode(`${namespaceOf(index)}/${run.id}`), runNamespace),
      facets: runFacets(index, run, nodes),
    },
    job: {
      namespace: namespaceOf(index),
      name: nameOf(run),
      ...(run.kind === 'RUN' ? { facets: jobFacets(index, run) } : {}),
    },
  };
}

async function writeMember(text: PacedText, name: string, items: Iterable<object>): Promise<void> {
  text.add(`,"${name}":[`);
  let separator = '';
  for (const item of items) {
    text.add(`${separator}${JSON.stringify(item)}`);
    separator = ',';
    await text.pace();
  }
  text.add(']');
}

async function writeRunEvent(
  text: PacedText,
  index: ExportIndex,
  run: ExportNode,
  told: Set<string>,
): Promise<void> {
  const used = neighbours(index, index.edgesInto.get(run.id) ?? [], 'from');
  const logged = neighbours(index, index.edgesOutOf.get(run.id) ?? [], 'to');
  const nodes = [run, ...used.map(([node]) => node), ...logged.map(([node]) => node)];
  text.add(JSON.stringify(runEventHead(index, run, nodes)).slice(0, -1));
  await writeMember(text, 'inputs', inputDatasets(index, used, told));
  await writeMember(text, 'outputs', outputDatasets(index, logged));
  text.line('}');
  for (const node of nodes) told.add(node.id);
}

function datasetEvent(index: ExportIndex, node: ExportNode): object {
  const dataset = datasetOf(index, node);
  const facets = {
    ...datasetFacets(index, node),
    wandbLineage: completenessFacet(index, 'DatasetFacet', [node]),
  };
  return { ...eventHead(index, 'DatasetEvent', eventTimeOf(index, node)), dataset: { ...dataset, facets } };
}

/** What no other line could say: truncations at nodes that are not here, and an export that is empty. */
function exportEvent(index: ExportIndex, unsaid: readonly string[]): object {
  const facet = {
    ...completenessFacet(index, 'JobFacet', []),
    truncations: truncationSentences(index, unsaid),
  };
  return {
    ...eventHead(index, 'JobEvent', isoTime(index.graph.generatedAt) ?? index.graph.generatedAt),
    job: {
      namespace: namespaceOf(index),
      name: 'wandb-lineage-gateway/export',
      facets: { wandbLineage: facet },
    },
  };
}

/**
 * One RunEvent a run, by line. Versions that no run here used or logged come as DatasetEvents after them; a last
 * JobEvent is written only where something about completeness would otherwise be lost.
 */
export async function openLineageFromIndex(index: ExportIndex): Promise<string> {
  const text = new PacedText();
  const told = new Set<string>();
  for (const node of index.byId.values()) {
    if (roleOf(index, node) !== 'RUN') continue;
    await writeRunEvent(text, index, node, told);
    await text.pace();
  }
  for (const node of index.byId.values()) {
    if (told.has(node.id)) continue;
    text.line(JSON.stringify(datasetEvent(index, node)));
    told.add(node.id);
    await text.pace();
  }
  const unsaid = [...index.truncationsAt.keys()].filter((id) => !told.has(id));
  if (unsaid.length > 0 || told.size === 0) text.line(JSON.stringify(exportEvent(index, unsaid)));
  return text.toString();
}
