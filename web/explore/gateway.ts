import { credentialHeaders } from './credentials.ts';
import { isRecord, text } from './json.ts';
import { inPublishedNames, plainTypename, schemaPrefix } from './prefix.ts';

/** A response without data, or no response. The message is shown to the user. */
export class GatewayFailure extends Error {
  override readonly name = 'GatewayFailure';
  readonly code: string;

  constructor(message: string, code: string) {
    super(message);
    this.code = code;
  }
}

export interface GatewayAnswer {
  data: Record<string, unknown>;
  /** The error messages, without duplicates. */
  problems: readonly string[];
}

/**
 * Sends a query to the gateway that serves this page, relative to its URL: a proxy may serve both under a path. Rejects with
 * a GatewayFailure, or with the signal's reason.
 */
export async function ask(
  query: string,
  variables: Readonly<Record<string, unknown>>,
  signal: AbortSignal,
): Promise<GatewayAnswer> {
  const response = await send('graphql', {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/json', ...credentialHeaders() },
    body: JSON.stringify({ query: await inPublishedNames(query), variables }),
    signal,
  });
  const body = await bodyOf(response, signal);
  const errors = isRecord(body) && Array.isArray(body['errors']) ? (body['errors'] as unknown[]) : [];
  const data = isRecord(body) && isRecord(body['data']) ? body['data'] : null;
  if (data === null || (errors.length > 0 && Object.values(data).every((value) => value === null))) {
    throw failureFrom(errors[0], response.status);
  }
  return { data, problems: [...new Set(errors.map((error) => messageOf(error) ?? 'Unknown error.'))] };
}

/** Fetches a file from the gateway with its suggested name. Rejects with a GatewayFailure. */
export async function fetchFile(address: string): Promise<File> {
  const response = await send(address, { headers: credentialHeaders() });
  if (!response.ok) {
    const body: unknown = await response.json().catch(() => null);
    throw failureFrom(
      isRecord(body) && Array.isArray(body['errors']) ? body['errors'][0] : null,
      response.status,
    );
  }
  const [, name = 'lineage'] =
    /filename="([^"]+)"/.exec(response.headers.get('content-disposition') ?? '') ?? [];
  return new File([await response.blob()], name);
}

async function send(address: string, request: RequestInit): Promise<Response> {
  try {
    return await fetch(address, request);
  } catch (error) {
    request.signal?.throwIfAborted();
    throw new GatewayFailure(
      `The gateway does not respond (${error instanceof Error ? error.message : 'no reason given'}). Check that it is running.`,
      'NETWORK',
    );
  }
}

async function bodyOf(response: Response, signal: AbortSignal): Promise<unknown> {
  try {
    if (schemaPrefix === '') return await response.json();
    return JSON.parse(await response.text(), plainTypename);
  } catch {
    signal.throwIfAborted();
    throw new GatewayFailure(statusMessage(response.status), String(response.status));
  }
}

function failureFrom(error: unknown, status: number): GatewayFailure {
  const code = isRecord(error) && isRecord(error['extensions']) ? text(error['extensions']['code']) : null;
  return new GatewayFailure(messageOf(error) ?? statusMessage(status), code ?? String(status));
}

/** The message of anything that was thrown. */
export function wordsOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function messageOf(error: unknown): string | null {
  return isRecord(error) ? text(error['message']) : null;
}

function statusMessage(status: number): string {
  return `The gateway returned HTTP status ${status} without an error message.`;
}
