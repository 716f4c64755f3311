import { badUserInput } from '../../graphql/errors.ts';
import { rootForms } from '../in-process-client.ts';

/** Parameters of a URL; one that is given several times is a list. */
export type QueryParameters = Readonly<Record<string, string | readonly string[]>>;

export interface LineageParameters {
  /** Paths or global ids, as people write them. At least one. */
  roots: readonly string[];
  /** Arguments of `Query.lineage` beside its roots; those that were not given are left out, so that the defaults apply. */
  variables: Readonly<Record<string, unknown>>;
}

type Reader = (name: string, text: string) => unknown;

const maxInt = 2 ** 31 - 1;

/** Checks the form only: the schema has the range. */
const integer: Reader = (name, text) => {
  if (/^\d+$/.test(text) && Number(text) <= maxInt) return Number(text);
  throw badUserInput(name, text, 'a whole number');
};

const boolean: Reader = (name, text) => {
  if (text === 'true' || text === 'false') return text === 'true';
  throw badUserInput(name, text, 'true or false');
};

const oneOf =
  (...values: readonly string[]): Reader =>
  (name, text) => {
    const value = text.toUpperCase();
    if (values.includes(value)) return value;
    throw badUserInput(name, text, values.join(' or '));
  };

const listOf =
  (read: Reader): Reader =>
  (name, text) => {
    const items = text.split(',').map((item) => item.trim());
    if (items.includes('')) throw badUserInput(name, text, 'one or more words, separated by commas');
    return items.map((item) => read(name, item));
  };

const word: Reader = (_, text) => text;

const dateTime: Reader = (name, text) => {
  const form = /^\d{4}-\d\d-\d\d(?:T\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:\d\d))?$/;
  const date = new Date(text);
  if (form.test(text) && !Number.isNaN(date.getTime())) return date.toISOString();
  throw badUserInput(name, text, 'a date or an instant, as 2024-03-01 or 2024-03-01T10:00:00Z');
};

const cursor: Reader = (name, text) => {
  if (text !== '') return text;
  throw badUserInput(name, text, 'the endCursor of the page before');
};

const argumentReaders = new Map<string, Reader>([
  ['direction', oneOf('UPSTREAM', 'DOWNSTREAM', 'BOTH')],
  ['maxDepth', integer],
  ['maxNodes', integer],
  ['maxFanout', integer],
  ['after', cursor],
]);
const filterReaders = new Map<string, Reader>([
  ['includeSystemTypes', boolean],
  ['artifactTypes', listOf(word)],
  ['jobTypes', listOf(word)],
  ['kinds', listOf(oneOf('RUN', 'ARTIFACT'))],
  ['runStates', listOf(word)],
  ['projects', listOf(word)],
  ['createdAfter', dateTime],
  ['createdBefore', dateTime],
]);
const names = ['root', ...argumentReaders.keys(), ...filterReaders.keys()];

/** Throws BAD_USER_INPUT for a parameter that is unknown, of the wrong form, or given twice. */
export function lineageParametersFrom({ root = [], ...query }: QueryParameters): LineageParameters {
  const variables: Record<string, unknown> = {};
  const filter: Record<string, unknown> = {};
  for (const [name, given] of Object.entries(query)) {
    const read = argumentReaders.get(name) ?? filterReaders.get(name);
    if (!read) throw badUserInput(name, given, `one of these parameters: ${names.join(', ')}`);
    if (typeof given !== 'string') throw badUserInput(name, given, 'given once');
    (filterReaders.has(name) ? filter : variables)[name] = read(name, given);
  }
  const roots = [root].flat();
  if (roots.length === 0) throw badUserInput('root', undefined, rootForms);
  return { roots, variables: Object.keys(filter).length > 0 ? { ...variables, filter } : variables };
}
