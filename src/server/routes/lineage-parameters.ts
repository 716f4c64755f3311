import { badUserInput } from '../../graphql/errors.ts';
import { rootForms } from '../in-process.ts';

/** Parameters as a URL has them: one that was given several times is a list. */
export type QueryParameters = Readonly<Record<string, string | readonly string[]>>;

export interface LineageParameters {
  /** As people wrote them: paths or global ids. At least one. */
  roots: readonly string[];
  /** For `Query.lineage`, beside its roots; what was not given is left out, so that the schema's defaults hold. */
  variables: Readonly<Record<string, unknown>>;
}

type Read = (name: string, text: string) => unknown;

const listForm = 'one or more words, separated by commas';
const timeForm = 'a date or an instant, as 2024-03-01 or 2024-03-01T10:00:00Z';
const largestInt = 2 ** 31 - 1;

/** Only its form: the schema knows the range. */
const wholeNumber: Read = (name, text) => {
  if (/^\d+$/.test(text) && Number(text) <= largestInt) return Number(text);
  throw badUserInput(name, text, 'a whole number');
};

const yesOrNo: Read = (name, text) => {
  if (text === 'true' || text === 'false') return text === 'true';
  throw badUserInput(name, text, 'true or false');
};

const words: Read = (name, text) => {
  const list = text.split(',').map((word) => word.trim());
  if (list.every((word) => word !== '')) return list;
  throw badUserInput(name, text, listForm);
};

const oneOf =
  (...values: readonly string[]): Read =>
  (name, text) => {
    const value = text.toUpperCase();
    if (values.includes(value)) return value;
    throw badUserInput(name, text, values.join(' or '));
  };

const kinds: Read = (name, text) =>
  (words(name, text) as string[]).map((word) => oneOf('RUN', 'ARTIFACT')(name, word));

const instant: Read = (name, text) => {
  const isDate = /^\d{4}-\d\d-\d\d$/.test(text);
  const isInstant = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)$/.test(text);
  const date = new Date(text);
  if ((isDate || isInstant) && !Number.isNaN(date.getTime())) return date.toISOString();
  throw badUserInput(name, text, timeForm);
};

const text: Read = (name, given) => {
  if (given !== '') return given;
  throw badUserInput(name, given, 'the endCursor of the page before');
};

const plain = new Map<string, Read>([
  ['direction', oneOf('UPSTREAM', 'DOWNSTREAM', 'BOTH')],
  ['maxDepth', wholeNumber],
  ['maxNodes', wholeNumber],
  ['maxFanout', wholeNumber],
  ['after', text],
]);
const ofFilter = new Map<string, Read>([
  ['includeSystemTypes', yesOrNo],
  ['artifactTypes', words],
  ['jobTypes', words],
  ['kinds', kinds],
  ['runStates', words],
  ['projects', words],
  ['createdAfter', instant],
  ['createdBefore', instant],
]);

/** The names that may stand in the URL. */
const parameterNames = ['root', ...plain.keys(), ...ofFilter.keys()];

/** Reads what stands behind `?`. Throws BAD_USER_INPUT for a parameter that is unknown, of the wrong form, or given twice. */
export function lineageParametersFrom(query: QueryParameters): LineageParameters {
  const variables: Record<string, unknown> = {};
  const filter: Record<string, unknown> = {};
  for (const [name, given] of Object.entries(query)) {
    if (name === 'root') continue;
    const read = plain.get(name) ?? ofFilter.get(name);
    if (!read) throw badUserInput(name, given, `one of these parameters: ${parameterNames.join(', ')}`);
    if (typeof given !== 'string') throw badUserInput(name, given, 'given once');
    (plain.has(name) ? variables : filter)[name] = read(name, given);
  }
  const roots = [query['root'] ?? []].flat();
  if (roots.length === 0) throw badUserInput('root', undefined, rootForms);
  return {
    roots,
    variables: Object.keys(filter).length > 0 ? { ...variables, filter } : variables,
  };
}
