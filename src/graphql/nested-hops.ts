import {
  getArgumentValues,
  getNamedType,
  isObjectType,
  type FieldNode,
  type GraphQLField,
  type GraphQLResolveInfo,
} from 'graphql';
import type { HopKind } from '../wandb/fused-operation.ts';
import { directionOf, type ChainedHop, type HopChain } from '../wandb/hop-fusion.ts';
import { mostHops } from '../wandb/hop-memory.ts';
import { heavyFields, needsFrom } from '../wandb/needs.ts';
import { defaultPage } from './connection.ts';
import { typeNamed } from './naming.ts';
import { descend, gather, subFields, type TypeNeeds } from './selection.ts';

/** A traversal field: which hop it is, and where the objects stand that it leads to. */
export interface HopField {
  kind: HopKind;
  paths: readonly string[];
  /** What the objects are; the first one has traversal fields of its own. */
  to: readonly [TypeNeeds, ...TypeNeeds[]];
}

/** By our type's name, then by the field's. */
export type HopFields = Readonly<Record<string, Readonly<Record<string, HopField>>>>;

export interface NestedHops {
  /**
   * The hops that the caller nests below the current traversal field, itself the first: one way down, in its own direction
   * where there is a choice. null: none is nested, or it begins in the middle of a list.
   */
  along(info: GraphQLResolveInfo, type: string): HopChain | null;
  /** The hops below an object that the current field looks up; null: not more than one is nested. */
  below(info: GraphQLResolveInfo, type: TypeNeeds): HopChain | null;
}

interface Place {
  type: string;
  name: string;
  nodes: readonly FieldNode[];
}

export function createNestedHops(fields: HopFields): NestedHops {
  // GraphQL.js hands all siblings of a list the same array of field nodes.
  const known = new WeakMap<readonly FieldNode[], Map<string, HopChain | null>>();
  const remembered = (info: GraphQLResolveInfo, key: string, chainOf: () => HopChain | null) => {
    let chains = known.get(info.fieldNodes);
    if (!chains) known.set(info.fieldNodes, (chains = new Map<string, HopChain | null>()));
    let chain = chains.get(key);
    if (chain === undefined) chains.set(key, (chain = chainOf()));
    return chain;
  };
  return {
    along: (info, type) =>
      remembered(info, `along ${type}`, () =>
        chainFrom(info, { type, name: info.fieldName, nodes: info.fieldNodes }, fields),
      ),
    below: (info, type) =>
      remembered(info, `below ${type.type}`, () =>
        chainFrom(info, nextOf(info, { kind: null, to: [type] }, info.fieldNodes, fields), fields),
      ),
  };
}

function chainFrom(info: GraphQLResolveInfo, start: Place | undefined, fields: HopFields): HopChain | null {
  const chain: ChainedHop[] = [];
  let at = start;
  while (at && chain.length < mostHops) {
    const field = fields[at.type]?.[at.name];
    const definition = definitionOf(info, at);
    const first = definition && firstOf(info, definition, at.nodes);
    if (!field || !first) break;
    const own = new Set<string>();
    const below: FieldNode[] = [];
    const returned = getNamedType(definition.type);
    for (const path of field.paths) {
      const nodes = descend(info, returned, at.nodes, path);
      if (nodes.length === 0) continue;
      below.push(...nodes);
      for (const each of field.to) gather(info, each, nodes, own);
    }
    if (heavyFields.some((need) => own.has(need))) break;
    chain.push({ kind: field.kind, first, needs: needsFrom(own) });
    at = nextOf(info, field, below, fields);
  }
  // A single hop is asked together with all else that its level wants, which is one request as well.
  return chain.length < 2 ? null : chain;
}

function nextOf(
  info: GraphQLResolveInfo,
  from: { kind: HopKind | null; to: HopField['to'] },
  below: readonly FieldNode[],
  fields: HopFields,
): Place | undefined {
  const type = from.to[0].type;
  const objectType = typeNamed(info.schema, type);
  if (below.length === 0 || !isObjectType(objectType)) return undefined;
  const found = new Map<string, FieldNode[]>();
  for (const node of subFields(info, objectType, below)) {
    const name = node.name.value;
    if (fields[type]?.[name]) found.set(name, [...(found.get(name) ?? []), node]);
  }
  const direction = directionOf(from.kind ?? 'creator');
  const goesOn = (name: string): boolean => {
    const kind = fields[type]?.[name]?.kind;
    return kind !== undefined && directionOf(kind) === direction;
  };
  const names = [...found.keys()];
  const name = names.find(goesOn) ?? names[0];
  return name === undefined ? undefined : { type, name, nodes: found.get(name) ?? [] };
}

function definitionOf(
  info: GraphQLResolveInfo,
  { type, name }: Place,
): GraphQLField<unknown, unknown> | undefined {
  const parent = typeNamed(info.schema, type);
  return isObjectType(parent) ? parent.getFields()[name] : undefined;
}

/** The longest page that is wanted; null where one does not begin at the list's beginning. */
function firstOf(
  info: GraphQLResolveInfo,
  definition: GraphQLField<unknown, unknown>,
  nodes: readonly FieldNode[],
): number | null {
  let longest = 0;
  for (const node of nodes) {
    const { first, after } = getArgumentValues(definition, node, info.variableValues);
    if (typeof after === 'string' && after !== '') return null;
    longest = Math.max(longest, typeof first === 'number' ? first : defaultPage);
  }
  return longest < 1 ? null : longest;
}
