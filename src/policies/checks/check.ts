import type { GatewayContext } from '../../context.ts';
import { reportGaps } from '../../lineage/completeness.ts';
import type { WalkDirection } from '../../lineage/graph.ts';
import { collectPage } from '../../lineage/page.ts';
import type { GraphNode, KnownNode } from '../../lineage/source.ts';
import type { WandbLineageSource } from '../../lineage/wandb-source.ts';
import { walkedGraphFrom, type WalkedGraph } from '../closure.ts';
import { depthOf, evaluatePolicy, type PolicyResult } from '../evaluate.ts';
import type { Policy } from '../policy.ts';
import { createWandbFacts, everything } from './wandb-facts.ts';

export interface CheckRequest {
  subjects: readonly KnownNode[];
  policies: readonly Policy[];
  nowMs: number;
  /** The most nodes of one walk. */
  maxNodes: number;
  /** Where failures are reported. */
  path: readonly (string | number)[];
}

export interface CheckResults {
  /** Of each subject, in the order of the policies. */
  bySubject: ReadonlyMap<string, readonly PolicyResult[]>;
  /** Every node that was met. */
  nodes: ReadonlyMap<string, GraphNode>;
}

/**
 * Checks subjects against policies: one walk for all of them in each direction that the policies look. Details that cost a
 * request are loaded for the nodes alone whose verdict needs them, so that rules are evaluated again until nothing is wanted.
 */
export async function checkPolicies(
  context: GatewayContext,
  source: WandbLineageSource,
  { subjects, policies, nowMs, maxNodes, path }: CheckRequest,
): Promise<CheckResults> {
  const roots = [...new Map(subjects.map((node) => [node.id, node])).values()];
  const walked = async (direction: WalkDirection): Promise<WalkedGraph | null> => {
    const maxDepth = depthOf(policies, direction, context.gateway.limits.maxDepth);
    if (maxDepth === null) return null;
    // What lies beyond a bound of the policies' own is not asked for.
    const looksBeyond = maxDepth === context.gateway.limits.maxDepth;
    const request = {
      roots,
      direction,
      maxDepth,
      maxNodes,
      filter: everything,
      looksBeyond,
      ...context.walkLimits(),
    };
    const walk = await collectPage(source, request);
    reportGaps(walk, source.nodes, context.report, path);
    return walkedGraphFrom(walk, direction);
  };
  const [upstream, downstream] = await Promise.all([walked('UPSTREAM'), walked('DOWNSTREAM')]);
  const facts = createWandbFacts(context, source);
  const results = new Map<string, PolicyResult[]>();
  do {
    for (const { id } of roots) {
      const own: PolicyResult[] = [];
      for (const policy of policies)
        own.push(await evaluatePolicy(policy, id, { upstream, downstream, facts, nowMs }));
      results.set(id, own);
    }
  } while (await facts.loadMissing());
  const hits = [upstream, downstream].flatMap((graph) => [...(graph?.hits.values() ?? [])]);
  return { bySubject: results, nodes: new Map(hits.map(({ node }) => [node.id, node])) };
}
