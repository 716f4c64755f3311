import { createHash } from 'node:crypto';
import type { FastifyRequest } from 'fastify';
import { GraphQLError } from 'graphql';
import type { TrustedDocuments } from '../../config/trusted-documents.ts';
import type { ErrorCode } from '../../graphql/errors.ts';

interface GraphqlParameters {
  query?: unknown;
  variables?: unknown;
  documentId?: unknown;
  extensions?: unknown;
}

/** What a client sent for `/graphql`, by POST or GET; null where it is no object. */
export function parametersOf({ method, body, query }: FastifyRequest): GraphqlParameters | null {
  const parameters = method === 'GET' ? query : body;
  return typeof parameters === 'object' && parameters !== null && !Array.isArray(parameters)
    ? parameters
    : null;
}

/** Variables or extensions: a GET has them as text. Null where that is no JSON, which Apollo says. */
export function unpacked(value: unknown): unknown {
  if (typeof value !== 'string') return value;
  try {
    return JSON.parse(value);
  } catch {
    return null;
  }
}

/**
 * Puts the text of a trusted operation in the place of its id. Throws where the request names none of them, and where it
 * brings a text that is not one of theirs.
 */
export function replaceByTrusted(request: FastifyRequest, documents: TrustedDocuments): void {
  const parameters = parametersOf(request);
  if (!parameters) return;
  const text = textOf(parameters, documents);
  if (text === null) {
    throw new GraphQLError(
      'This gateway answers only the operations of its manifest, and this is none of them. Register it there (TRUSTED_DOCUMENTS), or check that client and gateway are of the same release.',
      { extensions: { code: 'PERSISTED_QUERY_NOT_IN_LIST' satisfies ErrorCode, http: { status: 400 } } },
    );
  }
  parameters.query = text;
  delete parameters.documentId;
  // Apollo would look for the hash among the operations that clients themselves registered.
  delete parameters.extensions;
  if (request.method === 'GET') {
    // Apollo reads the address itself, not what Fastify made of it.
    const [path = ''] = request.url.split('?');
    request.raw.url = `${path}?${new URLSearchParams(parameters as Record<string, string>).toString()}`;
  }
}

function textOf(
  { query, documentId, extensions }: GraphqlParameters,
  documents: TrustedDocuments,
): string | null {
  if (typeof query === 'string' && query !== '') return documents.has(query) ? query : null;
  const id = documentId ?? persistedQueryIn(unpacked(extensions))?.sha256Hash;
  return typeof id === 'string' ? documents.byId(id) : null;
}

/**
 * Looks at what a client of automatic persisted queries sent: Apollo answers mistakes in it by errors without a code, as if
 * they were the gateway's own. `extensions` are unpacked. Throws BAD_REQUEST.
 */
export function checkPersisted(query: unknown, extensions: unknown): void {
  const given = persistedQueryIn(extensions);
  if (given === undefined || given === null) return;
  const { version, sha256Hash } = given;
  if (version !== 1)
    throw badRequest(
      `extensions.persistedQuery has to be of version 1, the only one that this gateway knows.`,
    );
  if (typeof sha256Hash !== 'string' || !/^[\da-f]{64}$/.test(sha256Hash))
    throw badRequest(
      'extensions.persistedQuery.sha256Hash has to be the SHA-256 of the query, as 64 hexadecimal digits in lower case.',
    );
  if (typeof query === 'string' && createHash('sha256').update(query).digest('hex') !== sha256Hash)
    throw badRequest(
      'extensions.persistedQuery.sha256Hash is not the SHA-256 of the query that came with it. Hash the very text that is sent.',
    );
}

function badRequest(message: string): GraphQLError {
  return new GraphQLError(message, { extensions: { code: 'BAD_REQUEST', http: { status: 400 } } });
}

/** What clients of automatic persisted queries send, as they send it. */
function persistedQueryIn(
  extensions: unknown,
): { version?: unknown; sha256Hash?: unknown } | null | undefined {
  return (extensions as { persistedQuery?: { version?: unknown; sha256Hash?: unknown } } | null | undefined)
    ?.persistedQuery;
}
