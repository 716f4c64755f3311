import { setMaxListeners } from 'node:events';
import { Readable } from 'node:stream';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { GraphQLError } from 'graphql';
import type { GatewayContext } from '../../context.ts';
import { lineFormat } from '../../exports/graph.ts';
import { checkWalk, mostRoots, type WalkArguments } from '../../lineage/lineage.resolvers.ts';
import { lineageLines } from '../../lineage/ndjson.ts';
import { badUserInput } from '../../graphql/errors.ts';
import { admitted } from '../http/admission.ts';
import { formatFailure, isForClients, logUnexpected } from '../plugins/error-format.ts';
import {
  createLineageParameters,
  type LineageParameters,
  type QueryParameters,
} from './lineage-parameters.ts';
import { resolveRoots, type RouteServices } from './lineage-files.ts';

export interface StreamServices extends RouteServices {
  /** The most nodes of one response. */
  maxStreamNodes: number;
}

/** Streams the closure as lines of JSON while the walk is in progress, for graphs that are too large for one response. */
export function registerLineageStream(app: FastifyInstance, services: StreamServices): void {
  const parametersFrom = createLineageParameters(services.schema);
  app.get('/lineage.ndjson', (request, reply) => sendLineageStream(services, parametersFrom, request, reply));
}

async function sendLineageStream(
  services: StreamServices,
  parametersFrom: (query: QueryParameters) => LineageParameters,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const contexts = contextsFor(services, request);
  const { roots, variables } = parametersFrom(request.query as QueryParameters);
  if (roots.length > mostRoots)
    throw badUserInput('root', `${roots.length} roots`, `given at most ${mostRoots} times`);
  const walk = walkFrom(variables, contexts.current, services.maxStreamNodes);
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
        current = contextFor(request, { isReadOnly: true });
        current.startedAtMs = startedAtMs;
      }
      isFresh = false;
      return current;
    },
  };
}

function walkFrom(
  variables: LineageParameters['variables'],
  { gateway }: GatewayContext,
  maxStreamNodes: number,
) {
  const { after, ...given }: Partial<WalkArguments> = variables;
  if (after !== undefined) throw badUserInput('after', after, 'left out: a stream has no pages');
  const { direction, maxDepth, maxNodes, maxFanout, filter } = checkWalk(
    { direction: 'BOTH', maxDepth: 6, maxNodes: maxStreamNodes, ...given },
    { ...gateway.limits, maxNodes: maxStreamNodes },
  );
  return { direction, maxDepth, maxNodes, maxFanout, filter };
}
