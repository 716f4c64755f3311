// Hive Gateway from its command line: `hive-gateway supergraph supergraph.graphql`. gateway-hive.js has the same settings
// and is tried by the tests; this file is not.
import { defineConfig } from '@graphql-hive/gateway';

export const gatewayConfig = defineConfig({
  propagateHeaders: {
    fromClientToSubgraphs({ request, subgraphName }) {
      if (subgraphName === 'lineage')
        return { authorization: request.headers.get('authorization') ?? undefined };
      return {};
    },
  },
});
