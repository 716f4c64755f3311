import { truncationSentence, truncationsOf, type ExportIndex } from '../index.ts';
import type { ExportArtifact, ExportNode } from '../model.ts';
import { isoTime, safeLink } from '../drawing/text.ts';

/** Unique in the document, since the ids are; not W&B's id itself, which may hold anything. */
export function bomRefOf(index: ExportIndex, id: string): string {
  return `wandb-${index.keyOf.get(id) ?? ''}`;
}

export interface Property {
  name: string;
  value: string;
}

/** CycloneDX properties are text; one that is not known is left out. */
export function propertiesFrom(values: Record<string, string | number | boolean | null>): Property[] {
  return Object.entries(values).flatMap(([name, value]) =>
    value === null ? [] : [{ name: `wandb:${name}`, value: String(value) }],
  );
}

/** One property for each value of a list. */
export function propertiesOf(name: string, values: readonly string[] | null): Property[] {
  return (values ?? []).map((value) => ({ name: `wandb:${name}`, value }));
}

export function commonProperties(index: ExportIndex, node: ExportNode): Property[] {
  const isRoot = index.roots.has(node.id) ? true : null;
  return [
    ...propertiesFrom({ id: node.id, path: node.path, depth: node.depth, root: isRoot }),
    ...propertiesOf('incomplete', truncationsOf(index, node)),
    ...(node.kind === 'HIDDEN' ? propertiesFrom({ hidden: node.reason ?? 'UNKNOWN' }) : []),
  ];
}

/** W&B's digest is of the manifest, not of the content that CycloneDX hashes are for: a property, never a hash. */
function artifactProperties(artifact: ExportArtifact): Property[] {
  const { type, state, digest, sizeBytes, createdAt, aliases } = artifact;
  return [
    ...propertiesFrom({ type, state, manifestDigest: digest, sizeBytes, createdAt: isoTime(createdAt) }),
    ...propertiesOf('alias', aliases),
  ];
}

const dataTypes: readonly [RegExp, string][] = [
  [/dataset|data|table/i, 'dataset'],
  [/code|job/i, 'source-code'],
  [/config/i, 'configuration'],
];

function isModel(node: ExportNode): boolean {
  return node.kind === 'ARTIFACT' && node.type !== null && /model|checkpoint/i.test(node.type);
}

/** The versions that went into a model, by way of the runs that logged it. */
function datasetsOf(index: ExportIndex, model: ExportNode): object[] {
  const makers = (index.edgesInto.get(model.id) ?? []).map((edge) => edge.from);
  const used = new Set(makers.flatMap((id) => (index.edgesInto.get(id) ?? []).map((edge) => edge.from)));
  return [...used].flatMap((id) => {
    const node = index.byId.get(id);
    return node?.kind === 'ARTIFACT' && !isModel(node) ? [{ ref: bomRefOf(index, id) }] : [];
  });
}

/** The commits of the runs that logged it. */
function pedigreeOf(index: ExportIndex, { id }: ExportNode): object {
  const commits = (index.edgesInto.get(id) ?? []).flatMap(({ from }) => {
    const run = index.byId.get(from);
    return run?.kind === 'RUN' && run.commit ? [run.commit] : [];
  });
  return commits.length === 0 ? {} : { pedigree: { commits: [...new Set(commits)].map((uid) => ({ uid })) } };
}

/** The version field of CycloneDX is limited; W&B's is short, an awkward label used in its place may not be. */
const maxVersionLength = 1_024;

export function componentFromArtifact(index: ExportIndex, node: ExportNode): object {
  const artifact = node.kind === 'ARTIFACT' ? node : null;
  const url = safeLink(node.url);
  return {
    type: isModel(node) ? 'machine-learning-model' : 'data',
    name: artifact?.name ?? node.label,
    ...(artifact?.project && { group: artifact.project }),
    ...(artifact?.version && { version: artifact.version.slice(0, maxVersionLength) }),
    'bom-ref': bomRefOf(index, node.id),
    ...(artifact?.description && { description: artifact.description }),
    ...(artifact?.tags && artifact.tags.length > 0 && { tags: [...new Set(artifact.tags)] }),
    ...pedigreeOf(index, node),
    ...(url !== null && { externalReferences: [{ url, type: 'website' }] }),
    properties: [...commonProperties(index, node), ...(artifact ? artifactProperties(artifact) : [])],
    ...contentsOf(index, node),
  };
}

function contentsOf(index: ExportIndex, node: ExportNode): object {
  if (isModel(node)) {
    const datasets = datasetsOf(index, node);
    return datasets.length === 0 ? {} : { modelCard: { modelParameters: { datasets } } };
  }
  const type = node.kind === 'ARTIFACT' ? node.type : null;
  const dataType = dataTypes.find(([pattern]) => type !== null && pattern.test(type))?.[1] ?? 'other';
  return { data: [{ type: dataType, name: node.label }] };
}

export function metadataFromIndex(index: ExportIndex, subject: ExportNode | null): object {
  const { generatedAt, gatewayVersion, direction, completeness, roots, wandbUrl } = index.graph;
  const name = 'wandb-lineage-gateway';
  const gateway = { type: 'application', name, version: gatewayVersion, 'bom-ref': 'gateway' };
  const elsewhere = completeness.truncations.filter(({ at }) => !index.byId.has(at));
  return {
    timestamp: isoTime(generatedAt) ?? new Date(0).toISOString(),
    tools: { components: [gateway] },
    ...(subject && { component: componentFromArtifact(index, subject) }),
    properties: [
      ...propertiesFrom({ host: wandbUrl, direction, complete: completeness.complete }),
      ...propertiesOf('root', roots),
      ...propertiesOf('incomplete', index.incompleteBecause),
      ...propertiesOf('truncation', elsewhere.map(truncationSentence)),
    ],
  };
}
