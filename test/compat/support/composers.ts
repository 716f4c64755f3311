import { composeServices as composeByApollo } from '@apollo/composition';
import { composeServices as composeByGuild } from '@theguild/federation-composition';
import { federateSubgraphs } from '@wundergraph/composition';
import { parse, print, type GraphQLError } from 'graphql';

export interface Composed {
  /** The supergraph's SDL; null where the composer refuses. */
  supergraphSdl: string | null;
  errors: string[];
  /** Each once, sorted. WunderGraph's composer has none. */
  codes: string[];
}

type Compose = (subgraphs: Readonly<Record<string, string>>) => Composed;

function listed(subgraphs: Readonly<Record<string, string>>) {
  return Object.entries(subgraphs).map(([name, sdl]) => ({
    name,
    typeDefs: parse(sdl),
    url: `http://${name}.test`,
  }));
}

function composed(supergraphSdl: string | undefined, errors: readonly GraphQLError[] = []): Composed {
  return {
    supergraphSdl: supergraphSdl ?? null,
    errors: errors.map(({ message }) => message),
    codes: [...new Set(errors.map(({ extensions }) => String(extensions['code'])))].sort(),
  };
}

/** The three composers that routers are built on. */
export const composers = {
  Apollo(subgraphs) {
    try {
      const { supergraphSdl, errors } = composeByApollo(listed(subgraphs));
      return composed(supergraphSdl, errors);
    } catch (error) {
      // Where a name is an object here and an interface there it throws.
      return { supergraphSdl: null, errors: [(error as Error).message], codes: ['thrown'] };
    }
  },
  'The Guild'(subgraphs) {
    const { supergraphSdl, errors } = composeByGuild(listed(subgraphs));
    return composed(supergraphSdl, errors);
  },
  WunderGraph(subgraphs) {
    const result = federateSubgraphs({
      subgraphs: listed(subgraphs).map(({ typeDefs, ...rest }) => ({ ...rest, definitions: typeDefs })),
    });
    return result.success
      ? { supergraphSdl: print(result.federatedGraphAST), errors: [], codes: [] }
      : { supergraphSdl: null, errors: result.errors.map(({ message }) => message), codes: [] };
  },
} satisfies Record<string, Compose>;
