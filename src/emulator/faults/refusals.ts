import {
  GraphQLError,
  Kind,
  TypeInfo,
  visit,
  visitWithTypeInfo,
  type DocumentNode,
  type FieldNode,
  type GraphQLCompositeType,
  type GraphQLSchema,
  type SelectionSetNode,
  type ValueNode,
} from 'graphql';
import { rateLimitHeaders, retryAfterHeader } from './fault-answers.ts';
import type { FaultRule, RequestLimits } from './faults.ts';

/** The answer to a request that a W&B does not take. */
export interface Refusal {
  status: number;
  headers: Record<string, string>;
  errors: readonly GraphQLError[];
}

/** What the first of the rules that refuses the request answers; null where none of them does. */
export function refusal(
  schema: GraphQLSchema,
  document: DocumentNode,
  variables: Readonly<Record<string, unknown>>,
  bytes: number,
  rules: readonly FaultRule[],
  use: (rule: FaultRule) => boolean,
): Refusal | null {
  for (const rule of rules) {
    if (rule.kind === 'limit') {
      const { limits = {}, status = 400, message = 'query is too complex' } = rule;
      const size = requestSize(document, variables, bytes);
      const isOver = Object.entries(limits).some(([name, most]) => size[name as keyof RequestLimits] > most);
      if (isOver && use(rule)) {
        const headers = status === 429 ? { ...rateLimitHeaders(rule), ...retryAfterHeader(rule) } : {};
        return { status, headers, errors: [new GraphQLError(message)] };
      }
    }
  }
  const unknown = rules.filter(({ kind }) => kind === 'unknownField');
  const errors = unknown.length > 0 ? unknownFieldErrors(schema, document, unknown, use) : [];
  return errors.length > 0 ? { status: 400, headers: {}, errors } : null;
}

function unknownFieldErrors(
  schema: GraphQLSchema,
  document: DocumentNode,
  rules: readonly FaultRule[],
  use: (rule: FaultRule) => boolean,
): GraphQLError[] {
  const errors: GraphQLError[] = [];
  const types = new TypeInfo(schema);
  const lacks = (type: GraphQLCompositeType, name: string): FaultRule | undefined =>
    rules.find(({ field }) => {
      const [typeName, fieldName] = (field ?? '').split('.');
      const interfaces = 'getInterfaces' in type ? type.getInterfaces() : [];
      return fieldName === name && [type, ...interfaces].some((each) => each.name === typeName);
    });
  visit(
    document,
    visitWithTypeInfo(types, {
      Field(node) {
        const type = types.getParentType();
        const rule = type && lacks(type, node.name.value);
        if (rule && use(rule))
          errors.push(
            new GraphQLError(`Cannot query field "${node.name.value}" on type "${type.name}".`, {
              nodes: node,
            }),
          );
      },
    }),
  );
  return errors;
}

const lineageEdges = new Set(['createdBy', 'usedBy', 'inputArtifacts', 'outputArtifacts']);

/** What `RequestLimits` limits. Fragments count where they are spread; aliases as they stand in the document. */
function requestSize(
  document: DocumentNode,
  variables: Readonly<Record<string, unknown>>,
  bytes: number,
): Required<RequestLimits> {
  const size = { depth: 0, hops: 0, aliases: 0, first: 0, bytes };
  visit(document, {
    Field(node) {
      if (node.alias) size.aliases += 1;
      size.first = Math.max(size.first, pageSizeOf(node, variables));
    },
  });
  const fragments = new Map(
    document.definitions.flatMap((each) =>
      each.kind === Kind.FRAGMENT_DEFINITION ? [[each.name.value, each.selectionSet] as const] : [],
    ),
  );
  const measure = (set: SelectionSetNode, depth: number, hops: number): void => {
    for (const node of set.selections) {
      if (node.kind === Kind.FIELD) {
        const below = hops + (lineageEdges.has(node.name.value) ? 1 : 0);
        size.depth = Math.max(size.depth, depth + 1);
        size.hops = Math.max(size.hops, below);
        if (node.selectionSet) measure(node.selectionSet, depth + 1, below);
      } else {
        const inner = node.kind === Kind.INLINE_FRAGMENT ? node.selectionSet : fragments.get(node.name.value);
        if (inner) measure(inner, depth, hops);
      }
    }
  };
  for (const each of document.definitions)
    if (each.kind === Kind.OPERATION_DEFINITION) measure(each.selectionSet, 0, 0);
  return size;
}

function pageSizeOf(node: FieldNode, variables: Readonly<Record<string, unknown>>): number {
  const values = (node.arguments ?? [])
    .filter(({ name }) => name.value === 'first' || name.value === 'last')
    .map(({ value }) => numberOf(value, variables));
  return Math.max(0, ...values);
}

function numberOf(value: ValueNode, variables: Readonly<Record<string, unknown>>): number {
  if (value.kind === Kind.INT) return Number(value.value);
  return value.kind === Kind.VARIABLE ? Number(variables[value.name.value] ?? 0) : 0;
}
