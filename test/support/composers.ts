import { composeServices as composeByApollo } from '@apollo/composition';
import { composeServices as composeByGuild } from '@theguild/federation-composition';
import { federateSubgraphs } from '@wundergraph/composition';
import { parse } from 'graphql';

export interface Composed {
  /** The supergraph's SDL; null where the composer refuses. */
  supergraphSdl: string | null;
  errors: string[];
}

type Compose = (subgraphs: Readonly<Record<string, string>>) => Composed;

function listed(subgraphs: Readonly<Record<string, string>>) {
  return Object.entries(subgraphs).map(([name, sdl]) => ({
    name,
    typeDefs: parse(sdl),
    url: `http://${name}.test`,
  }));
}

/** The three composers that routers are built on. */
export const composers: readonly (readonly [string, Compose])[] = [
  [
    'Apollo',
    (subgraphs) => {
      try {
        const { supergraphSdl, errors = [] } = composeByApollo(listed(subgraphs));
        return { supergraphSdl: supergraphSdl ?? null, errors: errors.map(({ message }) => message) };
      } catch (error) {
        // Where a name is an object here and an interface there it throws.
        return { supergraphSdl: null, errors: [(error as Error).message] };
      }
    },
  ],
  [
    'The Guild',
    (subgraphs) => {
      const { supergraphSdl, errors = [] } = composeByGuild(listed(subgraphs));
      return { supergraphSdl: supergraphSdl ?? null, errors: errors.map(({ message }) => message) };
    },
  ],
  [
    'WunderGraph',
    (subgraphs) => {
      const result = federateSubgraphs({
        subgraphs: listed(subgraphs).map(({ typeDefs, ...rest }) => ({ ...rest, definitions: typeDefs })),
      });
      return result.success
        ? { supergraphSdl: String(result.federatedGraphAST.definitions.length), errors: [] }
        : { supergraphSdl: null, errors: result.errors.map(({ message }) => message) };
    },
  ],
];
