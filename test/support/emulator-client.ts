import type { Emulator } from '../../src/emulator/emulator.ts';

export interface EmulatorAnswer {
  status: number;
  headers: Headers;
  // Tests look at answers of any shape; what they find there they compare.
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  data: any;
  errors: { message: string; path?: (string | number)[] }[] | undefined;
  text: string;
}

export interface AskOptions {
  variables?: unknown;
  /** Left out: the first key; null: no header at all. */
  authorization?: string | null;
  operationName?: string;
}

/** Sends one GraphQL request to an emulator as a client of W&B would. */
export async function ask(
  { url, keys }: Pick<Emulator, 'url' | 'keys'>,
  query: string,
  { variables, authorization = `Bearer ${keys[0]?.key ?? ''}`, operationName }: AskOptions = {},
): Promise<EmulatorAnswer> {
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      ...(authorization !== null && { authorization }),
    },
    body: JSON.stringify({ query, variables, operationName }),
  });
  const text = await response.text();
  const body = (text.startsWith('{') ? JSON.parse(text) : {}) as Pick<EmulatorAnswer, 'data' | 'errors'>;
  return { status: response.status, headers: response.headers, data: body.data, errors: body.errors, text };
}

export const basic = (key: string, user = 'api'): string =>
  `Basic ${Buffer.from(`${user}:${key}`).toString('base64')}`;
