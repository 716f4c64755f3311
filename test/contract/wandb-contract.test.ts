import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import {
  buildSchema,
  isInterfaceType,
  isObjectType,
  Kind,
  parse,
  validate,
  type DocumentNode,
  type GraphQLSchema,
} from 'graphql';
import { wandbSchema } from '../../src/wandb/contract.ts';
import * as generated from '../../src/wandb/operations.generated.ts';
import { mergeWork } from '../../src/wandb/merge.ts';
import { needsFrom } from '../../src/wandb/needs.ts';
import { prepareOperation } from '../../src/wandb/operation.ts';

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

    test.each(documents)(
      'accepts %s merged with itself for two keys, whatever was selected',
      (_, document) => {
        const wandb = buildSchema(readFileSync(published, 'utf8'));
        for (const needs of [needsFrom([]), needsFrom(allFields(document))]) {
          const operation = prepareOperation(document, needs);
          const variables = (suffix: string) =>
            Object.fromEntries(
              [...operation.variableTypes.keys()].map((name) => [
                name,
                name === 'first' ? 10 : `${name}${suffix}`,
              ]),
            );
          const { query } = mergeWork([
            { operation, variables: variables('1') },
            { operation, variables: variables('2') },
          ]);
          expect(validate(wandb, parse(query))).toEqual([]);
        }
      },
    );
  });
});

/** Every `Fragment.field` that the document's fragments name directly. */
function allFields(document: DocumentNode): string[] {
  return document.definitions.flatMap((definition) =>
    definition.kind === Kind.FRAGMENT_DEFINITION
      ? definition.selectionSet.selections.flatMap((selection) =>
          selection.kind === Kind.FIELD ? [`${definition.name.value}.${selection.name.value}`] : [],
        )
      : [],
  );
}

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
