import { createServer } from 'node:http';
import { createGatewayRuntime } from '@graphql-hive/gateway';
import { unifiedGraphHandler } from '@graphql-hive/router-runtime';
import { getsKey, port, rustPlanner, supergraph } from './compose.js';

const gateway = createGatewayRuntime({
  supergraph: await supergraph(),
  logging: 'error',
  propagateHeaders: {
    fromClientToSubgraphs({ request, subgraphName }) {
      const authorization = request.headers.get('authorization');
      return getsKey(subgraphName) && authorization ? { authorization } : {};
    },
  },
  ...(rustPlanner && { unifiedGraphHandler }),
});
const server = createServer(gateway);
server.listen(port, '127.0.0.1', () => {
  process.stdout.write(`gateway ready at http://127.0.0.1:${server.address().port}/graphql\n`);
});
// Its own connections keep it alive after a signal.
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => process.exit(0));
