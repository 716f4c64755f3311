import { ApolloServer } from '@apollo/server';
import { startStandaloneServer } from '@apollo/server/standalone';
import { buildHTTPExecutor } from '@graphql-tools/executor-http';
import { getStitchedSchemaFromSupergraphSdl } from '@graphql-tools/federation';
import { getsKey, port, supergraph } from './compose.js';

const schema = getStitchedSchemaFromSupergraphSdl({
  supergraphSdl: await supergraph(),
  onSubschemaConfig(subschema) {
    subschema.executor = buildHTTPExecutor({
      endpoint: subschema.endpoint,
      headers: (request) =>
        getsKey(subschema.name) && request?.context?.authorization
          ? { authorization: request.context.authorization }
          : {},
    });
  },
});
const { url } = await startStandaloneServer(
  new ApolloServer({ schema, includeStacktraceInErrorResponses: false }),
  {
    listen: { host: '127.0.0.1', port },
    context: ({ req }) => Promise.resolve({ authorization: req.headers.authorization }),
  },
);
process.stdout.write(`gateway ready at ${url}\n`);
