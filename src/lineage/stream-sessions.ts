import type { GatewayContext } from '../context.ts';
import { runAddressFromText } from '../wandb/ids.ts';
import { needsFrom, type Needs } from '../wandb/needs.ts';
import { runProject, type RunRecord } from '../run/run.model.ts';
import { fieldOf } from '../wandb/records.ts';
import type { WalkLimits } from './limits.ts';
import type { LineageSource, NodeToExpand } from './source.ts';
import { createWandbLineageSource, type AnyRecord, type WandbLineageSource } from './wandb-source.ts';

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
const nothing = needsFrom([]);

export function createStreamSessions(openContext: () => GatewayContext, needs: Needs): StreamSessions {
  let requestsBefore = 0;
  let nodeCount = 0;
  let openedAtMs = 0;
  let current: StreamSessions['current'];
  const open = (): void => {
    const context = openContext();
    current = { context, source: createWandbLineageSource(context, needs) };
    nodeCount = 0;
    openedAtMs = Date.now();
  };
  open();
  /** Runs whose id does not say where they are, and which are still to be expanded. */
  const addresses = new Map<string, RunRecord>();

  const source: LineageSource = {
    async expand(nodes, direction, options) {
      const session = current.source;
      nodeCount += nodes.length;
      for (const node of nodes)
        if (!session.recordOf(node.id)) session.nodeFromRecord(recordFor(node, addresses));
      const expansions = await session.expand(nodes, direction, options);
      for (const { neighbours } of expansions) {
        nodeCount += neighbours.length;
        for (const { node } of neighbours) rememberAddress(session.recordOf(node.id), addresses);
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

/** As much of a node's record as its neighbours are asked for with. */
function recordFor({ id, kind }: NodeToExpand, addresses: ReadonlyMap<string, RunRecord>): AnyRecord {
  if (kind === 'ARTIFACT') return { __typename: 'Artifact', id, data: {}, loaded: nothing };
  const known = addresses.get(id);
  if (known) return known;
  const address = runAddressFromText(id);
  if (!address) throw new TypeError(`The run ${id} is expanded, but was never listed.`);
  return runWithAddress(id, address);
}

interface RunPlace {
  entity: string;
  project: string;
  name: string;
}

function runWithAddress(id: string, { entity, project, name }: RunPlace): RunRecord {
  const data = { name, project: { name: project, entityName: entity } };
  return { __typename: 'Run', id, data: data as RunRecord['data'], loaded: nothing };
}

function rememberAddress(record: AnyRecord | undefined, addresses: Map<string, RunRecord>): void {
  if (record?.__typename !== 'Run' || addresses.has(record.id)) return;
  const { entityName: entity, name: project } = runProject(record);
  const name = fieldOf(record, 'name');
  const fromId = runAddressFromText(record.id);
  if (fromId?.entity === entity && fromId.project === project && fromId.name === name) return;
  addresses.set(record.id, runWithAddress(record.id, { entity, project, name }));
}
