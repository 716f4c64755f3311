import type { NodeModel } from '../../lineage/lineage.model.ts';
import type { RuleResult } from '../evaluate.ts';

/** The result of one rule, with its nodes as they are given out. */
export interface RuleResultModel extends RuleResult {
  nodeOf: (id: string) => NodeModel;
}
