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
   * The global ids of what references name, in order; null where W&B shows neither a run nor a version, or the lookup failed
   * (`errors`). `suggestions`: for each the paths that may have been meant. Throws BAD_USER_INPUT, with the argument's name, where a text is no reference.
   */
  findRoots(
    argument: string,
    texts: readonly string[],
  ): Promise<{
    ids: readonly (string | null)[];
    errors: readonly GraphQLFormattedError[];
    suggestions: readonly (readonly string[])[];
  }>;
}

/** The end of a message about something that was not found. */
export function didYouMean(suggestions: readonly string[] = []): string {
  return suggestions.length === 0
    ? ''
    : ` Did you mean ${suggestions.map((path) => `"${path}"`).join(', ')}?`;
}
