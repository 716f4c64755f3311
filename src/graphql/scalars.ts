import { GraphQLScalarType, Kind } from 'graphql';
import { DateTimeResolver, JSONResolver, SafeIntResolver } from 'graphql-scalars';

/** A date stands for its first instant in UTC, and seconds may be left out. */
function fullDateTime(text: string): string {
  const [, date = '', time = 'T00:00', seconds = ':00', zone = 'Z'] =
    /^(\d{4}-\d\d-\d\d)(?:(T\d\d:\d\d)(:\d\d(?:\.\d+)?)?(Z|[+-]\d\d:\d\d))?$/i.exec(text) ?? [];
  return date === '' ? text : `${date}${time}${seconds}${zone}`;
}

const dateTime = DateTimeResolver.toConfig();

export const scalarResolvers = {
  DateTime: new GraphQLScalarType({
    ...dateTime,
    parseValue: (value) => dateTime.parseValue(typeof value === 'string' ? fullDateTime(value) : value),
    parseLiteral: (node, variables) =>
      dateTime.parseLiteral(
        node.kind === Kind.STRING ? { ...node, value: fullDateTime(node.value) } : node,
        variables,
      ),
  }),
  JSON: JSONResolver,
  SafeInt: SafeIntResolver,
};
