import type { ApolloServerPlugin } from '@apollo/server';
import {
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isObjectType,
  TypeInfo,
  visit,
  visitWithTypeInfo,
  type DocumentNode,
  type GraphQLSchema,
} from 'graphql';
import type { GatewayContext } from '../context.ts';

/**
 * Which deprecated fields, arguments, input fields and enum values an operation uses, as `Type.field` and
 * `Type.field(argument:)`, each once.
 */
export function deprecatedIn(schema: GraphQLSchema, document: DocumentNode): string[] {
  const used = new Set<string>();
  const info = new TypeInfo(schema);
  const look = (
    name: string,
    element: { deprecationReason?: string | null | undefined } | null | undefined,
  ): void => {
    if (element?.deprecationReason) used.add(name);
  };
  visit(
    document,
    visitWithTypeInfo(info, {
      Field() {
        const field = info.getFieldDef();
        look(`${info.getParentType()?.name ?? ''}.${field?.name ?? ''}`, field);
      },
      Argument() {
        const argument = info.getArgument();
        const place = `${info.getParentType()?.name ?? ''}.${info.getFieldDef()?.name ?? ''}`;
        look(`${place}(${argument?.name ?? ''}:)`, argument);
      },
      ObjectField({ name }) {
        const parent = info.getParentInputType();
        if (isInputObjectType(parent)) look(`${parent.name}.${name.value}`, parent.getFields()[name.value]);
      },
      EnumValue() {
        const value = info.getEnumValue();
        look(`${String(info.getInputType()).replace(/[[\]!]/g, '')}.${value?.name ?? ''}`, value);
      },
    }),
  );
  return [...used];
}

/** Every deprecated element with its reason: what `docs/schema-changes.md` has a rule for. */
export function deprecations(schema: GraphQLSchema): { name: string; reason: string }[] {
  const found: { name: string; reason: string }[] = [];
  const look = (
    name: string,
    { deprecationReason }: { deprecationReason?: string | null | undefined },
  ): void => {
    if (deprecationReason) found.push({ name, reason: deprecationReason });
  };
  for (const type of Object.values(schema.getTypeMap())) {
    if (type.name.startsWith('__')) continue;
    if (isEnumType(type)) for (const value of type.getValues()) look(`${type.name}.${value.name}`, value);
    if (isInputObjectType(type))
      for (const field of Object.values(type.getFields())) look(`${type.name}.${field.name}`, field);
    if (isObjectType(type) || isInterfaceType(type)) {
      for (const field of Object.values(type.getFields())) {
        look(`${type.name}.${field.name}`, field);
        for (const argument of field.args) look(`${type.name}.${field.name}(${argument.name}:)`, argument);
      }
    }
  }
  return found;
}

/** Tells of what clients still use that is to go. A schema without anything of the kind costs nothing. */
export function createDeprecationPlugin(
  schema: GraphQLSchema,
  onUsed: (name: string) => void,
): ApolloServerPlugin<GatewayContext> {
  if (deprecations(schema).length === 0) return {};
  return {
    requestDidStart: () =>
      Promise.resolve({
        didResolveOperation({ document }) {
          for (const name of deprecatedIn(schema, document)) onUsed(name);
          return Promise.resolve();
        },
      }),
  };
}
