import type { GatewayContext } from '../context.ts';
import { runVariables } from '../run/run.loaders.ts';
import { runAddressFromText } from '../wandb/ids.ts';
import type { Variant } from '../wandb/batch.ts';
import type { WalkLimits } from './limits.ts';
import type { NodePlace } from './node-registry.ts';
import type { KnownKind, LineageSource } from './source.ts';
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
  let requestsBefore = 0;
  let nodeCount = 0;
  let openedAtMs = 0;
  let current: StreamSessions['current'];
  const open = (): void => {
    const context = openContext();
    current = { context, source: createWandbLineageSource(context, variant) };
    nodeCount = 0;
    openedAtMs = Date.now();
  };
  open();
  /** Runs whose id does not say where they are, and which are still to be expanded. */
  const places = new Map<string, NodePlace>();

  const source: LineageSource = {
    async expand(nodes, direction, options) {
      const session = current.source;
      nodeCount += nodes.length;
      for (const { id, kind } of nodes) session.addPlace(id, places.get(id) ?? placeFromId(id, kind));
      const expansions = await session.expand(nodes, direction, options);
      for (const { neighbours } of expansions) {
        nodeCount += neighbours.length;
        for (const { node } of neighbours) if (node.kind === 'RUN') rememberPlace(node.id, session, places);
      }
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

function placeFromId(id: string, kind: KnownKind): NodePlace {
  if (kind === 'ARTIFACT') return { kind, place: { id } };
  const address = runAddressFromText(id);
  if (!address) throw new TypeError(`The run ${id} is expanded, but was never listed.`);
  return { kind, place: runVariables(address) };
}

/** Unless the id says the same. */
function rememberPlace(id: string, source: WandbLineageSource, places: Map<string, NodePlace>): void {
  if (places.has(id)) return;
  const place = source.placeOf(id);
  const address = runAddressFromText(id);
  if (!address || JSON.stringify(runVariables(address)) !== JSON.stringify(place.place))
    places.set(id, place);
}
