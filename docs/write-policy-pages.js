// Usage: node docs/write-policy-pages.js, after a build.
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { format } from 'prettier';
import { z } from 'zod';
import { policySchema, predicates } from '../dist/policies/policy.js';
import { policyPageFrom, policySdlFrom } from './policy-pages.js';

const pathOf = (path) => fileURLToPath(import.meta.resolve(path));
const jsonSchema = z.toJSONSchema(policySchema, { io: 'input' });
const write = async (path, text, parser) =>
  writeFileSync(pathOf(path), await format(text, { parser, printWidth: 120, singleQuote: true }));

await write('../schema/policy-input.graphql', policySdlFrom(jsonSchema), 'graphql');
await write('./policy.schema.json', JSON.stringify(jsonSchema), 'json');
const page = readFileSync(pathOf('./policies.md'), 'utf8');
await write('./policies.md', policyPageFrom(page, predicates), 'markdown');
