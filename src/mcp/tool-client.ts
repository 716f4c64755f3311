import type { GraphQLError, GraphQLFormattedError } from 'graphql';
import { didYouMean, type GraphqlClient } from '../graphql/graphql-client.ts';

/** What the MCP server runs in. */
export interface ToolHost {
  /** The schema as clients may read it; null where it is hidden. */
  readonly sdl: string | null;
  /** The client of one call; its W&B requests end with the signal. */
  openClient(signal: AbortSignal): GraphqlClient;
  /** Logs an error that was not written for callers; returns the message that replaces it. */
  maskUnexpected(requestId: string, error: GraphQLError): string;
}

/** A call that cannot be answered; the model reads the message and can act on it. */
export class ToolError extends Error {
  override readonly name = 'ToolError';
}

export interface ToolResult<TData> {
  data: TData;
  /** Messages of partial failures, each once. */
  problems: readonly string[];
}

const maxProblems = 3;

/** The API for the tools: throws a ToolError where nothing is found. */
export class ToolClient {
  readonly #client: GraphqlClient;

  constructor(client: GraphqlClient) {
    this.#client = client;
  }

  /** The global ids of what the model named. */
  async ids(argument: string, texts: readonly string[]): Promise<string[]> {
    const { ids, errors, suggestions } = await this.#client.findRoots(argument, texts);
    if (errors.length > 0) throw new ToolError(messagesOf(errors).join('\n'));
    return ids.map((id, index) => {
      if (id !== null) return id;
      throw new ToolError(
        `W&B shows no run and no artifact version "${texts[index] ?? ''}" to this key. It may be missing or deleted, or the key may not read it: W&B does not tell which.${didYouMean(suggestions[index]) || ' Check the spelling; search finds part of a name.'}`,
      );
    });
  }

  async query<TData>(
    source: string,
    variables: Readonly<Record<string, unknown>>,
  ): Promise<ToolResult<TData>> {
    const { data, errors } = await this.#client.query<TData>(source, variables);
    if (data === null) throw new ToolError(messagesOf(errors).join('\n'));
    return { data, problems: messagesOf(errors) };
  }
}

function messagesOf(errors: readonly GraphQLFormattedError[]): string[] {
  const all = [...new Set(errors.map(({ message }) => message))];
  const rest = all.length - maxProblems;
  return rest > 0 ? [...all.slice(0, maxProblems), `${rest} more problems of other kinds`] : all;
}

/** A field that W&B answered; throws the reason where it did not. */
export function required<T>(value: T | null | undefined, { problems }: ToolResult<unknown>): T {
  if (value !== null && value !== undefined) return value;
  throw new ToolError(problems.length > 0 ? problems.join('\n') : 'W&B shows nothing here to this key.');
}
