import { isFullArtifact } from '../../artifact/artifact.model.ts';
import type { LineageGraphResolvers } from '../../graphql/resolver-types.generated.ts';
import type { UserRecord } from '../../project/project.model.ts';
import { isFullRun, type RunRecord } from '../../run/run.model.ts';
import { WandbError } from '../../wandb/errors.ts';
import type { NodeModel } from '../lineage.model.ts';

/** Sums over the nodes of a page. What W&B does not report adds nothing. */
function totalsOf(nodes: readonly NodeModel[]) {
  let artifacts = 0;
  let hidden = 0;
  let size = 0n;
  let computeSeconds = 0;
  const runs: RunRecord[] = [];
  const states = new Map<string | null, number>();
  const people = new Map<string, UserRecord>();
  for (const node of nodes) {
    if (node.__typename === 'HiddenNode') {
      hidden += 1;
    } else if (node.__typename === 'Run') {
      runs.push(node);
      const state = node.state instanceof WandbError ? null : node.state;
      states.set(state, (states.get(state) ?? 0) + 1);
      if (!isFullRun(node)) continue;
      const seconds = Number(node.computeSeconds);
      if (Number.isFinite(seconds)) computeSeconds += seconds;
      if (node.user && !(node.user instanceof WandbError)) people.set(node.user.id, node.user);
    } else {
      artifacts += 1;
      const text = isFullArtifact(node) ? String(node.size) : '';
      if (/^\d+$/.test(text)) size += BigInt(text);
    }
  }
  return {
    runs: runs.length,
    artifacts,
    hidden,
    runsByState: [...states]
      .map(([state, count]) => ({ state, runs: count }))
      .sort((a, b) => b.runs - a.runs),
    computeSeconds,
    sizeBytes: size > BigInt(Number.MAX_SAFE_INTEGER) ? null : Number(size),
    people: [...people.values()].sort((a, b) => (a.name < b.name ? -1 : 1)),
  };
}

export const lineageTotals: Required<Pick<LineageGraphResolvers, 'totals'>> = {
  totals: ({ page, nodeOf }) => totalsOf(page.hits.map(({ node }) => nodeOf(node))),
};
