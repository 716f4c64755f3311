import { describe, expect, test } from '@jest/globals';
import {
  buildSchema,
  isInterfaceType,
  isObjectType,
  Kind,
  parse,
  validateSchema,
  type GraphQLObjectType,
} from 'graphql';
import { createSchema } from '../../src/schema.ts';

const { schema, apiSdl } = createSchema();
const objectType = (name: string): GraphQLObjectType => {
  const type = schema.getType(name);
  if (!isObjectType(type)) throw new Error(`There is no type ${name}.`);
  return type;
};

describe('The schema', () => {
  /** `state` is W&B's text on a run, and an enum on a version: the two have no value in common. */
  test('has no two fields of the same name with different types on Run and Artifact, except state', () => {
    const [run, artifact] = ['Run', 'Artifact'].map((name) => objectType(name).getFields());
    const different = Object.keys(run ?? {}).filter(
      (name) => artifact?.[name] && String(artifact[name].type) !== String(run?.[name]?.type),
    );
    expect(different).toEqual(['state']);
  });

  test('has path, label, url, createdAt and project on every lineage node', () => {
    const type = schema.getType('LineageNode');
    expect(isInterfaceType(type) && Object.keys(type.getFields())).toEqual([
      ...['id', 'path', 'label', 'url', 'createdAt', 'project'],
    ]);
  });

  test('has no object with an id that is no Node, except hidden nodes', () => {
    const withId = Object.values(schema.getTypeMap()).filter(
      (type) => isObjectType(type) && type.getFields()['id'],
    );
    const others = withId.filter(
      (type) => isObjectType(type) && !type.getInterfaces().some(({ name }) => name === 'Node'),
    );
    expect(others.map(({ name }) => name)).toEqual(['HiddenNode']);
  });

  test('lets every root field that takes arguments be null, except lists of nodes', () => {
    const fields = Object.values(schema.getQueryType()?.getFields() ?? {});
    const required = fields.filter(({ args, type }) => args.length > 0 && String(type).endsWith('!'));
    expect(required.map(({ name }) => name)).toEqual(['nodes', '_entities']);
  });
});

describe('The SDL for clients', () => {
  test.each([
    ['without a prefix', apiSdl],
    ['with a prefix', createSchema({ prefix: 'Wandb', federationVersion: '2.9' }).apiSdl],
  ])('defines every type once and names nothing of federation, %s', (_, sdl) => {
    const { definitions } = parse(sdl);
    const names = definitions.map((each) => ('name' in each ? each.name.value : undefined));
    expect(new Set(names).size).toBe(names.length);
    expect(
      definitions.filter(({ kind }) => kind.endsWith('Extension') || kind === Kind.DIRECTIVE_DEFINITION),
    ).toEqual([]);
    expect(sdl).not.toMatch(/@(?:key|link|shareable|cost|listSize)|_Service|_entities|_Any/);
    expect(validateSchema(buildSchema(sdl))).toEqual([]);
  });
});
