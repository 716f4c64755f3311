import { isNumberText, RawNumber } from '../json-text.ts';

type Check = (value: unknown, where: string) => void;

const is =
  (form: string, holds: (value: unknown) => boolean): Check =>
  (value, where) => {
    if (!holds(value)) throw new Error(`${where} is ${JSON.stringify(value)}; write ${form}.`);
  };
const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const text = is('a text', (value) => typeof value === 'string');
const number = is('a number', (value) => typeof value === 'number');
const boolean = is('true or false', (value) => typeof value === 'boolean');
const object = is('an object', isObject);
const orNull =
  (check: Check): Check =>
  (value, where) => {
    if (value !== null) check(value, where);
  };
const listOf =
  (check: Check): Check =>
  (value, where) => {
    if (!Array.isArray(value)) throw new Error(`${where} is ${JSON.stringify(value)}; write a list.`);
    value.forEach((item, i) => check(item, `${where}[${i}]`));
  };
const oneOf = (...words: string[]): Check =>
  is(words.join(' or '), (value) => words.includes(value as string));

/** An object of these fields and no others, so that a misspelt one is not just left out. */
const shape =
  (fields: Record<string, Check>, required: readonly string[] = []): Check =>
  (value, where) => {
    if (!isObject(value)) throw new Error(`${where} is ${JSON.stringify(value)}; write an object.`);
    const prefix = where === '' ? '' : `${where}.`;
    for (const name of required) {
      if (value[name] === undefined) throw new Error(`${prefix}${name} is missing.`);
    }
    for (const [name, field] of Object.entries(value)) {
      const check = Object.hasOwn(fields, name) ? fields[name] : undefined;
      if (!check) {
        throw new Error(`${prefix}${name} is not known; the fields are ${Object.keys(fields).join(', ')}.`);
      }
      check(field, `${prefix}${name}`);
    }
  };

const sees: Check = (value, where) => {
  if (value !== '*') listOf(text)(value, where);
};
const use: Check = (value, where) => {
  if (typeof value !== 'string') shape({ artifact: text, usedAs: listOf(text) }, ['artifact'])(value, where);
};

const project = shape(
  {
    path: text,
    description: orNull(text),
    createdAt: text,
    isPublic: boolean,
    deleted: boolean,
    redirectTo: orNull(text),
  },
  ['path'],
);
const collection = shape(
  {
    path: text,
    type: text,
    portfolio: boolean,
    description: orNull(text),
    createdAt: text,
    updatedAt: orNull(text),
  },
  ['path', 'type'],
);
const artifact = shape(
  {
    path: text,
    id: is('a whole number from 1', (value) => Number.isSafeInteger(value) && Number(value) > 0),
    createdByUser: text,
    createdByRun: orNull(text),
    versionIndex: orNull(number),
    digest: text,
    commitHash: orNull(text),
    state: text,
    description: orNull(text),
    metadata: orNull(object),
    aliases: listOf(text),
    tags: listOf(text),
    size: number,
    fileCount: number,
    historyStep: orNull(number),
    ttlSeconds: number,
    createdAt: text,
    updatedAt: orNull(text),
  },
  ['path'],
);
const run = shape(
  {
    path: text,
    user: orNull(text),
    uses: listOf(use),
    logs: listOf(text),
    displayName: orNull(text),
    state: orNull(text),
    jobType: orNull(text),
    group: orNull(text),
    sweep: orNull(text),
    tags: listOf(text),
    notes: orNull(text),
    commit: orNull(text),
    createdAt: text,
    heartbeatAt: orNull(text),
    computeSeconds: number,
    config: orNull(object),
    summary: orNull(object),
    deleted: boolean,
  },
  ['path'],
);

/** Throws where a world file has a field that is missing, not known or of another kind, and says which. */
export const checkWorldFile: (file: unknown, where: '') => void = shape(
  {
    format: text,
    name: text,
    hiddenConsumers: oneOf('projectless', 'omitted'),
    hiddenProducer: oneOf('null', 'projectless'),
    deletedProducer: oneOf('user', 'null', 'named'),
    users: listOf(
      shape({ username: text, name: text, email: orNull(text), entity: text, teams: listOf(text) }, [
        'username',
      ]),
    ),
    organizations: listOf(shape({ name: text, orgEntity: text, teams: listOf(text) }, ['name', 'orgEntity'])),
    projects: listOf(project),
    collections: listOf(collection),
    artifacts: listOf(artifact),
    runs: listOf(run),
    links: listOf(
      shape(
        { collection: text, artifact: text, aliases: listOf(text), createdAt: text, versionIndex: number },
        ['collection', 'artifact'],
      ),
    ),
    keys: listOf(shape({ key: text, note: text, user: orNull(text), sees }, ['key', 'sees'])),
    roots: shape({ dataset: text, model: text, hub: text, run: text }),
    snapshot: shape({ root: text, takenAt: text, complete: boolean, missing: listOf(text) }),
  },
  ['name', 'projects', 'keys'],
);

/**
 * JSON has no NaN and no Infinity, which runs' summaries do have: they are written as `{ "$number": "NaN" }`. A number that
 * JavaScript would round is a text with an `@` before its digits: `"@7877034890218063229"`; a text that is to begin
 * like that has a second `@`.
 */
export function writeNumbers<T>(value: T): T {
  return mapValues(value, (each) => {
    if (typeof each === 'number' && !Number.isFinite(each)) return { $number: String(each) };
    if (each instanceof RawNumber) return `@${each.text}`;
    return typeof each === 'string' && isRawNumber(each.replace(/^@+/, '@')) ? `@${each}` : undefined;
  });
}

export function readNumbers<T>(value: T): T {
  return mapValues(value, (each) => {
    if (isObject(each) && /^(NaN|-?Infinity)$/.test(String(each['$number']))) return Number(each['$number']);
    if (typeof each !== 'string' || !isRawNumber(each.replace(/^@+/, '@'))) return undefined;
    return each.startsWith('@@') ? each.slice(1) : new RawNumber(each.slice(1));
  });
}

function isRawNumber(text: string): boolean {
  return text.startsWith('@') && isNumberText(text.slice(1));
}

/** A copy in which everything that `replace` has an answer for is replaced. */
function mapValues<T>(value: T, replace: (each: unknown) => unknown): T {
  const walk = (each: unknown): unknown => {
    const other = replace(each);
    if (other !== undefined) return other;
    if (Array.isArray(each)) return each.map(walk);
    if (!isObject(each)) return each;
    return Object.fromEntries(Object.entries(each).map(([name, field]) => [name, walk(field)]));
  };
  return walk(value) as T;
}
