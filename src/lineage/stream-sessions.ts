import type { GatewayContext } from '../context.ts';
import type { Variant } from '../wandb/batch.ts';
import type { WalkLimits } from './limits.ts';
import type { RunAddresses } from './node-registry.ts';
import type { LineageSource } from './source.ts';
import { createWandbLineageSource } from './wandb-source.ts';

/** Records take a kilobyte or two each, and a session keeps all of its own. */
const nodesPerSession = 5_000;

export type StreamSessions = ReturnType<typeof createStreamSessions>;

/** A stream asks W&B through several contexts, one after the other, so that what the earlier ones loaded can be collected. */
export function createStreamSessions(openContext: () => GatewayContext, variant: Variant) {
  const runAddresses: RunAddresses = new Map();
  let requestsBefore = 0;
  let current = open();

  function open() {
    const context = openContext();
    const source = createWandbLineageSource(context, variant, runAddresses);
    return { context, source, openedAtMs: Date.now(), nodeCount: 0 };
  }

  const source: LineageSource = {
    async expand(nodes, direction, options) {
      const expansions = await current.source.expand(nodes, direction, options);
      current.nodeCount += nodes.length;
      for (const { neighbours } of expansions) current.nodeCount += neighbours.length;
      return expansions;
    },
  };

  return {
    /** Over the current session. */
    source,
    get current() {
      return current;
    },
    /** Begins a new session where the current one has met enough nodes, or has used its share of the time. */
    limits(): WalkLimits {
      const { openedAtMs, nodeCount } = current;
      const isOld = Date.now() - openedAtMs > (current.context.deadlineAtMs - openedAtMs) / 4;
      if (nodeCount > nodesPerSession || isOld) {
        requestsBefore += current.context.wandb.requestCount;
        current = open();
      }
      const { deadlineAtMs, wandb } = current.context;
      return { deadlineAtMs, signal: wandb.signal };
    },
    /** Of all sessions together. */
    get wandbRequests() {
      return requestsBefore + current.context.wandb.requestCount;
    },
  };
}
