import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { GraphQLSchema } from 'graphql';
import type { Logger } from 'pino';
import type { GatewayContext } from '../../context.ts';
import { didYouMean, type GraphqlClient } from '../../graphql/graphql-client.ts';
import { sendErrors } from '../http/errors.ts';
import {
  createLineageParameters,
  type LineageParameters,
  type QueryParameters,
} from './lineage-parameters.ts';

const files = [
  { path: '/lineage.svg', format: 'SVG', mediaType: 'image/svg+xml' },
  { path: '/lineage.mmd', format: 'MERMAID', mediaType: 'text/vnd.mermaid' },
  { path: '/lineage.dot', format: 'DOT', mediaType: 'text/vnd.graphviz' },
  { path: '/lineage.json', format: 'JSON', mediaType: 'application/json' },
] as const;

export type ContextFor = (request: FastifyRequest, use?: { isReadOnly: boolean }) => GatewayContext;

/** What routes outside of `/graphql` answer with. */
export interface RouteServices {
  /** The schema without a prefix. */
  schema: GraphQLSchema;
  contextFor: ContextFor;
  clientFor: (context: GatewayContext) => GraphqlClient;
  logger: Logger;
}

const document = `
  query LineageFile(
    $roots: [ID!]!, $direction: LineageDirection = BOTH, $maxDepth: Int = 6, $maxNodes: Int = 1000, $maxFanout: Int,
    $filter: LineageFilter, $after: String, $format: LineageExportFormat!
  ) {
    lineage(
      roots: $roots, direction: $direction, maxDepth: $maxDepth, maxNodes: $maxNodes, maxFanout: $maxFanout,
      filter: $filter, after: $after
    ) { endCursor completeness { complete truncations { reason } } export(format: $format) { fileName content } }
  }`;

interface LineageFileData {
  lineage: {
    endCursor: string | null;
    completeness: { complete: boolean; truncations: { reason: string }[] };
    export: { fileName: string; content: string } | null;
  } | null;
}

/** `Query.lineage` as a file of each export format, for `<img>`, `curl` and wikis. */
export function registerLineageFiles(app: FastifyInstance, services: RouteServices): void {
  const parametersFrom = createLineageParameters(services.schema);
  for (const file of files)
    app.get(file.path, { config: { tagged: true } }, (request, reply) => {
      const client = services.clientFor(services.contextFor(request));
      const query = request.query as QueryParameters;
      return sendLineageFile(file, client, query, parametersFrom(query), reply);
    });
}

async function sendLineageFile(
  { path, format, mediaType }: (typeof files)[number],
  client: GraphqlClient,
  query: QueryParameters,
  { roots, variables }: LineageParameters,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const ids = await resolveRoots(client, roots, reply);
  if (!ids) return reply;
  const { data, errors } = await client.query<LineageFileData>(document, {
    ...variables,
    roots: ids,
    format,
  });
  if (!data?.lineage?.export) return sendErrors(reply, errors);
  const { endCursor, completeness, export: exported } = data.lineage;
  const reasons = new Set(completeness.truncations.map(({ reason }) => reason));
  reasons.delete('FILTERED');
  // A failure while the file was written is no truncation of the walk.
  if (completeness.complete && errors.length > 0) reasons.add('WANDB_ERROR');
  void reply.header('lineage-complete', String(completeness.complete && errors.length === 0));
  if (reasons.size > 0) void reply.header('lineage-incomplete-reasons', [...reasons].sort().join(', '));
  if (endCursor !== null) void reply.header('link', `<${nextPage(path, query, endCursor)}>; rel="next"`);
  if (format === 'SVG')
    void reply.header('content-security-policy', "default-src 'none'; style-src 'unsafe-inline'");
  return reply
    .type(`${mediaType}; charset=utf-8`)
    .header('content-disposition', `inline; filename="${exported.fileName}"`)
    .header('x-content-type-options', 'nosniff')
    .send(exported.content);
}

/** The global ids of all roots; null where one was not found, which `reply` says. */
export async function resolveRoots(
  client: GraphqlClient,
  roots: readonly string[],
  reply: FastifyReply,
): Promise<string[] | null> {
  const { ids, errors, suggestions } = await client.findRoots('root', roots);
  const found = ids.filter((id) => id !== null);
  if (errors.length === 0 && found.length === roots.length) return found;
  const missing = roots.flatMap((root, index) =>
    ids[index] === null ? [{ message: `${notShown(root)}${didYouMean(suggestions[index])}` }] : [],
  );
  if (errors.length > 0) sendErrors(reply, errors);
  else sendErrors(reply, missing, 404);
  return null;
}

/** W&B returns null for missing, deleted and forbidden objects alike. */
function notShown(root: string): string {
  return `W&B shows no run and no artifact version "${root}" to this caller. It may be missing or deleted, or this key may not read it: W&B does not tell which.`;
}

function nextPage(path: string, query: QueryParameters, after: string): string {
  const pairs = Object.entries({ ...query, after }).flatMap(([name, given]) =>
    [given].flat().map((value): [string, string] => [name, value]),
  );
  return `${path}?${new URLSearchParams(pairs).toString()}`;
}
