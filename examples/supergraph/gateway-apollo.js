import { ApolloGateway, RemoteGraphQLDataSource } from '@apollo/gateway';
import { ApolloServer } from '@apollo/server';
import { startStandaloneServer } from '@apollo/server/standalone';
import { getsKey, port, supergraph } from './compose.js';

class WithCallersKey extends RemoteGraphQLDataSource {
  willSendRequest({ request, context }) {
    if (context.authorization) request.http.headers.set('authorization', context.authorization);
  }
}

const gateway = new ApolloGateway({
  supergraphSdl: await supergraph(),
  buildService: ({ name, url }) =>
    getsKey(name) ? new WithCallersKey({ url }) : new RemoteGraphQLDataSource({ url }),
});
const { url } = await startStandaloneServer(
  new ApolloServer({ gateway, includeStacktraceInErrorResponses: false }),
  {
    listen: { host: '127.0.0.1', port },
    context: ({ req }) => Promise.resolve({ authorization: req.headers.authorization }),
  },
);
process.stdout.write(`gateway ready at ${url}\n`);
