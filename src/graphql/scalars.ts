import { DateTimeResolver, JSONResolver, SafeIntResolver } from 'graphql-scalars';

export const scalarResolvers = { DateTime: DateTimeResolver, JSON: JSONResolver, SafeInt: SafeIntResolver };
