import type { GraphQLFormattedError } from 'graphql';

export interface GraphqlResult<TData> {
  data: TData | null;
  errors: readonly GraphQLFormattedError[];
}

/** The gateway's own GraphQL API for one request of one caller: reads what a client of `/graphql` would. */
export interface GraphqlClient {
  readonly requestId: string;
  /** Executes one of our own documents. Throws where the document itself is invalid. */
  query<TData>(source: string, variables: Readonly<Record<string, unknown>>): Promise<GraphqlResult<TData>>;
  /**
   * The global ids of what people named by path or id, in order; null where W&B shows neither a run nor a version, or the
   * lookup failed (`errors`). `entity/project/name` may be a run or an artifact without `:latest`: both are looked up, and the
   * artifact wins. Throws BAD_USER_INPUT, with the argument's name, where a text can be none of these.
   */
  findRoots(
    argument: string,
    texts: readonly string[],
  ): Promise<{ ids: readonly (string | null)[]; errors: readonly GraphQLFormattedError[] }>;
}
