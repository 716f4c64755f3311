import type { ExportNode } from './model.ts';

export interface RunStateTotals {
  /** As W&B writes it; null: W&B has none, or failed to give it. */
  state: string | null;
  runs: number;
  computeSeconds: number;
}

/** What the nodes of a graph took: each node is counted once, however many ways lead to it. */
export interface Totals {
  runs: number;
  artifacts: number;
  hidden: number;
  /** The most frequent first. */
  runsByState: RunStateTotals[];
  computeSeconds: number;
  sizeBytes: number;
  /** Nodes that W&B gave no number for: the sums lack them. */
  unknown: number;
  /** The usernames of those who started the runs, in alphabetical order. */
  people: string[];
}

export function totalsOf(nodes: Iterable<ExportNode>): Totals {
  const totals = { runs: 0, artifacts: 0, hidden: 0, computeSeconds: 0, sizeBytes: 0, unknown: 0 };
  const byState = new Map<string | null, RunStateTotals>();
  const people = new Set<string>();
  for (const node of nodes) {
    if (node.kind === 'HIDDEN') {
      totals.hidden += 1;
      continue;
    }
    const amount = node.kind === 'RUN' ? node.computeSeconds : node.sizeBytes;
    if (amount === null) totals.unknown += 1;
    if (node.kind === 'ARTIFACT') {
      totals.artifacts += 1;
      totals.sizeBytes += amount ?? 0;
      continue;
    }
    const { state, user } = node;
    totals.runs += 1;
    totals.computeSeconds += amount ?? 0;
    if (user !== null) people.add(user);
    const own = byState.get(state) ?? { state, runs: 0, computeSeconds: 0 };
    byState.set(state, { state, runs: own.runs + 1, computeSeconds: own.computeSeconds + (amount ?? 0) });
  }
  const runsByState = [...byState.values()].sort(
    (a, b) => b.runs - a.runs || ((a.state ?? '') < (b.state ?? '') ? -1 : 1),
  );
  return { ...totals, runsByState, people: [...people].sort() };
}

/** For people, as lines. */
export function totalsText(totals: Totals): string {
  const { runs, artifacts, hidden, runsByState, computeSeconds, sizeBytes, unknown, people } = totals;
  const states = runsByState.map(
    (each) => `${each.state ?? 'no state'} ${each.runs} (${hours(each.computeSeconds)})`,
  );
  return [
    `Totals: ${runs} runs, ${artifacts} versions, ${hidden} hidden`,
    `  compute ${hours(computeSeconds)}: ${states.join(', ') || 'no runs'}`,
    `  size ${(sizeBytes / 1e9).toFixed(3)} GB, by ${people.length} people${people.length > 0 ? `: ${people.join(', ')}` : ''}`,
    ...(unknown > 0 ? [`  ${unknown} nodes without a number are not in these sums`] : []),
    '',
  ].join('\n');
}

const hours = (seconds: number): string => `${(seconds / 3_600).toFixed(2)} h`;
