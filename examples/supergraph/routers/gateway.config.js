// Hive Gateway from its command line, which listens on all addresses unless told otherwise:
//   hive-gateway supergraph supergraph.graphql --config-path gateway.config.js --host 127.0.0.1
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
