import type { GatewayContext } from '../context.ts';
import type { Variant } from '../wandb/batch.ts';
import type { WalkLimits } from './limits.ts';
import type { RunAddresses } from './node-registry.ts';
import type { LineageSource } from './source.ts';
import { createWandbLineageSource, type WandbLineageSource } from './wandb-source.ts';

/** A stream asks W&B through several contexts, one after the other, so that what the earlier ones loaded can be collected. */
export interface StreamSessions {
  /** Over the current session. */
  readonly source: LineageSource;
  readonly current: { context: GatewayContext; source: WandbLineageSource };
  /** Begins a new session where the current one has met enough nodes, or has used its share of the time. */
  limits(): WalkLimits;
  /** Of all sessions together. */
  readonly wandbRequests: number;
}

/** Records take a kilobyte or two each, and a session keeps all of its own. */
const nodesPerSession = 5_000;

export function createStreamSessions(openContext: () => GatewayContext, variant: Variant): StreamSessions {
  const runAddresses: RunAddresses = new Map();
  let requestsBefore = 0;
  let nodeCount = 0;
  let openedAtMs = 0;
  let current: StreamSessions['current'];
  const open = (): void => {
    const context = openContext();
    current = { context, source: createWandbLineageSource(context, variant, runAddresses) };
    nodeCount = 0;
    openedAtMs = Date.now();
  };
  open();

  const source: LineageSource = {
    async expand(nodes, direction, options) {
      const expansions = await current.source.expand(nodes, direction, options);
      nodeCount += nodes.length;
      for (const { neighbours } of expansions) nodeCount += neighbours.length;
      return expansions;
    },
  };

  return {
    source,
    limits() {
      const { deadlineAtMs } = current.context;
      const isOld = Date.now() - openedAtMs > (deadlineAtMs - openedAtMs) / 4;
      if (nodeCount > nodesPerSession || isOld) {
        requestsBefore += current.context.wandb.requestCount;
        open();
      }
      const { context } = current;
      return { deadlineAtMs: context.deadlineAtMs, signal: context.wandb.signal };
    },
    get current() {
      return current;
    },
    get wandbRequests() {
      return requestsBefore + current.context.wandb.requestCount;
    },
  };
}
