import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import {
  buildSchema,
  getNamedType,
  GraphQLObjectType,
  isIntrospectionType,
  isObjectType,
  Kind,
  parse,
  TypeInfo,
  visit,
  visitWithTypeInfo,
} from 'graphql';
import { format } from 'prettier';
import { z } from 'zod';
import { policyPageFrom, policySdlFrom } from '../../docs/policy-pages.js';
import { schemaPageFrom } from '../../docs/schema-page.js';
import { startEmulator, type Emulator } from '../../src/emulator/emulator.ts';
import type { ErrorCode } from '../../src/graphql/errors.ts';
import { policySchema, predicates } from '../../src/policies/policy.ts';
import { createSchema } from '../../src/schema.ts';
import { startGateway, type TestGateway } from '../support/gateway.ts';

interface Example {
  page: string;
  query: string;
  variables: Record<string, unknown>;
  /** As the page shows it; null where no response follows. */
  answer: string | null;
}

const root = new URL('../../', import.meta.url);
const read = (path: string): string => readFileSync(new URL(path, root), 'utf8');
const pages = [
  'README.md',
  ...readdirSync(new URL('docs/', root)).flatMap((file) => (file.endsWith('.md') ? [`docs/${file}`] : [])),
];
const block =
  /```graphql\n(?<query>[\s\S]*?)```(?:\s+```json variables\n(?<variables>[\s\S]*?)```)?(?<gap>\s+```json\n(?<answer>[\s\S]*?)```)?/g;

/** Blocks marked just `graphql` that hold an operation; one for another schema is marked `graphql supergraph` or the like. */
const examples = pages.flatMap((page) =>
  [...read(page).matchAll(block)].flatMap(({ groups = {} }): Example[] => {
    const { query = '', variables = '{}', answer = null } = groups;
    const isOperation = parse(query).definitions.some(({ kind }) => kind === Kind.OPERATION_DEFINITION);
    return isOperation
      ? [{ page, query, variables: JSON.parse(variables) as Example['variables'], answer }]
      : [];
  }),
);
const written = process.env['UPDATE_DOCS'] !== undefined;

/** Values that differ between machines, or that may improve: only their type is compared. */
const varying = new Set([
  'wandbRequests',
  'cursor',
  'startCursor',
  'endCursor',
  'durationMs',
  'checkedAt',
  'requestId',
  'retryAfterSeconds',
]);
function comparable(value: unknown, name = ''): unknown {
  if (Array.isArray(value)) return value.map((item) => comparable(item));
  if (typeof value === 'object' && value !== null)
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, comparable(inner, key)]));
  // An export contains its time and the gateway's version.
  if (name === 'content' && typeof value === 'string')
    return value.replace(/[\d-]+T[\d:.]+Z · wandb-lineage-gateway \S+/, '<time and version>');
  return varying.has(name) && value !== null ? `<${typeof value}>` : value;
}

let emulator: Emulator;
let gateway: TestGateway;
beforeAll(async () => {
  emulator = await startEmulator({ world: 'demo' });
  gateway = await startGateway(emulator, {
    wandbAppUrl: 'https://wandb.example.com',
    policies: 'examples/policies',
  });
});
afterAll(async () => {
  await gateway.close();
  await emulator.close();
});

describe('The queries in the documentation', () => {
  test('are each followed by their response', () => {
    expect(examples.length).toBeGreaterThan(20);
    if (!written)
      for (const { page, query, answer } of examples)
        expect({ page, query, hasAnswer: answer !== null }).toMatchObject({ hasAnswer: true });
  });

  test.each(examples)('$page: $query', async ({ page, query, variables, answer }) => {
    const { data, errors } = await gateway.ask(query, variables);
    const shown = errors
      ? { data, errors: errors.map(({ message, path, extensions }) => ({ message, path, extensions })) }
      : (data as unknown);
    const isRight =
      answer !== null &&
      JSON.stringify(comparable(JSON.parse(JSON.stringify(shown)))) ===
        JSON.stringify(comparable(JSON.parse(answer)));
    if (written && !isRight) await rewriteAnswer(page, query, shown);
    else
      expect(comparable(JSON.parse(JSON.stringify(shown)))).toEqual(comparable(JSON.parse(answer ?? 'null')));
  });

  test('use every field of the schema', () => {
    const schema = buildSchema(createSchema().apiSdl);
    const shown = new Set<string>();
    for (const { query } of examples) {
      const typeInfo = new TypeInfo(schema);
      const enter = (): void => {
        const parent = getNamedType(typeInfo.getParentType());
        const field = typeInfo.getFieldDef();
        const owners =
          parent instanceof GraphQLObjectType
            ? [parent]
            : parent
              ? schema.getPossibleTypes(parent as never)
              : [];
        for (const owner of owners) if (field) shown.add(`${owner.name}.${field.name}`);
      };
      visit(parse(query), visitWithTypeInfo(typeInfo, { Field: { enter } }));
    }
    const all = Object.values(schema.getTypeMap())
      .filter((type) => isObjectType(type) && !isIntrospectionType(type))
      .flatMap((type) =>
        Object.keys((type as GraphQLObjectType).getFields()).map((name) => `${type.name}.${name}`),
      );
    expect(all.filter((field) => !shown.has(field))).toEqual([]);
  });
});

/** `UPDATE_DOCS=1` writes the demo's current responses into the page; review the diff. */
async function rewriteAnswer(page: string, query: string, shown: unknown): Promise<void> {
  const json = await format(JSON.stringify(shown), { parser: 'json', printWidth: 110 });
  const text = read(page).replace(block, (found: string, ...rest: unknown[]) => {
    const groups = rest.at(-1) as { query: string; gap?: string };
    if (groups.query !== query) return found;
    const before = groups.gap === undefined ? found : found.slice(0, found.length - groups.gap.length);
    return `${before}\n\n\`\`\`json\n${json}\`\`\``;
  });
  writeFileSync(new URL(page, root), text);
}

describe('The pages of the documentation', () => {
  test('include docs/schema.md as npm run docs:schema writes it', () => {
    expect(read('docs/schema.md')).toBe(schemaPageFrom(createSchema().apiSdl));
  });

  test('describe policies as npm run docs:policies does', async () => {
    const jsonSchema = z.toJSONSchema(policySchema, { io: 'input' });
    const options = { printWidth: 120, singleQuote: true };
    const formatted = (text: string, parser: string) => format(text, { ...options, parser });
    expect(read('schema/policy-input.graphql')).toBe(await formatted(policySdlFrom(jsonSchema), 'graphql'));
    expect(JSON.parse(read('docs/policy.schema.json'))).toEqual(JSON.parse(JSON.stringify(jsonSchema)));
    const page = read('docs/policies.md');
    expect(await formatted(page, 'markdown')).toBe(
      await formatted(policyPageFrom(page, predicates), 'markdown'),
    );
  });

  test('explain every error code in docs/troubleshooting.md', () => {
    const codes: Record<ErrorCode, true> = {
      UNAUTHENTICATED: true,
      FORBIDDEN: true,
      BAD_USER_INPUT: true,
      BAD_REQUEST: true,
      QUERY_TOO_COSTLY: true,
      INCOMPLETE: true,
      RATE_LIMITED: true,
      SERVICE_UNAVAILABLE: true,
      PERSISTED_QUERY_NOT_IN_LIST: true,
      WANDB_UNAVAILABLE: true,
      WANDB_TIMEOUT: true,
      WANDB_RATE_LIMITED: true,
      WANDB_ERROR: true,
      WANDB_CONTRACT_VIOLATION: true,
      INTERNAL_SERVER_ERROR: true,
    };
    const explained = [...read('docs/troubleshooting.md').matchAll(/^\| `([A-Z_]+)` \|/gm)].map(
      ([, code]) => code,
    );
    expect(explained.sort()).toEqual(Object.keys(codes).sort());
  });

  test.each(pages)('link only to existing files: %s', (page) => {
    const folder = new URL(page, root);
    const targets = [...read(page).matchAll(/\]\(([^)#\s]+)(?:#[^)]*)?\)/g)].map(([, target = '']) => target);
    const missing = targets
      .filter((target) => !/^[a-z]+:/.test(target))
      .filter((target) => {
        try {
          readFileSync(new URL(target, folder));
          return false;
        } catch (error) {
          return (error as NodeJS.ErrnoException).code !== 'EISDIR';
        }
      });
    expect(missing).toEqual([]);
  });
});
