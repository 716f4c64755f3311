import { createHash } from 'node:crypto';
import type { TrustedDocuments } from '../../config/trusted-documents.ts';
import { httpError } from '../http/errors.ts';

/** What a client sends to `/graphql`, as it was received. */
export interface GraphqlParameters {
  query?: unknown;
  variables?: unknown;
  documentId?: unknown;
  extensions?: unknown;
}

/** What clients of automatic persisted queries (APQ) send, if they follow the protocol. */
interface PersistedQuery {
  version?: unknown;
  sha256Hash?: unknown;
}

/**
 * Replaces the id of a trusted document by its text. `extensions` are parsed. Throws PERSISTED_QUERY_NOT_IN_LIST where the
 * request names none of them, or has a text that is not one of theirs.
 */
export function resolveTrustedDocument(
  parameters: GraphqlParameters,
  extensions: unknown,
  documents: TrustedDocuments,
): void {
  const { query, documentId } = parameters;
  const id = documentId ?? persistedQueryIn(extensions)?.sha256Hash;
  let text: string | null = null;
  if (typeof query === 'string' && query !== '') text = documents.has(query) ? query : null;
  else if (typeof id === 'string') text = documents.byId(id);
  if (text === null)
    throw httpError(
      'PERSISTED_QUERY_NOT_IN_LIST',
      'This gateway answers only the operations of its manifest, and this is none of them. Register it there (TRUSTED_DOCUMENTS), or check that client and gateway are of the same release.',
    );
  parameters.query = text;
  delete parameters.documentId;
  // Apollo would look the hash up among the operations that clients registered themselves.
  delete parameters.extensions;
}

/** Checks an automatic persisted query. Apollo reports its mistakes without a code, as if they were the gateway's. Throws BAD_REQUEST. */
export function checkPersistedQuery(query: unknown, extensions: unknown): void {
  const persisted = persistedQueryIn(extensions);
  if (!persisted) return;
  const { version, sha256Hash } = persisted;
  const check = (isRight: boolean, problem: string): void => {
    if (!isRight) throw httpError('BAD_REQUEST', `extensions.persistedQuery${problem}`);
  };
  check(version === 1, ' has to be of version 1, the only one supported.');
  check(
    typeof sha256Hash === 'string' && /^[\da-f]{64}$/.test(sha256Hash),
    '.sha256Hash has to be the SHA-256 of the query, as 64 hexadecimal digits in lower case.',
  );
  check(
    typeof query !== 'string' || createHash('sha256').update(query).digest('hex') === sha256Hash,
    '.sha256Hash is not the SHA-256 of the query that came with it. Hash the very text that is sent.',
  );
}

function persistedQueryIn(extensions: unknown): PersistedQuery | null | undefined {
  return (extensions as { persistedQuery?: PersistedQuery | null } | null | undefined)?.persistedQuery;
}
