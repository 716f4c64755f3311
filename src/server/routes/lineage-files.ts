import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { GraphQLError, type GraphQLFormattedError } from 'graphql';
import type { Logger } from 'pino';
import type { GatewayContext } from '../../context.ts';
import type { ErrorCode } from '../../graphql/errors.ts';
import { logUnexpected } from '../plugins/answer-plugin.ts';
import type { CacheUse, Engine } from '../engine.ts';
import { askInProcess, findRoots } from '../in-process.ts';
import { lineageParametersFrom, type QueryParameters } from './lineage-parameters.ts';

const twins = [
  { path: '/lineage.svg', format: 'SVG', mediaType: 'image/svg+xml' },
  { path: '/lineage.mmd', format: 'MERMAID', mediaType: 'text/vnd.mermaid' },
  { path: '/lineage.dot', format: 'DOT', mediaType: 'text/vnd.graphviz' },
  { path: '/lineage.json', format: 'JSON', mediaType: 'application/json' },
] as const;

export const lineageTwinPaths = twins.map(({ path }) => path);

type Twin = (typeof twins)[number];

export type ContextFor = (request: FastifyRequest, use?: Pick<CacheUse, 'keeps'>) => GatewayContext;

export interface TwinServices {
  engine: Engine;
  /** Throws UNAUTHENTICATED for a header that holds no key. */
  contextFor: ContextFor;
  logger: Logger;
}

const document = `
  query LineageTwin(
    $roots: [ID!]!, $direction: LineageDirection = BOTH, $maxDepth: Int = 6, $maxNodes: Int = 1000, $maxFanout: Int,
    $filter: LineageFilter, $after: String, $format: LineageExportFormat!
  ) {
    lineage(
      roots: $roots, direction: $direction, maxDepth: $maxDepth, maxNodes: $maxNodes, maxFanout: $maxFanout,
      filter: $filter, after: $after
    ) { endCursor export(format: $format) { fileName content } }
  }`;

interface TwinData {
  lineage: { endCursor: string | null; export: { fileName: string; content: string } };
}

/** `Query.lineage` in one export format at an address of its own, for `<img>`, `curl` and wikis. */
export function registerLineageTwins(app: FastifyInstance, services: TwinServices): void {
  for (const twin of twins) {
    app.get(twin.path, { config: { tagged: true } }, async (request, reply) => {
      try {
        return await answer(twin, services, request, reply);
      } catch (error) {
        if (!(error instanceof GraphQLError)) throw error;
        return refuse(reply, [{ message: error.message, extensions: error.extensions }]);
      }
    });
  }
}

async function answer(
  { path, format, mediaType }: Twin,
  { engine, contextFor, logger }: TwinServices,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const query = request.query as QueryParameters;
  const context = contextFor(request);
  const { roots, variables } = lineageParametersFrom(query);

  const found = await findRoots(engine, context, 'root', roots);
  logUnexpected(logger, request.id, found.unexpected);
  if (found.errors.length > 0) return refuse(reply, found.errors);
  if (found.ids.includes(null)) return refuseMissing(reply, roots, found.ids);

  const result = await askInProcess<TwinData>(engine, context, document, {
    ...variables,
    roots: found.ids,
    format,
  });
  logUnexpected(logger, request.id, result.unexpected);
  if (!result.data) return refuse(reply, result.errors);
  const { endCursor, export: exported } = result.data.lineage;
  if (endCursor !== null) void reply.header('link', `<${nextPage(path, query, endCursor)}>; rel="next"`);
  if (format === 'SVG')
    void reply.header('content-security-policy', "default-src 'none'; style-src 'unsafe-inline'");
  return reply
    .type(`${mediaType}; charset=utf-8`)
    .header('content-disposition', `inline; filename="${exported.fileName}"`)
    .header('x-content-type-options', 'nosniff')
    .send(exported.content);
}

/** Tells which of the roots W&B does not show. */
export function refuseMissing(
  reply: FastifyReply,
  roots: readonly string[],
  ids: readonly (string | null)[],
): FastifyReply {
  const missing = roots.filter((_, index) => ids[index] === null);
  return reply.code(404).send({ errors: missing.map((root) => ({ message: notShown(root) })) });
}

function notShown(root: string): string {
  return `W&B shows no run and no artifact version "${root}" to this caller. It may be absent, deleted, or closed to this key: W&B answers alike.`;
}

function nextPage(path: string, query: QueryParameters, after: string): string {
  const pairs = Object.entries({ ...query, after }).flatMap(([name, given]) =>
    [given].flat().map((value): [string, string] => [name, value]),
  );
  return `${path}?${new URLSearchParams(pairs).toString()}`;
}

const statusOf: Partial<Record<string, number>> = {
  BAD_USER_INPUT: 400,
  QUERY_TOO_COSTLY: 400,
  UNAUTHENTICATED: 401,
  FORBIDDEN: 403,
  RATE_LIMITED: 429,
  WANDB_ERROR: 502,
  WANDB_CONTRACT_VIOLATION: 502,
  SERVICE_UNAVAILABLE: 503,
  WANDB_RATE_LIMITED: 503,
  WANDB_UNAVAILABLE: 503,
  WANDB_TIMEOUT: 504,
} satisfies Partial<Record<ErrorCode, number>>;

/** Nothing to show: the first error decides the status. */
export function refuse(reply: FastifyReply, errors: readonly GraphQLFormattedError[]): FastifyReply {
  const extensions = errors[0]?.extensions ?? {};
  const wait = extensions['retryAfterSeconds'];
  if (typeof wait === 'number') void reply.header('retry-after', String(Math.ceil(wait)));
  const shown = errors.map(({ message, extensions: { http: _http, ...rest } = {} }) => ({
    message,
    extensions: rest,
  }));
  return reply.code(statusOf[String(extensions['code'])] ?? 500).send({ errors: shown });
}
