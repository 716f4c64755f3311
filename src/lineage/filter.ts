import { isKnown, type GraphNode, type KnownKind, type KnownNode } from './source.ts';

/**
 * What a node has to be. A list holds alternatives; an empty list counts as left out. The criteria hold together, each for
 * the kind that it is about: `artifactTypes` says nothing about runs. An unknown attribute meets no criterion.
 */
export interface LineageFilter {
  kinds?: readonly KnownKind[] | null | undefined;
  artifactTypes?: readonly string[] | null | undefined;
  jobTypes?: readonly string[] | null | undefined;
  /** Compared without regard to case. */
  runStates?: readonly string[] | null | undefined;
  /** `entity/project`, compared without regard to case, as W&B looks up paths. */
  projects?: readonly string[] | null | undefined;
  /** Inclusive. */
  createdAfterMs?: number | null | undefined;
  /** Exclusive. */
  createdBeforeMs?: number | null | undefined;
  /** Left out: false. A system type that `artifactTypes` names is shown all the same. Means nothing in a `stopAt`. */
  includeSystemTypes?: boolean | null | undefined;
}

export type Predicate = (node: GraphNode) => boolean;

const systemTypes = new Set(['run_table', 'code', 'job']);

/** Whether W&B makes artifacts of this type by itself. */
export function isSystemType(artifactType: string): boolean {
  return artifactType.startsWith('wandb-') || systemTypes.has(artifactType);
}

/** Whether W&B makes artifacts of this one's type by itself. */
export function isSystemNode(node: GraphNode): boolean {
  return isKnown(node) && node.attributes.artifactType != null && isSystemType(node.attributes.artifactType);
}

/** Which nodes a filter shows. Hidden and failed nodes always pass: what they are is not known, and to leave them out would be a guess. */
export function showsFrom(filter: LineageFilter | null | undefined): Predicate {
  const meets = criteriaFrom(filter ?? {});
  const named = setFrom(filter?.artifactTypes);
  const showsSystem = filter?.includeSystemTypes ?? false;
  return (node) => {
    if (!isKnown(node)) return true;
    const type = node.attributes.artifactType;
    if (!showsSystem && node.kind === 'ARTIFACT' && type != null && isSystemType(type) && !named?.has(type))
      return false;
    return meets(node);
  };
}

/**
 * At which nodes a walk ends. A `stopAt` without a criterion stops nowhere; one that speaks of a single kind
 * (`artifactTypes: ["dataset"]`) does not stop at the other.
 */
export function stopsFrom(stopAt: LineageFilter | null | undefined): Predicate {
  const given = Object.values(canonicalFilter({ ...stopAt, includeSystemTypes: null })).some(
    (value) => value !== null,
  );
  if (!stopAt || !given) return () => false;
  const meets = criteriaFrom(stopAt);
  const ofArtifacts = setFrom(stopAt.artifactTypes) !== null;
  const ofRuns = setFrom(stopAt.jobTypes) !== null || setFrom(stopAt.runStates) !== null;
  return (node) => {
    if (!isKnown(node)) return false;
    if ((ofArtifacts || ofRuns) && !(node.kind === 'ARTIFACT' ? ofArtifacts : ofRuns)) return false;
    return meets(node);
  };
}

function criteriaFrom(filter: LineageFilter): (node: KnownNode) => boolean {
  const kinds = setFrom(filter.kinds);
  const artifactTypes = setFrom(filter.artifactTypes);
  const jobTypes = setFrom(filter.jobTypes);
  const runStates = setFrom(filter.runStates?.map((state) => state.toLowerCase()));
  const projects = setFrom(filter.projects?.map((project) => project.toLowerCase()));
  const after = filter.createdAfterMs ?? null;
  const before = filter.createdBeforeMs ?? null;
  return ({ kind, attributes }) => {
    if (kinds && !kinds.has(kind)) return false;
    if (kind === 'ARTIFACT' && artifactTypes && !artifactTypes.has(attributes.artifactType ?? ''))
      return false;
    if (kind === 'RUN' && jobTypes && !jobTypes.has(attributes.jobType ?? '')) return false;
    if (kind === 'RUN' && runStates && !runStates.has(attributes.runState?.toLowerCase() ?? '')) return false;
    if (projects && !projects.has(attributes.project?.toLowerCase() ?? '')) return false;
    const createdAtMs = attributes.createdAtMs ?? Number.NaN;
    if (after !== null && !(createdAtMs >= after)) return false;
    return before === null || createdAtMs < before;
  };
}

function setFrom<T>(values: readonly T[] | null | undefined): ReadonlySet<T> | null {
  return values && values.length > 0 ? new Set(values) : null;
}

/** The same for all ways of writing one filter: lists sorted, what is left out is null. */
export function canonicalFilter(
  filter: LineageFilter | null | undefined,
): Record<keyof LineageFilter, unknown> {
  const list = (values: readonly string[] | null | undefined) =>
    values && values.length > 0 ? [...new Set(values)].sort() : null;
  return {
    kinds: list(filter?.kinds),
    artifactTypes: list(filter?.artifactTypes),
    jobTypes: list(filter?.jobTypes),
    runStates: list(filter?.runStates?.map((state) => state.toLowerCase())),
    projects: list(filter?.projects?.map((project) => project.toLowerCase())),
    createdAfterMs: filter?.createdAfterMs ?? null,
    createdBeforeMs: filter?.createdBeforeMs ?? null,
    includeSystemTypes: filter?.includeSystemTypes ? true : null,
  };
}
