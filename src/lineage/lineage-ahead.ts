import { getArgumentValues, getNamedType, isObjectType, type GraphQLResolveInfo } from 'graphql';
import { subFields } from '../graphql/selection.ts';
import { hopTurns, type HopChain } from '../wandb/hop-fusion.ts';
import { mostHops } from '../wandb/hop-memory.ts';
import { needsAlong } from './lineage.model.ts';
import { graphNeeds } from './lineage.resolvers.ts';

/**
 * The first hops of the lineage that is selected of the object which the current field looks up, with the needs of its
 * walk; of both directions those upstream. null: none is selected, or a later page of it.
 */
export function lineageAhead(info: GraphQLResolveInfo, kind: 'Artifact' | 'Run'): HopChain | null {
  const type = getNamedType(info.returnType);
  if (!isObjectType(type)) return null;
  const node = subFields(info, type, info.fieldNodes).find(({ name }) => name.value === 'lineage');
  const field = type.getFields()['lineage'];
  if (!node || !field) return null;
  const args = getArgumentValues(field, node, info.variableValues);
  if (typeof args['after'] === 'string') return null;
  const { direction, maxDepth, maxFanout } = args;
  const depth = Math.min(typeof maxDepth === 'number' ? maxDepth : 0, mostHops);
  if (depth < 1) return null;
  const turns = hopTurns[direction === 'DOWNSTREAM' ? 'downstream' : 'upstream'][kind];
  const kinds = Array.from({ length: depth }, (_, index) => turns[index % 2 === 0 ? 0 : 1]);
  const needs = needsAlong(args, graphNeeds(info, 'lineage.'));
  const first = typeof maxFanout === 'number' && maxFanout >= 1 ? maxFanout : Infinity;
  return { kinds, firsts: kinds.map(() => first), needs };
}
