import { withoutNulls, type ExportIndex } from '../index.ts';
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
    (index.truncationsAt.get(node.id) ?? []).map((cut) => {
      return { at: cut.at, label: node.label, ...pick(cut, 'reason', 'omitted') };
    }),
  );
  return own(index, base, {
    complete: index.graph.completeness.complete,
    incompleteBecause: index.incompleteBecause,
    direction: index.graph.direction,
    roots: index.graph.roots,
    here,
  });
}

function hiddenFacet(index: ExportIndex, base: BaseFacet, node: ExportNode): Facet {
  return own(index, base, { id: node.id, reason: node.kind === 'HIDDEN' ? node.reason : null });
}

function pick<T, K extends keyof T>(from: T, ...keys: K[]): Pick<T, K> {
  return Object.fromEntries(keys.map((key) => [key, from[key]])) as Pick<T, K>;
}

export function runFacets(index: ExportIndex, run: ExportNode, nodes: readonly ExportNode[]): Facets {
  const wandbLineage = completenessFacet(index, 'RunFacet', nodes);
  if (run.kind !== 'RUN') return { wandbHidden: hiddenFacet(index, 'RunFacet', run), wandbLineage };
  const wandbRun = own(index, 'RunFacet', {
    ...pick(
      run,
      'id',
      'path',
      'runId',
      'displayName',
      'state',
      'jobType',
      'commit',
      'user',
      'project',
      'depth',
    ),
    url: safeLink(run.url),
    createdAt: isoTime(run.createdAt),
    heartbeatAt: isoTime(run.heartbeatAt),
  });
  return { wandbRun, wandbLineage };
}

export function jobFacets(index: ExportIndex, { displayName, user, jobType }: ExportRun): Facets {
  const kind = { processingType: 'BATCH', integration: 'WANDB', jobType: jobType ?? 'RUN' };
  const owners = [{ name: `user:${user ?? ''}` }];
  return withoutNulls({
    jobType: standard(index, 'jobType', kind),
    documentation:
      displayName === null ? null : standard(index, 'jobDocumentation', { description: displayName }),
    ownership: user === null ? null : standard(index, 'jobOwnership', { owners }),
  });
}

const typeWords: readonly [RegExp, string][] = [
  [/model/i, 'MODEL'],
  [/table/i, 'TABLE'],
];

function ownershipOf(index: ExportIndex, artifact: ExportArtifact): Facet | null {
  const makers = (index.edgesInto.get(artifact.id) ?? []).map((edge) => index.byId.get(edge.from));
  const users = new Set(
    makers.flatMap((node) => (node?.kind === 'RUN' && node.user !== null ? [node.user] : [])),
  );
  const owners = [...users].map((user) => ({ name: `user:${user}`, type: 'CREATOR' }));
  return owners.length === 0 ? null : standard(index, 'ownership', { owners });
}

export function datasetFacets(index: ExportIndex, node: ExportNode): Facets {
  if (node.kind !== 'ARTIFACT') return { wandbHidden: hiddenFacet(index, 'DatasetFacet', node) };
  const { version, type, description } = node;
  const uri = safeLink(node.url);
  const tags = [
    ...(node.aliases ?? []).map((value) => ({ key: 'alias', value, source: 'WANDB' })),
    ...(node.tags ?? []).map((value) => ({ key: 'tag', value, source: 'WANDB' })),
  ];
  const datasetType = typeWords.find(([pattern]) => type !== null && pattern.test(type))?.[1] ?? 'FILE';
  const documentation = { description, contentType: 'text/markdown' };
  return withoutNulls({
    datasetType: standard(index, 'datasetType', withoutNulls({ datasetType, subType: type })),
    version: version === null ? null : standard(index, 'version', { datasetVersion: version }),
    dataSource: uri === null ? null : standard(index, 'dataSource', { name: 'Weights & Biases', uri }),
    documentation:
      description === null || description === '' ? null : standard(index, 'documentation', documentation),
    ownership: ownershipOf(index, node),
    tags: tags.length === 0 ? null : standard(index, 'tags', { tags }),
    wandbArtifact: own(index, 'DatasetFacet', {
      ...pick(node, 'id', 'path'),
      collection: node.name,
      ...pick(node, 'type', 'state', 'aliases', 'tags', 'sizeBytes', 'project', 'depth'),
      manifestDigest: node.digest,
      createdAt: isoTime(node.createdAt),
    }),
  });
}

/** The names under which the run used the version; none where they are unknown. */
export function inputFacets(index: ExportIndex, usedAs: readonly string[]): Facets {
  return usedAs.length === 0 ? {} : { wandbUsedAs: own(index, 'InputDatasetFacet', { usedAs }) };
}

/** W&B's size is that of the whole version, which is what the run wrote: a version is written once. */
export function outputFacets(index: ExportIndex, node: ExportNode): Facets {
  if (node.kind !== 'ARTIFACT' || node.sizeBytes === null || !Number.isInteger(node.sizeBytes)) return {};
  return { outputStatistics: standard(index, 'outputStatistics', { size: node.sizeBytes }) };
}
