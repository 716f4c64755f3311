import { ExportTooLargeError } from '../errors.ts';
import { bomRefOf, commonProperties, propertiesFrom, propertiesOf } from './components.ts';
import { edgesByEnd, usedAsText, withoutNulls, type ExportIndex } from '../index.ts';
import type { ExportNode } from '../model.ts';
import type { LineageEdge } from '../../lineage/graph.ts';
import { isoTime, safeLink } from '../drawing/text.ts';

/** A run with m inputs and n outputs means m x n dependencies: runs with thousands of both would fill the memory. */
export const maxDependencies = 1_000_000;

const taskTypes: readonly [RegExp, string][] = [
  [/train|fit|tune|sweep/i, 'build'],
  [/eval|test|valid|bench/i, 'test'],
  [/deploy|serve/i, 'deploy'],
  [/release|promote|publish/i, 'release'],
  [/clean/i, 'clean'],
  [/copy|download|upload|ingest/i, 'copy'],
];

/** CycloneDX names the actions of CI; what is none of them is "other", and W&B's own word a property. */
function taskTypeOf(jobType: string | null): string {
  return taskTypes.find(([pattern]) => jobType !== null && pattern.test(jobType))?.[1] ?? 'other';
}

/** One entry for each node at the other end, as CycloneDX wants the entries of a list to differ. */
function resources(
  index: ExportIndex,
  edges: readonly LineageEdge[] | undefined,
  end: 'from' | 'to',
  rest: object,
): object[] {
  return [...edgesByEnd(edges, end)].map(([id, own]) => {
    const roles = propertiesOf(
      'usedAs',
      own.map(usedAsText).filter((name) => name !== ''),
    );
    const properties = roles.length === 0 ? {} : { properties: roles };
    return { ...rest, resource: { ref: bomRefOf(index, id) }, ...properties };
  });
}

function detailsOf(index: ExportIndex, node: ExportNode): object {
  const common = commonProperties(index, node);
  if (node.kind !== 'RUN')
    return { uid: node.id, name: node.label, taskTypes: ['other'], properties: common };
  const { runId, state, jobType, project, commit, user } = node;
  const url = safeLink(node.url);
  return withoutNulls<unknown>({
    uid: node.path ?? node.id,
    name: node.displayName ?? node.label,
    taskTypes: [taskTypeOf(jobType)],
    timeStart: isoTime(node.createdAt),
    timeEnd: state?.toLowerCase() === 'running' ? null : isoTime(node.heartbeatAt),
    resourceReferences: url === null ? null : [{ externalReference: { type: 'website', url } }],
    properties: [...common, ...propertiesFrom({ runId, state, jobType, project, commit, user })],
  });
}

export function* workflows(index: ExportIndex): Generator<object> {
  for (const node of index.runs) {
    yield {
      'bom-ref': bomRefOf(index, node.id),
      ...detailsOf(index, node),
      inputs: resources(index, index.edgesInto.get(node.id), 'from', {}),
      outputs: resources(index, index.edgesOutOf.get(node.id), 'to', { type: 'artifact' }),
    };
  }
}

function refuseTooMany(index: ExportIndex): void {
  let count = 0;
  for (const { id } of index.runs)
    count += (index.edgesOutOf.get(id)?.length ?? 0) * (index.edgesInto.get(id)?.length ?? 0);
  if (count <= maxDependencies) return;
  const advice = 'Lower maxFanout or maxNodes, or take PROV_JSON, OPENLINEAGE or JSON, which have no bound.';
  throw new ExportTooLargeError({
    format: 'CYCLONEDX',
    counted: 'dependencies',
    count,
    bound: maxDependencies,
    advice,
  });
}

/** A version depends on all that the runs which logged it used. A run that used its own output makes no dependency. */
export function* dependencyEntries(index: ExportIndex): Generator<object> {
  refuseTooMany(index);
  for (const node of index.data) {
    const used = new Set<string>();
    for (const made of index.edgesInto.get(node.id) ?? []) {
      for (const input of index.edgesInto.get(made.from) ?? [])
        if (input.from !== node.id) used.add(input.from);
    }
    const dependsOn = [...used].map((id) => bomRefOf(index, id));
    yield { ref: bomRefOf(index, node.id), ...(dependsOn.length === 0 ? {} : { dependsOn }) };
  }
}

/** Versions whose dependencies the walk did not see in full: cut there, or at a run that logged them. */
function incompleteVersions(index: ExportIndex): string[] {
  const ids = new Set<string>();
  for (const id of index.truncationsAt.keys()) {
    const node = index.byId.get(id);
    if (node && index.runs.has(node)) for (const edge of index.edgesOutOf.get(id) ?? []) ids.add(edge.to);
    else if (node) ids.add(id);
  }
  return [...ids].map((id) => bomRefOf(index, id));
}

/**
 * Dependencies point upstream, so only a walk that went all the way upstream can call them complete: one that went
 * downstream met its runs without their other inputs.
 */
export function compositionsFromIndex(index: ExportIndex): object[] {
  const { completeness, direction } = index.graph;
  if (completeness.complete && index.edgesElsewhere === 0) {
    return [{ aggregate: direction === 'UPSTREAM' ? 'complete' : 'unknown' }];
  }
  const dependencies = incompleteVersions(index);
  return [{ aggregate: 'incomplete', ...(dependencies.length === 0 ? {} : { dependencies }) }];
}
