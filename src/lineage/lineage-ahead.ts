import { getArgumentValues, getNamedType, isObjectType, type GraphQLResolveInfo } from 'graphql';
import { subFields } from '../graphql/selection.ts';
import type { HopChain } from '../wandb/hop-fusion.ts';
import { hopsAlong, needsAlong } from './lineage.model.ts';
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
  const walk = {
    direction: direction === 'DOWNSTREAM' ? 'DOWNSTREAM' : 'UPSTREAM',
    maxDepth: typeof maxDepth === 'number' ? maxDepth : 0,
    maxFanout: typeof maxFanout === 'number' ? maxFanout : null,
  } as const;
  return hopsAlong(kind, walk, needsAlong(args, graphNeeds(info, 'lineage.')));
}
