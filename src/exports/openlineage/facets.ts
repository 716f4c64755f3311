import { truncationWords, type ExportIndex } from '../index.ts';
import type { ExportArtifact, ExportNode, ExportRun } from '../model.ts';
import { isoTime, safeLink } from '../drawing/text.ts';

const specification = 'https://openlineage.io/spec';
export const eventSchemaUrl = `${specification}/2-0-2/OpenLineage.json`;

/** A facet of the standard, at the version whose schema the tests validate it against. */
const standardFacets = {
  version: '1-0-1/DatasetVersionDatasetFacet',
  datasetType: '1-0-1/DatasetTypeDatasetFacet',
  documentation: '1-1-0/DocumentationDatasetFacet',
  jobDocumentation: '1-1-0/DocumentationJobFacet',
  jobOwnership: '1-0-1/OwnershipJobFacet',
  jobType: '2-0-4/JobTypeJobFacet',
  dataSource: '1-0-1/DatasourceDatasetFacet',
  tags: '1-0-0/TagsDatasetFacet',
  ownership: '1-0-1/OwnershipDatasetFacet',
  outputStatistics: '1-0-2/OutputStatisticsOutputDatasetFacet',
};

export type Facet = Record<string, unknown> & { _producer: string; _schemaURL: string };
type BaseFacet = 'RunFacet' | 'JobFacet' | 'DatasetFacet' | 'InputDatasetFacet';
export type Facets = Record<string, Facet>;

export function producerOf(index: ExportIndex): string {
  return `urn:wandb-lineage-gateway:${encodeURIComponent(index.graph.gatewayVersion)}`;
}

function standard(
  index: ExportIndex,
  name: keyof typeof standardFacets,
  values: Record<string, unknown>,
): Facet {
  const [version = '', definition = ''] = standardFacets[name].split('/');
  const _schemaURL = `${specification}/facets/${version}/${definition}.json#/$defs/${definition}`;
  return { _producer: producerOf(index), _schemaURL, ...values };
}

/** Ours: the standard allows any further member on its base facets, so theirs is the schema that holds. */
function own(index: ExportIndex, base: BaseFacet, values: object): Facet {
  return { _producer: producerOf(index), _schemaURL: `${eventSchemaUrl}#/$defs/${base}`, ...values };
}

/** On every event, as a reader may see one event only. `here` is what was left out at the nodes of this event. */
export function completenessFacet(index: ExportIndex, base: BaseFacet, nodes: readonly ExportNode[]): Facet {
  const here = nodes.flatMap((node) =>
    (index.truncationsAt.get(node.id) ?? []).map(({ at, reason, omitted }) => ({
      at,
      label: node.label,
      reason,
      omitted,
    })),
  );
  return own(index, base, {
    complete: index.graph.completeness.complete,
    incompleteBecause: index.incompleteBecause,
    direction: index.graph.direction,
    roots: index.graph.roots,
    here,
  });
}

export function runFacets(index: ExportIndex, run: ExportNode, nodes: readonly ExportNode[]): Facets {
  const lineage = completenessFacet(index, 'RunFacet', nodes);
  if (run.kind !== 'RUN') {
    const reason = run.kind === 'HIDDEN' ? run.reason : null;
    return { wandbHidden: own(index, 'RunFacet', { id: run.id, reason }), wandbLineage: lineage };
  }
  const {
    id,
    path,
    runId,
    displayName,
    state,
    commit,
    createdAt,
    heartbeatAt,
    user,
    depth,
    project,
    jobType,
  } = run;
  const details = {
    id,
    path,
    runId,
    displayName,
    state,
    jobType,
    commit,
    user,
    project,
    depth,
    url: safeLink(run.url),
  };
  const times = { createdAt: isoTime(createdAt), heartbeatAt: isoTime(heartbeatAt) };
  return { wandbRun: own(index, 'RunFacet', { ...details, ...times }), wandbLineage: lineage };
}

export function jobFacets(index: ExportIndex, run: ExportRun): Facets {
  const { displayName, user, jobType } = run;
  const kind = { processingType: 'BATCH', integration: 'WANDB', jobType: jobType ?? 'RUN' };
  return {
    jobType: standard(index, 'jobType', kind),
    ...(displayName === null
      ? {}
      : { documentation: standard(index, 'jobDocumentation', { description: displayName }) }),
    ...(user === null
      ? {}
      : { ownership: standard(index, 'jobOwnership', { owners: [{ name: `user:${user}` }] }) }),
  };
}

const typeWords: readonly [RegExp, string][] = [
  [/model/i, 'MODEL'],
  [/table/i, 'TABLE'],
];

function documentationOf(index: ExportIndex, description: string | null): Facets {
  if (description === null || description === '') return {};
  return { documentation: standard(index, 'documentation', { description, contentType: 'text/markdown' }) };
}

function ownershipOf(index: ExportIndex, artifact: ExportArtifact): Facets {
  const makers = (index.edgesInto.get(artifact.id) ?? []).map((edge) => index.byId.get(edge.from));
  const users = new Set(
    makers.flatMap((node) => (node?.kind === 'RUN' && node.user !== null ? [node.user] : [])),
  );
  if (users.size === 0) return {};
  const owners = [...users].map((user) => ({ name: `user:${user}`, type: 'CREATOR' }));
  return { ownership: standard(index, 'ownership', { owners }) };
}

export function datasetFacets(index: ExportIndex, node: ExportNode): Facets {
  if (node.kind !== 'ARTIFACT') {
    const reason = node.kind === 'HIDDEN' ? node.reason : null;
    return { wandbHidden: own(index, 'DatasetFacet', { id: node.id, reason }) };
  }
  const { version, type, state, aliases, tags, digest, sizeBytes, createdAt, project, name, depth } = node;
  const link = safeLink(node.url);
  const marks = [
    ...(aliases ?? []).map((alias) => ['alias', alias]),
    ...(tags ?? []).map((tag) => ['tag', tag]),
  ];
  const details = {
    id: node.id,
    path: node.path,
    collection: name,
    type,
    state,
    aliases,
    tags,
    sizeBytes,
    project,
    depth,
  };
  const kind = typeWords.find(([pattern]) => type !== null && pattern.test(type))?.[1] ?? 'FILE';
  return {
    datasetType: standard(index, 'datasetType', {
      datasetType: kind,
      ...(type === null ? {} : { subType: type }),
    }),
    ...(version === null ? {} : { version: standard(index, 'version', { datasetVersion: version }) }),
    ...(link === null
      ? {}
      : { dataSource: standard(index, 'dataSource', { name: 'Weights & Biases', uri: link }) }),
    ...documentationOf(index, node.description),
    ...ownershipOf(index, node),
    ...(marks.length === 0
      ? {}
      : {
          tags: standard(index, 'tags', {
            tags: marks.map(([key, value]) => ({ key, value, source: 'WANDB' })),
          }),
        }),
    wandbArtifact: own(index, 'DatasetFacet', {
      ...details,
      manifestDigest: digest,
      createdAt: isoTime(createdAt),
    }),
  };
}

/** The names under which the run used the version; none where W&B does not tell. */
export function inputFacets(index: ExportIndex, usedAs: readonly string[]): Facets {
  return usedAs.length === 0 ? {} : { wandbUsedAs: own(index, 'InputDatasetFacet', { usedAs }) };
}

/** W&B's size is that of the whole version, which is what the run wrote: a version is written once. */
export function outputFacets(index: ExportIndex, node: ExportNode): Facets {
  if (node.kind !== 'ARTIFACT' || node.sizeBytes === null || !Number.isInteger(node.sizeBytes)) return {};
  return { outputStatistics: standard(index, 'outputStatistics', { size: node.sizeBytes }) };
}

export function truncationSentences(index: ExportIndex, ids: Iterable<string>): string[] {
  return [...ids].flatMap((id) =>
    (index.truncationsAt.get(id) ?? []).map((cut) => `${truncationWords(cut)} at ${cut.at}`),
  );
}
