import type { ApolloServerPlugin } from '@apollo/server';
import {
  isEnumType,
  isInputObjectType,
  isInputType,
  isInterfaceType,
  isListType,
  isNonNullType,
  isObjectType,
  typeFromAST,
  TypeInfo,
  visit,
  visitWithTypeInfo,
  type DocumentNode,
  type GraphQLInputType,
  type GraphQLSchema,
} from 'graphql';
import type { GatewayContext } from '../../context.ts';

/**
 * Which deprecated fields, arguments, input fields and enum values an operation and its variables use, as `Type.field` and
 * `Type.field(argument:)`, each once. All of them stand in the schema, so that there are few.
 */
export function deprecatedIn(
  schema: GraphQLSchema,
  document: DocumentNode,
  variables: Readonly<Record<string, unknown>> = {},
): string[] {
  const used = new Set<string>();
  const info = new TypeInfo(schema);
  const look = (
    name: string,
    element: { deprecationReason?: string | null | undefined } | null | undefined,
  ): void => {
    if (element?.deprecationReason) used.add(name);
  };
  /** A value that came as a variable: of the form that its type asks for, or the execution refuses it. */
  const lookInto = (value: unknown, type: GraphQLInputType): void => {
    if (isNonNullType(type)) lookInto(value, type.ofType);
    else if (isListType(type))
      for (const item of Array.isArray(value) ? value : [value]) lookInto(item, type.ofType);
    else if (isEnumType(type) && typeof value === 'string')
      look(`${type.name}.${value}`, type.getValue(value));
    else if (isInputObjectType(type) && typeof value === 'object' && value !== null) {
      for (const [name, inner] of Object.entries(value)) {
        const field = Object.hasOwn(type.getFields(), name) ? type.getFields()[name] : undefined;
        look(`${type.name}.${name}`, field);
        if (field) lookInto(inner, field.type);
      }
    }
  };
  visit(
    document,
    visitWithTypeInfo(info, {
      VariableDefinition({ variable, type }) {
        const given = typeFromAST(schema, type);
        if (isInputType(given)) lookInto(variables[variable.name.value], given);
      },
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
        didResolveOperation({ document, request }) {
          for (const name of deprecatedIn(schema, document, request.variables)) onUsed(name);
          return Promise.resolve();
        },
      }),
  };
}
