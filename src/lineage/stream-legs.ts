import type { GatewayContext } from '../context.ts';
import { runAddressFromText } from '../wandb/ids.ts';
import { needsFrom, type Needs } from '../wandb/needs.ts';
import { projectPath } from '../project/project.model.ts';
import { runProject, type RunRecord } from '../run/run.model.ts';
import { fieldOf } from '../wandb/records.ts';
import type { LineageSource, NodeToExpand } from './source.ts';
import { createWandbLineageSource, type AnyRecord, type WandbLineageSource } from './wandb-source.ts';
import type { Leg } from './stream.ts';

/** The legs of one streamed walk: each a fresh view of W&B, with a time of its own and nothing loaded. */
export interface StreamLegs {
  /** The leg for the next stretch: the same one until it has met enough, or has taken its part of the time. */
  next(): Leg;
  /** Where the last stretch was walked. */
  readonly current: { context: GatewayContext; neighbours: WandbLineageSource };
  /** Of all legs together. */
  readonly wandbRequests: number;
}

/** Records weigh a kilobyte or two each, and all of a leg's are kept until it ends. */
const mostMet = 5_000;
const nothing = needsFrom([]);

export function createStreamLegs(openContext: () => GatewayContext, needs: Needs): StreamLegs {
  let requestsBefore = 0;
  let met = 0;
  let openedAtMs = 0;
  let current: StreamLegs['current'];
  const open = (): void => {
    const context = openContext();
    current = { context, neighbours: createWandbLineageSource(context, needs) };
    met = 0;
    openedAtMs = Date.now();
  };
  open();
  /** Runs whose id does not say where they are, and which are still to be asked for what is next to them. */
  const addresses = new Map<string, AnyRecord>();

  const neighbours: LineageSource = {
    async expand(nodes, direction, options) {
      const { neighbours: port } = current;
      met += nodes.length;
      for (const node of nodes) if (!port.recordOf(node.id)) port.nodeFromRecord(recordFor(node, addresses));
      const expansions = await port.expand(nodes, direction, options);
      for (const { neighbours: found } of expansions) {
        met += found.length;
        for (const { node } of found) keepAddress(port.recordOf(node.id), addresses);
      }
      return expansions;
    },
  };

  return {
    next() {
      const { deadlineAtMs } = current.context;
      const isTired = Date.now() - openedAtMs > (deadlineAtMs - openedAtMs) / 4;
      if (met > mostMet || isTired) {
        requestsBefore += current.context.wandb.requestCount;
        open();
      }
      return { neighbours, deadlineAtMs: current.context.deadlineAtMs };
    },
    get current() {
      return current;
    },
    get wandbRequests() {
      return requestsBefore + current.context.wandb.requestCount;
    },
  };
}

/** As much of a node's record as its neighbours are asked with. */
function recordFor({ id, kind }: NodeToExpand, addresses: ReadonlyMap<string, AnyRecord>): AnyRecord {
  if (kind !== 'RUN') return { __typename: 'Artifact', id, data: {}, loaded: nothing };
  const kept = addresses.get(id);
  if (kept) return kept;
  const address = runAddressFromText(id);
  if (!address) throw new TypeError(`The walk asked for a run that it was never given: ${id}.`);
  const { entity, project, name } = address;
  return slimRun(id, name, entity, project);
}

function slimRun(id: string, name: string, entityName: string, project: string): RunRecord {
  const data = { name, project: { name: project, entityName } };
  return { __typename: 'Run', id, data: data as RunRecord['data'], loaded: nothing };
}

function keepAddress(record: AnyRecord | undefined, addresses: Map<string, AnyRecord>): void {
  if (record?.__typename !== 'Run' || addresses.has(record.id)) return;
  const address = runAddressFromText(record.id);
  const project = runProject(record);
  const name = fieldOf(record, 'name');
  const told = `${projectPath(project)}/${name}`;
  if (address && `${address.entity}/${address.project}/${address.name}` === told) return;
  addresses.set(record.id, slimRun(record.id, name, project.entityName, project.name));
}
