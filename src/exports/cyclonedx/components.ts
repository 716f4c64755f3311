import { truncationSentence, truncationsOf, type ExportIndex } from '../index.ts';
import { yieldToEventLoop } from '../../wandb/yield.ts';
import type { ExportArtifact, ExportNode } from '../model.ts';
import { isoTime, safeLink } from '../drawing/text.ts';

type Enums = typeof import('@cyclonedx/cyclonedx-library/Enums');
type Models = typeof import('@cyclonedx/cyclonedx-library/Models');
type Serialize = typeof import('@cyclonedx/cyclonedx-library/Serialize');

export interface CycloneDx {
  enums: Enums;
  models: Models;
  normalize: InstanceType<Serialize['JSON']['Normalize']['Factory']>;
}

/** Loaded when first asked for, and one after the other: all at once is a step of over 70 ms. */
export async function loadCycloneDx(): Promise<CycloneDx> {
  const enums = await import('@cyclonedx/cyclonedx-library/Enums');
  await yieldToEventLoop();
  const models = await import('@cyclonedx/cyclonedx-library/Models');
  await yieldToEventLoop();
  const spec = await import('@cyclonedx/cyclonedx-library/Spec');
  await yieldToEventLoop();
  const serialize = await import('@cyclonedx/cyclonedx-library/Serialize');
  return { enums, models, normalize: new serialize.JSON.Normalize.Factory(spec.Spec1dot6) };
}

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
  const { type, state, digest, sizeBytes, createdAt, aliases, tags } = artifact;
  return [
    ...propertiesFrom({ type, state, manifestDigest: digest, sizeBytes, createdAt: isoTime(createdAt) }),
    ...propertiesOf('alias', aliases),
    ...propertiesOf('tag', tags),
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

function repositoryOf(properties: readonly Property[], { models }: CycloneDx) {
  return new models.PropertyRepository(properties.map(({ name, value }) => new models.Property(name, value)));
}

/** The version field of CycloneDX is limited; W&B's is short, an awkward label used in its place may not be. */
const maxVersionLength = 1_024;

function modelFromNode(index: ExportIndex, node: ExportNode, library: CycloneDx) {
  const { enums, models } = library;
  const artifact = node.kind === 'ARTIFACT' ? node : null;
  const { MachineLearningModel, Data } = enums.ComponentType;
  const link = safeLink(node.url);
  const properties = [...commonProperties(index, node), ...(artifact ? artifactProperties(artifact) : [])];
  const { Website } = enums.ExternalReferenceType;
  return new models.Component(isModel(node) ? MachineLearningModel : Data, artifact?.name ?? node.label, {
    bomRef: bomRefOf(index, node.id),
    ...(artifact?.project ? { group: artifact.project } : {}),
    ...(artifact?.version ? { version: artifact.version.slice(0, maxVersionLength) } : {}),
    ...(artifact?.description ? { description: artifact.description } : {}),
    properties: repositoryOf(properties, library),
    externalReferences: new models.ExternalReferenceRepository(
      link === null ? [] : [new models.ExternalReference(link, Website)],
    ),
  });
}

/** `data` and `modelCard` are not in the library's model and are added to what it normalised. */
export function componentFromArtifact(index: ExportIndex, node: ExportNode, library: CycloneDx): object {
  const component =
    library.normalize.makeForComponent().normalize(modelFromNode(index, node, library), {}) ?? {};
  if (isModel(node)) {
    const datasets = datasetsOf(index, node);
    return datasets.length === 0 ? component : { ...component, modelCard: { modelParameters: { datasets } } };
  }
  const type = node.kind === 'ARTIFACT' ? node.type : null;
  const dataType = dataTypes.find(([pattern]) => type !== null && pattern.test(type))?.[1] ?? 'other';
  return { ...component, data: [{ type: dataType, name: node.label }] };
}

export function metadataFromIndex(
  index: ExportIndex,
  subject: ExportNode | null,
  library: CycloneDx,
): object {
  const { models, enums, normalize } = library;
  const { generatedAt, gatewayVersion, direction, completeness, roots, wandbUrl } = index.graph;
  const gateway = new models.Component(enums.ComponentType.Application, 'wandb-lineage-gateway', {
    version: gatewayVersion,
    bomRef: 'gateway',
  });
  const elsewhere = completeness.truncations.filter(({ at }) => !index.byId.has(at));
  const properties = [
    ...propertiesFrom({ host: wandbUrl, direction, complete: completeness.complete }),
    ...propertiesOf('root', roots),
    ...propertiesOf('incomplete', index.incompleteBecause),
    ...propertiesOf('truncation', elsewhere.map(truncationSentence)),
  ];
  const metadata = new models.Metadata({
    timestamp: new Date(isoTime(generatedAt) ?? 0),
    tools: new models.Tools({ components: new models.ComponentRepository([gateway]) }),
    properties: repositoryOf(properties, library),
  });
  const component = subject === null ? {} : { component: componentFromArtifact(index, subject, library) };
  return { ...normalize.makeForMetadata().normalize(metadata, {}), ...component };
}
