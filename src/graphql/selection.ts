import { collectSubFields } from '@graphql-tools/utils';
import {
  getNamedType,
  isObjectType,
  type FieldNode,
  type GraphQLNamedType,
  type GraphQLObjectType,
  type GraphQLResolveInfo,
} from 'graphql';
import { typeNamed } from './naming.ts';
import { needsFrom, type Needs } from '../wandb/needs.ts';

/** What the fields of one of our types need of W&B. Fields that cost a request of their own need nothing here. */
export interface TypeNeeds<TField extends string = string> {
  /** Our type's name. */
  type: string;
  /** Needed in any case, to know what and whose the object is. */
  base: readonly string[];
  fields: Readonly<Record<TField, FieldNeeds>>;
}

export interface FieldNeeds {
  needs?: readonly string[];
  /** The type of an object that W&B sends along, whose selected fields are needed too. */
  inline?: TypeNeeds;
  /** Where below the field the object itself is given out again: what is selected of its type there is needed too. */
  again?: readonly string[];
}

type FieldNodes = readonly FieldNode[];

// GraphQL.js hands all siblings of a list the same array of field nodes, so each selection is looked through once.
const known = new WeakMap<FieldNodes, Map<string, Needs>>();

/**
 * What the caller selected below the current field, as W&B fields. `paths` are the ways from the field to the objects
 * (`edges.node` and `nodes` of a connection); none for a field that is such an object itself.
 */
export function needsOf(info: GraphQLResolveInfo, type: TypeNeeds, paths: readonly string[] = ['']): Needs {
  const { fieldNodes } = info;
  let byType = known.get(fieldNodes);
  if (!byType) known.set(fieldNodes, (byType = new Map<string, Needs>()));
  const memoKey = `${type.type} ${paths.join()}`;
  let needs = byType.get(memoKey);
  if (!needs) {
    const fields = new Set<string>();
    for (const path of paths) {
      const nodes = descend(info, getNamedType(info.returnType), fieldNodes, path);
      if (nodes.length > 0) gather(info, type, nodes, fields);
    }
    needs = needsFrom(fields);
    byType.set(memoKey, needs);
  }
  return needs;
}

/** Whether the caller selected this field directly below the current one. */
export function selects(info: GraphQLResolveInfo, field: string): boolean {
  const type = getNamedType(info.returnType);
  return (
    isObjectType(type) && subFields(info, type, info.fieldNodes).some((node) => node.name.value === field)
  );
}

/** Adds what is needed of an object of this type, as it is selected in these field nodes. */
export function gather(
  info: GraphQLResolveInfo,
  type: TypeNeeds,
  nodes: FieldNodes,
  into: Set<string>,
): void {
  for (const need of type.base) into.add(need);
  const objectType = typeNamed(info.schema, type.type);
  if (!isObjectType(objectType)) return;
  const byName = new Map<string, FieldNode[]>();
  for (const node of subFields(info, objectType, nodes)) {
    const same = byName.get(node.name.value);
    if (same) same.push(node);
    else byName.set(node.name.value, [node]);
  }
  for (const [name, same] of byName) {
    const field: FieldNeeds | undefined = type.fields[name];
    for (const need of field?.needs ?? []) into.add(need);
    if (field?.inline) gather(info, field.inline, same, into);
    for (const path of field?.again ?? []) {
      const below = descend(info, getNamedType(objectType.getFields()[name]?.type), same, path);
      if (below.length > 0) gather(info, type, below, into);
    }
  }
}

/** The field nodes at the end of a way (`nodes.node`) that begins below these; none where it is not selected. */
export function descend(
  info: GraphQLResolveInfo,
  type: GraphQLNamedType | undefined,
  fieldNodes: FieldNodes,
  path: string,
): FieldNodes {
  let nodes = fieldNodes;
  let at = type;
  for (const step of path === '' ? [] : path.split('.')) {
    if (!isObjectType(at)) break;
    const next: GraphQLObjectType = at;
    nodes = subFields(info, next, nodes).filter((node) => node.name.value === step);
    at = getNamedType(next.getFields()[step]?.type);
  }
  return nodes;
}

/** What is selected directly below these field nodes of an object of this type, fragments taken apart. */
export function subFields(info: GraphQLResolveInfo, type: GraphQLObjectType, nodes: FieldNodes): FieldNode[] {
  const { schema, fragments, variableValues } = info;
  return [
    ...collectSubFields(schema, fragments, variableValues, type, nodes as FieldNode[]).fields.values(),
  ].flat();
}
