import type { GraphQLError, GraphQLFormattedError } from 'graphql';
import type { GatewayContext } from '../context.ts';
import type { Engine } from '../server/engine.ts';
import { executeInProcess, findRoots } from '../server/in-process-client.ts';

/** What the tools ask with: the gateway's own schema, as one caller. */
export interface ToolHost {
  engine: Pick<Engine, 'ownSchema'>;
  /** A fresh request of the caller; its W&B requests end with the signal. */
  readonly openContext: (signal: AbortSignal) => GatewayContext;
  /** Told of errors whose words are masked. */
  readonly onUnexpected: (requestId: string, errors: readonly GraphQLError[]) => void;
}

/** What was asked cannot be answered; the message is for the model to act upon. */
export class ToolRefusal extends Error {
  override readonly name = 'ToolRefusal';
}

export interface Found<TData> {
  data: TData;
  /** What failed beside it: each message once. */
  problems: readonly string[];
}

/** One tool call: finds what was named, then asks. */
export class ToolQuestions {
  readonly #host: ToolHost;
  readonly #context: GatewayContext;

  constructor(host: ToolHost, signal: AbortSignal) {
    this.#host = host;
    this.#context = host.openContext(signal);
  }

  get requestId(): string {
    return this.#context.requestId;
  }

  async ids(argument: string, texts: readonly string[]): Promise<string[]> {
    const { ids, errors, unexpected } = await findRoots(this.#host.engine, this.#context, argument, texts);
    this.#host.onUnexpected(this.#context.requestId, unexpected);
    if (errors.length > 0) throw new ToolRefusal(messagesOf(errors).join('\n'));
    return ids.map((id, index) => {
      if (id !== null) return id;
      throw new ToolRefusal(
        `W&B shows no run and no artifact version "${texts[index] ?? ''}" to this key. It may be absent, deleted, or closed to the key: W&B answers alike. Check the spelling; find_artifact takes entity/project/name:ref.`,
      );
    });
  }

  async ask<TData>(source: string, variables: Readonly<Record<string, unknown>>): Promise<Found<TData>> {
    const { engine, onUnexpected } = this.#host;
    const { data, errors, unexpected } = await executeInProcess<TData>(
      engine,
      this.#context,
      source,
      variables,
    );
    onUnexpected(this.#context.requestId, unexpected);
    if (data === null) throw new ToolRefusal(messagesOf(errors).join('\n'));
    return { data, problems: messagesOf(errors) };
  }
}

const mostProblems = 3;

function messagesOf(errors: readonly GraphQLFormattedError[]): string[] {
  const all = [...new Set(errors.map(({ message }) => message))];
  const rest = all.length - mostProblems;
  return rest > 0 ? [...all.slice(0, mostProblems), `${rest} more problems of other kinds`] : all;
}

/** A field that W&B did not answer: the reason stands in its place. */
export function orRefuse<T>(value: T | null | undefined, { problems }: Found<unknown>): T {
  if (value !== null && value !== undefined) return value;
  throw new ToolRefusal(problems.length > 0 ? problems.join('\n') : 'W&B shows nothing here to this key.');
}
