import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import {
  buildSchema,
  isInterfaceType,
  isObjectType,
  parse,
  validate,
  type DocumentNode,
  type GraphQLSchema,
} from 'graphql';
import { wandbSchema } from '../../src/wandb/schema.ts';
import * as generated from '../../src/wandb/operations.generated.ts';
import { operationOf } from '../../src/wandb/merge.ts';
import { mergeItems } from '../../src/wandb/merge.ts';
import { fuseEdge } from '../../src/wandb/prefetch/fuse.ts';
import { walkPlan } from '../../src/wandb/prefetch/plan.ts';

const documents = Object.entries(generated).filter((entry): entry is [string, DocumentNode] =>
  entry[0].endsWith('Document'),
);
const published = new URL('../../../shared/wandb.graphql', import.meta.url);

describe('the W&B operations', () => {
  test('are all checked', () => {
    expect(documents.length).toBeGreaterThanOrEqual(13);
  });

  test.each(documents)('%s is valid against the contract', (_, document) => {
    expect(validate(wandbSchema, document)).toEqual([]);
  });

  const forPublished = existsSync(published) ? describe : describe.skip;
  forPublished("W&B's published schema slice", () => {
    test('holds every type, field and argument of the contract, with the same types', () => {
      const wandb = buildSchema(readFileSync(published, 'utf8'));
      expect(differences(wandbSchema, wandb)).toEqual([]);
    });

    const wandb = existsSync(published) ? buildSchema(readFileSync(published, 'utf8')) : wandbSchema;

    test.each(documents)('accepts %s merged with itself for two keys', (_, document) => {
      const variables = (suffix: string) =>
        Object.fromEntries(
          (operationOf(document).variableDefinitions ?? []).map(({ variable: { name } }) => [
            name.value,
            name.value === 'first' ? 10 : `${name.value}${suffix}`,
          ]),
        );
      const items = ['1', '2'].map((suffix) => ({ document, variables: variables(suffix), maxNodes: 1 }));
      expect(validate(wandb, parse(mergeItems(items).query))).toEqual([]);
    });

    test.each(['UPSTREAM', 'DOWNSTREAM'] as const)('accepts %s hops nested in one operation', (direction) => {
      for (const type of ['Run', 'Artifact'] as const) {
        for (const variant of ['brief', 'full'] as const) {
          const [edge] = walkPlan(type, { direction, depth: 5, first: 100, variant, looks: true }).edges;
          if (!edge) throw new Error('A walk has an edge.');
          const { document } = fuseEdge(edge, 5, 7);
          expect(validate(wandb, document)).toEqual([]);
        }
      }
    });
  });
});

function differences(contract: GraphQLSchema, whole: GraphQLSchema): string[] {
  const found: string[] = [];
  for (const type of Object.values(contract.getTypeMap())) {
    if (type.name.startsWith('__')) continue;
    const other = whole.getType(type.name);
    if (!other) {
      found.push(type.name);
      continue;
    }
    if (!isObjectType(type) && !isInterfaceType(type)) continue;
    const fields = isObjectType(other) || isInterfaceType(other) ? other.getFields() : {};
    for (const field of Object.values(type.getFields())) {
      const same = fields[field.name];
      if (String(same?.type) !== String(field.type)) found.push(`${type.name}.${field.name}`);
      for (const arg of field.args) {
        const sameArg = same?.args.find(({ name }) => name === arg.name);
        if (String(sameArg?.type) !== String(arg.type)) found.push(`${type.name}.${field.name}(${arg.name})`);
      }
    }
  }
  return found;
}
