import type { SweepAnswer } from './surface.ts';

/** `silent`: differs from the true answer and does not say so. `false`: says so, but holds what is not true. */
export type Verdict = { kind: 'equal' | 'warned' } | { kind: 'silent' | 'false'; difference: string };

type Json = Record<string, unknown>;

const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** What differs between two true answers: times of the export, durations, addresses, counts of requests. */
export function comparable(value: unknown): unknown {
  if (typeof value === 'string')
    return value
      .replaceAll('&#45;', '-')
      .replace(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, (time) => (Date.parse(time) > startedMs - 60_000 ? 'now' : time))
      .replace(/\b\d+ (?:ms|s)\b|127\.0\.0\.1:\d+|urn:uuid:[\da-f-]{36}/g, '_');
  if (Array.isArray(value)) return value.map(comparable);
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([name]) => name !== 'wandbRequests' && name !== 'durationMs')
      .map(([name, inner]) => [name, comparable(inner)]),
  );
}

const startedMs = Date.now();

export function judge(truth: SweepAnswer, given: SweepAnswer): Verdict {
  const isWarned = given.warnings.some((warning) => !truth.warnings.includes(warning));
  const difference = firstDifference(truth.content, given.content, '');
  if (difference === null) return { kind: isWarned ? 'warned' : 'equal' };
  if (!isWarned) return { kind: 'silent', difference };
  const untrue = firstUntruth(truth.content, given.content, '');
  return untrue === null ? { kind: 'warned' } : { kind: 'false', difference: untrue };
}

function firstDifference(truth: unknown, given: unknown, path: string): string | null {
  if (Array.isArray(truth) && Array.isArray(given)) {
    for (let index = 0; index < Math.max(truth.length, given.length); index += 1) {
      const found = firstDifference(truth[index], given[index], `${path}.${index}`);
      if (found !== null) return found;
    }
    return null;
  }
  if (isObject(truth) && isObject(given)) {
    for (const name of new Set([...Object.keys(truth), ...Object.keys(given)])) {
      const found = firstDifference(truth[name], given[name], `${path}.${name}`);
      if (found !== null) return found;
    }
    return null;
  }
  return truth === given ? null : `${path}: ${short(given)} instead of ${short(truth)}`;
}

const short = (value: unknown): string =>
  (JSON.stringify(value) as string | undefined)?.slice(0, 160) ?? 'nothing';

/** Numbers of what was found: a lower bound is true as well. */
const counts =
  /^(?:totalCount|hiddenCount|runs|artifacts|projects|users|hidden|sharedCount|omitted|hiddenNeighbours|configOmitted|nodes|edges|truncations)$/;
/** What is said of the extent of an answer, which is another one where something is missing. */
const aboutExtent =
  /^(?:complete|.*incomplete.*|truncations|completeness|hasMore|hasNextPage|endCursor|expanded|hiddenNeighbours|cursor|roots|leaves|unknown|dependencies)$/i;

/** What the content holds beside a part of the truth; null where there is nothing of this kind. */
function firstUntruth(truth: unknown, given: unknown, path: string): string | null {
  const name = path.slice(path.lastIndexOf('.') + 1);
  if (given === null || given === undefined || aboutExtent.test(name)) return null;
  if (Array.isArray(given)) {
    if (!Array.isArray(truth)) return `${path}: a list instead of ${short(truth)}`;
    const texts = truth.every((item) => typeof item === 'string');
    if (texts && given.every((item) => typeof item === 'string')) return firstUntrueLine(truth, given, path);
    for (const [index, item] of given.entries()) {
      const untrue = firstUntrueItem(truth, item, `${path}.${index}`);
      if (untrue !== null) return untrue;
    }
    return null;
  }
  if (isObject(given)) {
    if (isFailedNode(given)) return null;
    if (!isObject(truth)) return `${path}: ${short(given)} instead of ${short(truth)}`;
    const isEmptyAnswer = Array.isArray(given['paths']) && given['paths'].length === 0;
    for (const [field, value] of Object.entries(given)) {
      // There is nothing that could be reversed.
      if (isEmptyAnswer && field === 'reversed') continue;
      const untrue = firstUntruth(truth[field], value, `${path}.${field}`);
      if (untrue !== null) return untrue;
    }
    return null;
  }
  if (given === truth || (typeof given === 'string' && placeholder.test(given))) return null;
  if (typeof given === 'number' && typeof truth === 'number') {
    if (counts.test(name) && given < truth) return null;
    // With a way missing, the shortest one that is left may be longer.
    if (name === 'depth' && given > truth) return null;
  }
  if (name === 'status' && given === 'UNKNOWN') return null;
  // A name without what could not be read.
  if (name === 'label' && typeof given === 'string' && String(truth).startsWith(given)) return null;
  if (typeof given === 'string' && typeof truth === 'string' && given.includes('\n'))
    return firstUntrueLine(truth.split('\n'), given.split('\n'), path);
  return `${path}: ${short(given)} instead of ${short(truth)}`;
}

/** What is written in the place of something that could not be loaded. */
const placeholder = /incomplete|could not be loaded|^hidden node$|^hidden[:/]|^not-in-this-snapshot\//i;

/** The names that an object has in one format or another. */
function namesOf({
  id,
  name,
  path,
  label,
  artifact,
  from,
  to,
  dataset,
  'prov:label': provLabel,
}: Json): string[] {
  const names = [
    id,
    name,
    path,
    label,
    artifact,
    from,
    to,
    provLabel,
    isObject(dataset) ? dataset['name'] : null,
  ];
  return names.filter((each) => typeof each === 'string');
}

/** A node that stands for one that could not be loaded, an edge to it, or a line that says so. */
function isFailedNode(value: Json): boolean {
  const { reason, kind, node, __typename: type } = value;
  if (isObject(node)) return isFailedNode(node);
  if (namesOf(value).some((name) => placeholder.test(name))) return true;
  return reason === 'WANDB_ERROR' || type === 'HiddenNode' || kind === 'truncation' || kind === 'error';
}

function firstUntrueItem(truth: readonly unknown[], item: unknown, path: string): string | null {
  if (!isObject(item))
    return truth.includes(item) || item === null ? null : `${path}: ${short(item)} is not in the true list`;
  if (isFailedNode(item)) return null;
  const key = identityOf(item);
  const candidates = truth.filter((each) => key === null || identityOf(each) === key);
  if (candidates.length === 0) {
    // Where the run that logged a version is missing, the version has an event of its own.
    const name = isObject(item['dataset']) ? JSON.stringify(item['dataset']['name']) : null;
    if (name !== null && JSON.stringify(truth).includes(`"name":${name}`)) return null;
    return `${path}: ${short(item)} is not in the true list`;
  }
  const untruths = candidates.map((each) => firstUntruth(each, item, path));
  return untruths.includes(null) ? null : (untruths[0] ?? null);
}

/** What tells two items of a list apart, where they have such a thing. */
function identityOf(item: unknown): string | null {
  if (!isObject(item)) return null;
  if (isObject(item['node'])) return identityOf(item['node']);
  if (isObject(item['artifact'])) return identityOf(item['artifact']);
  // Its references are numbers in the order of the file.
  if ('bom-ref' in item) return `${String(item['group'])}/${String(item['name'])}@${String(item['version'])}`;
  for (const name of ['id', '@id', 'path', 'key']) if (typeof item[name] === 'string') return item[name];
  const { from, to, kind, depth, run, dataset } = item as {
    [name: string]: unknown;
    run?: unknown;
    dataset?: unknown;
  };
  if (isObject(run) && typeof run['runId'] === 'string')
    return `${run['runId']} ${String(item['eventType'])}`;
  if (isObject(dataset) && typeof dataset['name'] === 'string') return dataset['name'];
  if (typeof from === 'string' && typeof to === 'string') return `${from} ${to}`;
  if (typeof kind === 'string') return kind;
  if (typeof item['name'] === 'string') return item['name'];
  return typeof depth === 'number' ? String(depth) : null;
}

/** In texts, the names of objects: none may be there that the true text does not have. */
function firstUntrueLine(truth: readonly unknown[], given: readonly unknown[], path: string): string | null {
  const known = new Set(truth.flatMap((line) => namesIn(String(line))));
  for (const line of given) {
    if (/^- unknown:/.test(String(line))) continue;
    const unknown = namesIn(String(line)).find((name) => !known.has(name) && !placeholder.test(name));
    if (unknown !== undefined) return `${path}: ${unknown} in ${short(line)}`;
  }
  return null;
}

function namesIn(line: string): string[] {
  return line.match(/[\w-]+(?:\/[\w.%-]+){2,}(?::[\w./%-]+)?/g) ?? [];
}
