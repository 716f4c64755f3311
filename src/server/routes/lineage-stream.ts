import { setMaxListeners } from 'node:events';
import { Readable } from 'node:stream';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { GraphQLError } from 'graphql';
import type { GatewayContext } from '../../context.ts';
import { checkRange, filterFrom } from '../../lineage/lineage.arguments.ts';
import type { LineageDirection } from '../../lineage/graph.ts';
import { mostRoots } from '../../lineage/lineage.resolvers.ts';
import { lineageLines, type LineStreamRequest } from '../../lineage/stream-lines.ts';
import { WandbError } from '../../wandb/errors.ts';
import { badUserInput } from '../../graphql/errors.ts';
import { safeError } from '../../telemetry/safe-error.ts';
import { admittedTo } from '../http/admission.ts';
import { formatError, isForClients } from '../plugins/error-format.ts';
import { findRoots } from '../in-process.ts';
import { lineageParametersFrom, type QueryParameters } from './lineage-parameters.ts';
import { refuse, refuseMissing, type TwinServices } from './lineage-files.ts';
import { logUnexpected, withRequestId } from '../plugins/answer-plugin.ts';

export const lineageStreamPath = '/lineage.ndjson';

export interface StreamServices extends TwinServices {
  /** The most nodes of one answer. */
  maxStreamNodes: number;
}

/** The whole closure as lines of JSON, written while it is found: for graphs that no single answer could hold. */
export function registerLineageStream(app: FastifyInstance, services: StreamServices): void {
  app.get(lineageStreamPath, async (request, reply) => {
    try {
      return await answer(services, request, reply);
    } catch (error) {
      if (!(error instanceof GraphQLError) && !(error instanceof WandbError)) throw error;
      return refuse(reply, [{ message: error.message, extensions: error.extensions }]);
    }
  });
}

async function answer(
  services: StreamServices,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const { engine, logger } = services;
  const contexts = contextsFor(services, request);
  const { roots, ...walk } = requestFrom(request.query as QueryParameters, contexts.current, services);
  const found = await findRoots(engine, contexts.current, 'root', roots);
  logUnexpected(logger, request.id, found.unexpected);
  if (found.errors.length > 0) return refuse(reply, found.errors);
  const rootIds = found.ids.filter((id) => id !== null);
  if (rootIds.length < roots.length) return refuseMissing(reply, roots, found.ids);

  const lines = lineageLines(
    { ...walk, rootIds },
    {
      openContext: () => contexts.next(),
      errorForClients: (error) => {
        if (!isForClients(error))
          logger.error({ requestId: request.id, error: safeError(error) }, 'unexpected error');
        const extensions = error instanceof WandbError ? error.extensions : {};
        return withRequestId(formatError({ message: error.message, extensions }, error), request.id);
      },
    },
  );
  // What goes wrong before the first line can still be told by the status.
  const first = await lines.next();
  return reply
    .type('application/x-ndjson; charset=utf-8')
    .header('x-content-type-options', 'nosniff')
    .header('cache-control', 'no-store')
    .send(Readable.from(startingWith(first, lines), { objectMode: false, highWaterMark: 128 * 1024 }));
}

async function* startingWith(
  first: IteratorResult<string, void>,
  rest: AsyncGenerator<string, void>,
): AsyncGenerator<string, void> {
  if (!first.done) yield first.value;
  yield* rest;
}

/** One request asks W&B through several contexts, one after the other; the log tells of all together. */
function contextsFor({ contextFor }: StreamServices, request: FastifyRequest) {
  // Each of them listens for the end of the request.
  setMaxListeners(0, admittedTo(request).signal);
  let current = contextFor(request);
  let isFresh = true;
  return {
    get current() {
      return current;
    },
    /** The first time the one in which the roots were found. */
    next(): GatewayContext {
      if (!isFresh) {
        const { startedAtMs, wandb } = current;
        request.record.wandbRequestsBefore += wandb.requestCount;
        // What was found last is asked for again least: one long stream would push out what all others have found.
        current = contextFor(request, { keeps: false });
        current.startedAtMs = startedAtMs;
      }
      isFresh = false;
      return current;
    },
  };
}

interface WalkVariables {
  direction?: LineageDirection;
  maxDepth?: number;
  maxNodes?: number;
  maxFanout?: number;
  after?: string;
  filter?: Omit<NonNullable<Parameters<typeof filterFrom>[0]>, 'createdAfter' | 'createdBefore'> & {
    createdAfter?: string;
    createdBefore?: string;
  };
}

function requestFrom(
  query: QueryParameters,
  { gateway }: GatewayContext,
  { maxStreamNodes }: StreamServices,
): Omit<LineStreamRequest, 'rootIds'> & { roots: readonly string[] } {
  const { roots, variables } = lineageParametersFrom(query);
  const { direction = 'BOTH', maxDepth = 6, maxNodes, maxFanout, after, filter } = variables as WalkVariables;
  if (after !== undefined) throw badUserInput('after', after, 'left out: a stream has no pages');
  if (maxFanout !== undefined) checkRange('maxFanout', maxFanout, 1, 1_000_000);
  if (roots.length > mostRoots)
    throw badUserInput('root', `${roots.length} roots`, `given at most ${mostRoots} times`);
  const { createdAfter, createdBefore, ...rest } = filter ?? {};
  const dated = {
    ...rest,
    ...(createdAfter !== undefined && { createdAfter: new Date(createdAfter) }),
    ...(createdBefore !== undefined && { createdBefore: new Date(createdBefore) }),
  };
  return {
    roots,
    direction,
    maxDepth: checkRange('maxDepth', maxDepth, 0, gateway.limits.maxDepth),
    maxNodes: checkRange('maxNodes', maxNodes ?? maxStreamNodes, 1, maxStreamNodes),
    maxFanout: maxFanout ?? null,
    filter: filter ? filterFrom(dated, 'filter') : null,
  };
}
