import { faultKinds, type FaultKind, type FaultRule } from './faults.ts';

type Check = readonly [form: string, holds: (value: unknown) => boolean];

const text: Check = ['a text', (value) => typeof value === 'string' && value !== ''];
const from0: Check = ['a number from 0', (value) => typeof value === 'number' && value >= 0];
const limitNames = ['depth', 'hops', 'aliases', 'first', 'bytes'];
const areLimits = (value: unknown): boolean =>
  typeof value === 'object' &&
  value !== null &&
  Object.keys(value).length > 0 &&
  Object.entries(value).every(([name, most]) => limitNames.includes(name) && Number.isSafeInteger(most));
const fields: Record<string, Check> = {
  kind: [`one of ${faultKinds.join(', ')}`, (value) => faultKinds.includes(value as FaultKind)],
  match: text,
  request: ['a whole number from 1', (value) => Number.isSafeInteger(value) && Number(value) > 0],
  times: ['a whole number from 1', (value) => Number.isSafeInteger(value) && Number(value) > 0],
  probability: ['a number from 0 to 1', (value) => typeof value === 'number' && value >= 0 && value <= 1],
  delayMs: from0,
  retryAfter: ['a text or null', (value) => value === null || typeof value === 'string'],
  remaining: from0,
  resetSeconds: from0,
  limits: [`an object of whole numbers: ${limitNames.join(', ')}`, areLimits],
  status: ['an HTTP status from 400', (value) => Number.isSafeInteger(value) && Number(value) >= 400],
  message: text,
  value: ['a JSON value', (value) => value !== undefined],
  field: text,
  id: text,
  path: text,
};

/**
 * Fault rules from anywhere. Throws an Error that says which rule is wrong and how: a rule that can never apply would
 * let a test pass that shows nothing. `isField` knows the fields of the schema as `Type.name`.
 */
export function faultRulesFrom(json: unknown, isField: (place: string) => boolean): FaultRule[] {
  if (!Array.isArray(json))
    throw new Error('Fault rules are a list of objects, such as [{ "kind": "500" }].');
  return json.map((rule: unknown, i) => checked(rule, `rules[${i}]`, isField));
}

function checked(rule: unknown, where: string, isField: (place: string) => boolean): FaultRule {
  if (typeof rule !== 'object' || rule === null)
    throw new Error(`${where} is ${JSON.stringify(rule)}; write an object.`);
  const given = rule as Record<string, unknown>;
  if (given['kind'] === undefined) throw new Error(`${where}.kind is missing; write ${fields['kind']?.[0]}.`);
  for (const [name, value] of Object.entries(given)) {
    const check = Object.hasOwn(fields, name) ? fields[name] : undefined;
    if (!check)
      throw new Error(`${where}.${name} is not known; the fields are ${Object.keys(fields).join(', ')}.`);
    const [form, holds] = check;
    if (value !== undefined && !holds(value))
      throw new Error(`${where}.${name} is ${JSON.stringify(value)}; write ${form}.`);
  }
  const { kind, field, id, path, limits } = given as Partial<FaultRule>;
  if (field !== undefined && !isField(field))
    throw new Error(`${where}.field is "${field}"; the schema has no such field. Write Type.name.`);
  if (
    (kind === 'partial' || kind === 'partial400') &&
    field === undefined &&
    id === undefined &&
    path === undefined
  )
    throw new Error(`${where} says not what fails: write field, id or path.`);
  if (kind === 'nullNonNull' && field === undefined)
    throw new Error(`${where}.field is missing: write which field is null, as Type.name.`);
  if ((kind === 'value' || kind === 'unknownField') && field === undefined)
    throw new Error(`${where}.field is missing: write which field it is, as Type.name.`);
  if (kind === 'value' && given['value'] === undefined)
    throw new Error(`${where}.value is missing: write what the field holds.`);
  if (kind === 'limit' && limits === undefined)
    throw new Error(`${where}.limits is missing: write such as { "aliases": 15 }.`);
  return given as unknown as FaultRule;
}
