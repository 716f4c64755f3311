import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { suggestionList } from 'graphql/jsutils/suggestionList.js';
import { isMap, LineCounter, parseDocument, type Document } from 'yaml';
import { z } from 'zod';
import { policySchema, type Policy } from './policy.ts';

/** A policy that cannot be used; the message says where, and what to write instead. */
export class PolicyError extends Error {
  override readonly name = 'PolicyError';
}

const maxBytes = 1_048_576;
const maxNesting = 40;
const maxProblems = 5;

/** Reads one policy. @throws PolicyError */
export function readPolicy(file: string): Policy {
  let text: string;
  try {
    if (statSync(file).size > maxBytes)
      throw new PolicyError(
        `${file}: is larger than ${maxBytes.toLocaleString('en')} bytes; split the policy.`,
      );
    text = readFileSync(file, 'utf8');
  } catch (error) {
    if (error instanceof PolicyError) throw error;
    throw new PolicyError(
      `${file}: cannot be read (${(error as NodeJS.ErrnoException).code ?? 'unknown error'}).`,
    );
  }
  return policyFromYaml(text, file);
}

/** Reads every `.yaml` and `.yml` file of a folder. @throws PolicyError */
export function readPolicies(folder: string): Policy[] {
  let names: string[];
  try {
    names = readdirSync(folder).filter((name) => /\.ya?ml$/.test(name));
  } catch (error) {
    throw new PolicyError(
      `${folder}: cannot be read (${(error as NodeJS.ErrnoException).code ?? 'unknown error'}).`,
    );
  }
  if (names.length === 0) throw new PolicyError(`${folder}: holds no .yaml file; put a policy there.`);
  const byName = new Map<string, string>();
  return names.sort().map((name) => {
    const policy = readPolicy(join(folder, name));
    const other = byName.get(policy.name);
    if (other !== undefined)
      throw new PolicyError(
        `${join(folder, name)}: its name "${policy.name}" is that of ${other}; give it another one.`,
      );
    byName.set(policy.name, name);
    return policy;
  });
}

/** @throws PolicyError with a line for each problem: file, line, what is wrong, what to write. */
export function policyFromYaml(text: string, file: string): Policy {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  const [mistake] = document.errors;
  if (mistake) {
    const [what = ''] = mistake.message.split(/ at line|\n/);
    const why = what.includes('call stack') ? 'it is nested too deeply' : what;
    throw new PolicyError(`${file}:${lines.linePos(mistake.pos[0]).line}: this is no YAML: ${why}.`);
  }
  let value: unknown;
  try {
    value = document.toJS({ maxAliasCount: 100 });
  } catch {
    throw new PolicyError(`${file}:1: its aliases (*name) stand for too many values; write them out.`);
  }
  return parsePolicy(value, (path) => `${file}:${lines.linePos(offsetOf(document, path)).line}: `);
}

/** `placeOf` says where a value stands, as the beginning of a message. @throws PolicyError */
export function parsePolicy(value: unknown, placeOf: (path: readonly PropertyKey[]) => string): Policy {
  if (nesting(value) > maxNesting)
    throw new PolicyError(`${placeOf([])}is nested deeper than ${maxNesting} levels; split its rules.`);
  const parsed = policySchema.safeParse(value, { reportInput: true });
  if (parsed.success) return parsed.data;
  const { issues } = parsed.error;
  const unknown = issues.filter(({ code }) => code === 'unrecognized_keys').map(({ path }) => nameOf(path));
  // A condition with nothing but a misspelt predicate is not empty.
  const real = issues.filter(({ code, path }) => code !== 'custom' || !unknown.includes(nameOf(path)));
  const problems = real.slice(0, maxProblems).map((issue) => {
    const key = issue.code === 'unrecognized_keys' ? issue.keys[0] : undefined;
    const path = key === undefined ? issue.path : [...issue.path, key];
    return `${placeOf(path)}${nameOf(path)} ${problemOf(issue)}.`;
  });
  const rest = real.length - problems.length;
  throw new PolicyError([...problems, ...(rest > 0 ? [`${rest} more problems.`] : [])].join('\n'));
}

function nesting(value: unknown): number {
  let level = [value];
  for (let depth = 0; ; depth += 1) {
    level = level.flatMap((each) =>
      typeof each === 'object' && each !== null ? Object.values(each as Record<string, unknown>) : [],
    );
    if (level.length === 0 || depth > maxNesting) return depth;
  }
}

function nameOf(path: readonly PropertyKey[]): string {
  if (path.length === 0) return 'the policy';
  return path
    .map((part, index) => (typeof part === 'number' ? `[${part}]` : `${index > 0 ? '.' : ''}${String(part)}`))
    .join('');
}

function problemOf(issue: z.core.$ZodIssue): string {
  const given = shown(issue.input);
  switch (issue.code) {
    case 'unrecognized_keys': {
      const known = keysAt(issue.path);
      const [meant] = suggestionList(issue.keys[0] ?? '', known);
      return `is not known${meant === undefined ? '' : `; did you mean ${meant}`}? Known here: ${known.join(', ')}`;
    }
    case 'invalid_type':
      return `is ${given}; write ${kindWords[issue.expected] ?? issue.expected}`;
    case 'invalid_value':
      return `is ${given}; write ${issue.values.map(String).join(' or ')}`;
    case 'too_big':
      return `is ${given}; the most is ${issue.maximum.toLocaleString('en')}`;
    case 'too_small':
      return `is ${given}; the least is ${issue.minimum.toLocaleString('en')}`;
    case 'invalid_union':
      return `is ${given}; write a text, a number, true or false`;
    default:
      return issue.message;
  }
}

const kindWords: Partial<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'a mapping of names to values',
};

function shown(value: unknown): string {
  if (value === undefined) return 'missing';
  if (Array.isArray(value)) return `a list of ${value.length.toLocaleString('en')}`;
  if (typeof value === 'object' && value !== null) return 'a mapping';
  const text = JSON.stringify(value);
  return text.length > 60 ? `a text of ${text.length - 2} characters` : text;
}

/** The keys that are known where another one was found. */
function keysAt(path: readonly PropertyKey[]): string[] {
  type Node = { $ref?: string; properties?: Record<string, Node>; items?: Node; allOf?: Node[] };
  const root = z.toJSONSchema(policySchema, { io: 'input' }) as unknown as Node & {
    $defs: Record<string, Node>;
  };
  const resolve = (node: Node | undefined): Node => {
    const [, name] = /^#\/\$defs\/(.+)$/.exec(node?.$ref ?? '') ?? [];
    return name === undefined ? (node ?? {}) : { ...root.$defs[name] };
  };
  let at: Node = resolve(root);
  for (const part of path) at = resolve(typeof part === 'number' ? at.items : at.properties?.[String(part)]);
  return Object.keys(at.properties ?? {});
}

/** Where the value at a path begins; of one that is missing, what should hold it. */
function offsetOf(document: Document.Parsed, path: readonly PropertyKey[]): number {
  for (let length = path.length; length >= 0; length -= 1) {
    const parent = length === 0 ? document.contents : document.getIn(path.slice(0, length - 1), true);
    const key = path[length - 1];
    const pair = isMap(parent) ? parent.items.find((each) => String(each.key) === key) : undefined;
    const node = pair ? pair.key : document.getIn(path.slice(0, length), true);
    const range = (node as { range?: readonly number[] | null } | undefined)?.range;
    if (range) return range[0] ?? 0;
  }
  return 0;
}
