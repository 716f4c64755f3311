import {
  GraphQLEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  isScalarType,
  type GraphQLInputField,
  type GraphQLInputType,
  type GraphQLSchema,
} from 'graphql';
import { badUserInput } from '../../graphql/errors.ts';
import { referenceForms } from '../../wandb/addresses.ts';

/** Parameters of a URL; one that is given several times is a list. */
export type QueryParameters = Readonly<Record<string, string | readonly string[]>>;

export interface LineageParameters {
  /** Paths or global ids, as people write them. At least one. */
  roots: readonly string[];
  /** Arguments of `Query.lineage` beside its roots; those that were not given are left out, so that the defaults apply. */
  variables: Readonly<Record<string, unknown>>;
}

/**
 * Reads the parameters of a lineage file: the arguments of `Query.lineage` and the fields of its filter. Throws BAD_USER_INPUT
 * for a parameter that is unknown, of the wrong form, or given twice.
 */
export function createLineageParameters(
  schema: GraphQLSchema,
): (query: QueryParameters) => LineageParameters {
  const lineageArguments = new Map<string, GraphQLInputType>();
  for (const { name, type } of schema.getQueryType()?.getFields()['lineage']?.args ?? [])
    if (!['roots', 'filter', 'stopAt'].includes(name)) lineageArguments.set(name, type);
  const filterType = schema.getType('LineageFilter');
  const filterFields: Record<string, GraphQLInputField> = isInputObjectType(filterType)
    ? filterType.getFields()
    : {};
  const names = ['root', ...lineageArguments.keys(), ...Object.keys(filterFields)].join(', ');

  return ({ root = [], ...query }) => {
    const variables: Record<string, unknown> = {};
    const filter: Record<string, unknown> = {};
    for (const [name, given] of Object.entries(query)) {
      const type = lineageArguments.get(name) ?? filterFields[name]?.type;
      if (!type) throw badUserInput(name, given, `one of these parameters: ${names}`);
      if (typeof given !== 'string') throw badUserInput(name, given, 'given once');
      (lineageArguments.has(name) ? variables : filter)[name] = valueOf(type, name, given);
    }
    const roots = [root].flat();
    if (roots.length === 0) throw badUserInput('root', undefined, referenceForms);
    return { roots, variables: Object.keys(filter).length > 0 ? { ...variables, filter } : variables };
  };
}

const maxInt = 2 ** 31 - 1;

/** A value of a type that the lineage arguments have. The schema checks its range. */
function valueOf(type: GraphQLInputType, name: string, text: string): unknown {
  if (isNonNullType(type)) return valueOf(type.ofType, name, text);
  if (isListType(type)) {
    const items = text.split(',').map((item) => item.trim());
    if (items.includes('')) throw badUserInput(name, text, 'one or more words, separated by commas');
    return items.map((item) => valueOf(type.ofType, name, item));
  }
  if (type instanceof GraphQLEnumType) {
    const value = text.toUpperCase();
    if (type.getValue(value)) return value;
    const values = type.getValues().map((each) => each.name);
    throw badUserInput(name, text, values.join(' or '));
  }
  switch (type.name) {
    case 'Int':
      if (/^\d+$/.test(text) && Number(text) <= maxInt) return Number(text);
      throw badUserInput(name, text, 'a whole number');
    case 'Boolean':
      if (text === 'true' || text === 'false') return text === 'true';
      throw badUserInput(name, text, 'true or false');
    case 'DateTime':
      try {
        return isScalarType(type) && type.parseValue(text);
      } catch {
        throw badUserInput(name, text, 'a date or an instant, as 2024-03-01 or 2024-03-01T10:00:00Z');
      }
    default:
      return text;
  }
}
