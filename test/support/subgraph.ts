import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buildSubgraphSchema } from '@apollo/subgraph';
import { graphql, parse } from 'graphql';

export interface Subgraph {
  url: string;
  /** The headers of every request it had. */
  headers: IncomingHttpHeaders[];
  close(): void;
}

/** A subgraph of another team, in this process. */
export async function startSubgraph(sdl: string, resolvers: object): Promise<Subgraph> {
  const schema = buildSubgraphSchema([
    { typeDefs: parse(sdl), resolvers: resolvers as Record<string, never> },
  ]);
  const headers: IncomingHttpHeaders[] = [];
  const server = createServer((request, response) => {
    headers.push(request.headers);
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { query, variables } = JSON.parse(Buffer.concat(chunks).toString()) as {
        query: string;
        variables?: Record<string, unknown>;
      };
      void graphql({ schema, source: query, variableValues: variables }).then((answer) => {
        response.setHeader('content-type', 'application/json').end(JSON.stringify(answer));
      });
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/graphql`,
    headers,
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}
