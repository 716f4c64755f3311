import { instanceHost } from '../../wandb/web-urls.ts';
import { v5 as uuidFromName } from 'uuid';
import { edgesByEnd, truncationSentence, type ExportIndex } from '../index.ts';
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
} from './facets.ts';
import { isoTime, TextWriter } from '../drawing/text.ts';

/** Of this exporter; a run's id is a UUIDv5 in it of W&B's host and id, so that two exports name a run alike. */
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
  return `wandb://${instanceHost(index.graph.wandbUrl)}`;
}

/**
 * A job is named after its run, not after its job type: catalogues show a job's latest run only, and a lineage of
 * versions would lose the edges of all the others. The type is in the jobType facet.
 */
function nameOf(node: ExportNode): string {
  return node.path ?? `${node.kind === 'HIDDEN' ? 'hidden' : 'unnamed'}/${node.id}`;
}

/** The nodes at the other end, each once, with all names that the edges to it carry. */
function neighbours(
  index: ExportIndex,
  edges: readonly LineageEdge[] | undefined,
  end: 'from' | 'to',
): [ExportNode, string[]][] {
  return [...edgesByEnd(edges, end)].flatMap(([id, own]): [ExportNode, string[]][] => {
    const node = index.byId.get(id);
    return node ? [[node, own.flatMap(({ usedAs }) => usedAs ?? [])]] : [];
  });
}

function datasetOf(index: ExportIndex, node: ExportNode): object {
  return { namespace: namespaceOf(index), name: nameOf(node), facets: datasetFacets(index, node) };
}

/**
 * A version is described where it was logged or, if no run here logged it, where it is first used:
 * facets stay with a dataset until they are replaced, and a dataset with 5,000 consumers would be described 5,000 times.
 */
function* inputDatasets(
  index: ExportIndex,
  used: readonly [ExportNode, string[]][],
  described: ReadonlySet<string>,
): Generator<object> {
  for (const [node, usedAs] of used) {
    const isDescribed = described.has(node.id) || index.edgesInto.has(node.id);
    const dataset = isDescribed
      ? { namespace: namespaceOf(index), name: nameOf(node) }
      : datasetOf(index, node);
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

async function writeMember(text: TextWriter, name: string, items: Iterable<object>): Promise<void> {
  text.add(`,"${name}":[`);
  await text.list(items, (item) => JSON.stringify(item), ',');
  text.add(']');
}

async function writeRunEvent(
  text: TextWriter,
  index: ExportIndex,
  run: ExportNode,
  described: Set<string>,
): Promise<void> {
  const used = neighbours(index, index.edgesInto.get(run.id), 'from');
  const logged = neighbours(index, index.edgesOutOf.get(run.id), 'to');
  const nodes = [run, ...used.map(([node]) => node), ...logged.map(([node]) => node)];
  text.add(JSON.stringify(runEventHead(index, run, nodes)).slice(0, -1));
  await writeMember(text, 'inputs', inputDatasets(index, used, described));
  await writeMember(text, 'outputs', outputDatasets(index, logged));
  text.line('}');
  for (const node of nodes) described.add(node.id);
}

function datasetEvent(index: ExportIndex, node: ExportNode): object {
  const dataset = datasetOf(index, node);
  const facets = {
    ...datasetFacets(index, node),
    wandbLineage: completenessFacet(index, 'DatasetFacet', [node]),
  };
  return { ...eventHead(index, 'DatasetEvent', eventTimeOf(index, node)), dataset: { ...dataset, facets } };
}

/** What no other event says: truncations at nodes that are not here, and an export that is empty. */
function exportEvent(index: ExportIndex, elsewhere: readonly string[]): object {
  const facet = {
    ...completenessFacet(index, 'JobFacet', []),
    truncations: elsewhere.flatMap((id) => (index.truncationsAt.get(id) ?? []).map(truncationSentence)),
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
  const text = new TextWriter();
  const described = new Set<string>();
  for (const run of index.runs) {
    await writeRunEvent(text, index, run, described);
    await text.flush();
  }
  for (const node of index.byId.values()) {
    if (described.has(node.id)) continue;
    text.line(JSON.stringify(datasetEvent(index, node)));
    described.add(node.id);
    await text.flush();
  }
  const elsewhere = [...index.truncationsAt.keys()].filter((id) => !described.has(id));
  if (elsewhere.length > 0 || described.size === 0) text.line(JSON.stringify(exportEvent(index, elsewhere)));
  return text.toString();
}
