import { isKnown, type Attribute, type GraphNode, type KnownKind, type KnownNode } from './source.ts';
import { isSystemType } from '../wandb/values.ts';

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
  /** `entity/project`, compared without regard to case. */
  projects?: readonly string[] | null | undefined;
  /** Inclusive. */
  createdAfterMs?: number | null | undefined;
  /** Exclusive. */
  createdBeforeMs?: number | null | undefined;
  /** Left out: false. A system type that `artifactTypes` names is shown all the same. Means nothing in a `stopAt`. */
  includeSystemTypes?: boolean | null | undefined;
}

/** Whether a node meets something; an Error where that depends on a value of its own that could not be loaded. */
export type Verdict = boolean | Error;
export type Predicate = (node: GraphNode) => Verdict;

/** Whether W&B makes artifacts of this one's type by itself. */
export function isSystemNode(node: GraphNode): boolean {
  return isKnown(node) && isSystemAttribute(node.attributes.artifactType) === true;
}

function isSystemAttribute(type: Attribute<string> | undefined): Verdict {
  return type instanceof Error ? type : type != null && isSystemType(type);
}

/** Which nodes a filter shows. Hidden and failed nodes always pass: what they are is not known, and to leave them out would be a guess. */
export function showsFrom(filter: LineageFilter | null | undefined): Predicate {
  const meets = criteriaFrom(filter ?? {});
  const named = setFrom(filter?.artifactTypes);
  const showsSystem = filter?.includeSystemTypes ?? false;
  return (node) => {
    if (!isKnown(node)) return true;
    const type = node.attributes.artifactType;
    const isNamed = typeof type === 'string' && named?.has(type) === true;
    const isSystem = showsSystem || isNamed ? false : isSystemAttribute(type);
    return all([isSystem instanceof Error ? isSystem : !isSystem, meets(node)]);
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

function criteriaFrom(filter: LineageFilter): (node: KnownNode) => Verdict {
  const kinds = setFrom(filter.kinds);
  const artifactTypes = setFrom(filter.artifactTypes);
  const jobTypes = setFrom(filter.jobTypes);
  const runStates = setFrom(lowerCase(filter.runStates));
  const projects = setFrom(lowerCase(filter.projects));
  const after = filter.createdAfterMs ?? null;
  const before = filter.createdBeforeMs ?? null;
  return ({ kind, attributes: { project, createdAtMs, artifactType, jobType, runState } }) =>
    all([
      kinds?.has(kind) ?? true,
      kind === 'RUN' || isAmong(artifactTypes, artifactType),
      kind === 'ARTIFACT' || isAmong(jobTypes, jobType),
      kind === 'ARTIFACT' || isAmong(runStates, runState, true),
      isAmong(projects, project, true),
      (after === null && before === null) || isWithin(createdAtMs, after, before),
    ]);
}

/** false where one of them is, whatever the others come to. */
function all(verdicts: readonly Verdict[]): Verdict {
  if (verdicts.includes(false)) return false;
  return verdicts.find((verdict) => verdict instanceof Error) ?? true;
}

function isAmong(
  values: ReadonlySet<string> | null,
  value: Attribute<string> | undefined,
  ignoresCase = false,
): Verdict {
  if (values === null) return true;
  if (value instanceof Error) return value;
  return value != null && values.has(ignoresCase ? value.toLowerCase() : value);
}

function isWithin(time: Attribute<number>, after: number | null, before: number | null): Verdict {
  if (time === null || time instanceof Error) return time ?? false;
  return (after === null || time >= after) && (before === null || time < before);
}

function lowerCase(values: readonly string[] | null | undefined): string[] | null {
  return values?.map((value) => value.toLowerCase()) ?? null;
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
    runStates: list(lowerCase(filter?.runStates)),
    projects: list(lowerCase(filter?.projects)),
    createdAfterMs: filter?.createdAfterMs ?? null,
    createdBeforeMs: filter?.createdBeforeMs ?? null,
    includeSystemTypes: filter?.includeSystemTypes ? true : null,
  };
}
