import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { InvalidValue, type ValueType } from './value-types.ts';

/** The operations that a gateway answers and no others, by the id that clients send. */
export interface TrustedDocuments {
  readonly size: number;
  /** The texts by the ids that the manifest gives them. */
  readonly byGivenId: ReadonlyMap<string, string>;
  /** The operation's text; null where the id is not in the manifest. */
  byId(id: string): string | null;
  /** Whether this is the text of one of them. */
  has(text: string): boolean;
}

/**
 * Reads a manifest: Apollo's (`{ format: "apollo-persisted-query-manifest", operations: [{ id, body }] }`), or an object of
 * operations by id, as GraphQL Code Generator and Relay write it. Throws where it is neither.
 */
function trustedDocumentsFrom(manifest: unknown): TrustedDocuments {
  const documents = new Map<string, string>();
  const byGivenId = new Map<string, string>();
  for (const [id, text] of entriesOf(manifest)) {
    if (typeof id !== 'string' || id === '' || typeof text !== 'string' || text.trim() === '')
      throw new TypeError(`its operation ${JSON.stringify(id)} has no text`);
    byGivenId.set(id, text);
    documents.set(id, text);
    // Clients that know nothing of the manifest's own ids send the hash of the text.
    documents.set(createHash('sha256').update(text).digest('hex'), text);
  }
  if (documents.size === 0) throw new TypeError('it holds no operation');
  const texts = new Set(documents.values());
  return {
    size: texts.size,
    byGivenId,
    byId: (id) => documents.get(id) ?? documents.get(id.replace(/^sha256:/, '')) ?? null,
    has: (text) => texts.has(text),
  };
}

function entriesOf(manifest: unknown): [unknown, unknown][] {
  if (typeof manifest !== 'object' || manifest === null || Array.isArray(manifest))
    throw new TypeError('it is not an object');
  const { operations, format } = manifest as { operations?: unknown; format?: unknown };
  if (!Array.isArray(operations)) return Object.entries(manifest);
  if (format !== 'apollo-persisted-query-manifest')
    throw new TypeError(`its format is ${JSON.stringify(format)}`);
  return operations.map((operation: unknown) => {
    const { id, body } = (operation ?? {}) as { id?: unknown; body?: unknown };
    return [id, body];
  });
}

export const trustedDocumentsFile: ValueType<TrustedDocuments> = {
  placeholder: '<file>',
  parse(file) {
    try {
      return trustedDocumentsFrom(JSON.parse(readFileSync(file, 'utf8')));
    } catch (error) {
      // V8 quotes the file in its message.
      const why = error instanceof SyntaxError ? 'it is not JSON' : (error as Error).message;
      throw new InvalidValue(
        `is "${file}", which cannot be used: ${why}. Write an Apollo manifest, or an object of operations by id.`,
      );
    }
  },
};
