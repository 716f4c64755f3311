import { formatResult, type Fetcher } from '@graphiql/toolkit';
import { Kind, parse } from 'graphql';
import { credentialHeaders } from '../explore/credentials.ts';
import { record, records, text } from '../explore/json.ts';
import type { Asked } from './answer-graph.ts';
import { setKnownPaths } from './example-paths.ts';

const mostRemembered = 50;
const asked = new Map<string, Asked>();

/** The query that produced this response text. The editor may contain another query by now, or several. */
export function askedFor(response: string): Asked | null {
  return asked.get(response) ?? null;
}

/** The operation to run. For a moment after a tab was opened, GraphiQL still passes the name from the previous tab. */
function operationToRun(query: string, name: string | null): string | null {
  try {
    const names = parse(query).definitions.flatMap((definition) =>
      definition.kind === Kind.OPERATION_DEFINITION ? [definition.name?.value ?? null] : [],
    );
    return names.includes(name) ? name : names.length === 1 ? (names[0] ?? null) : null;
  } catch {
    // The gateway reports the syntax error.
    return name;
  }
}

export const fetcher: Fetcher = async ({ query, variables, operationName: told }, options) => {
  const operationName = operationToRun(query, told ?? null);
  const headers = new Headers({
    'content-type': 'application/json',
    accept: 'application/graphql-response+json, application/json',
    ...credentialHeaders(),
  });
  const entered = (options?.headers ?? {}) as Record<string, string>;
  for (const [name, value] of Object.entries(entered)) headers.set(name, value);
  const response = await fetch('graphql', {
    method: 'POST',
    headers,
    body: JSON.stringify({ query, variables: variables as unknown, operationName }),
  });
  const answer = (await response.json().catch(() => {
    throw new Error(`The gateway returned HTTP status ${String(response.status)} without JSON.`);
  })) as Record<string, unknown>;
  const [error] = records(answer['errors']);
  if (operationName === 'IntrospectionQuery') {
    if (error && record(error['extensions'])['code'] === 'UNAUTHENTICATED')
      setKnownPaths({ status: 'needsKey', reason: text(error['message']) });
  } else {
    asked.set(formatResult(answer), { query, operationName, answer });
    for (const oldest of asked.keys()) {
      if (asked.size <= mostRemembered) break;
      asked.delete(oldest);
    }
  }
  return answer;
};
