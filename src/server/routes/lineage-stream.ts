import { setMaxListeners } from 'node:events';
import { Readable } from 'node:stream';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { GraphQLError } from 'graphql';
import type { GatewayContext } from '../../context.ts';
import { lineFormat } from '../../exports/graph.ts';
import { checkRange, filterFrom } from '../../lineage/lineage.arguments.ts';
import type { LineageDirection } from '../../lineage/graph.ts';
import { mostRoots } from '../../lineage/lineage.resolvers.ts';
import { lineageLines, type LineStreamRequest } from '../../lineage/ndjson.ts';
import { badUserInput } from '../../graphql/errors.ts';
import { admitted } from '../http/admission.ts';
import { formatFailure, isForClients, logUnexpected } from '../plugins/error-format.ts';
import { lineageParametersFrom, type QueryParameters } from './lineage-parameters.ts';
import { resolveRoots, type RouteServices } from './lineage-files.ts';

export const lineageStreamPath = '/lineage.ndjson';

export interface StreamServices extends RouteServices {
  /** The most nodes of one response. */
  maxStreamNodes: number;
}

/** The whole closure as lines of JSON, written while it is found: for graphs that are too large for one response. */
export function registerLineageStream(app: FastifyInstance, services: StreamServices): void {
  app.get(lineageStreamPath, (request, reply) => sendLineageStream(services, request, reply));
}

async function sendLineageStream(
  services: StreamServices,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const contexts = contextsFor(services, request);
  const { roots, ...walk } = requestFrom(request.query as QueryParameters, contexts.current, services);
  const rootIds = await resolveRoots(services.clientFor(contexts.current), roots, reply);
  if (!rootIds) return reply;
  const lines = lineageLines(
    { ...walk, rootIds },
    {
      format: lineFormat,
      openContext: () => contexts.next(),
      errorForClients(error) {
        if (!isForClients(error))
          logUnexpected(services.logger, request.id, [
            new GraphQLError(error.message, { originalError: error }),
          ]);
        return formatFailure(error, request.id);
      },
    },
  );
  // An error before the first line still has an HTTP status of its own.
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

/** A long walk uses several contexts, one after the other, each with a deadline of its own; the log has their sum. */
function contextsFor({ contextFor }: StreamServices, request: FastifyRequest) {
  // Each context adds a listener.
  setMaxListeners(0, admitted(request).signal);
  let current = contextFor(request);
  let isFresh = true;
  return {
    get current() {
      return current;
    },
    /** First the one in which the roots were found. */
    next(): GatewayContext {
      if (!isFresh) {
        const { startedAtMs, wandb } = current;
        request.record.wandbRequestsBefore += wandb.requestCount;
        // One long stream would evict what all other requests use.
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
