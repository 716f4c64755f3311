/** The prefix of the gateway's schema. Empty if it has none. */
export const schemaPrefix =
  document.querySelector<HTMLMetaElement>('meta[name="schema-prefix"]')?.content ?? '';

/** One of the page's queries with the names of the gateway's schema. */
export async function inPublishedNames(query: string): Promise<string> {
  if (schemaPrefix === '') return query;
  // Imported lazily: pages of gateways without a prefix need no GraphQL parser.
  const { withPublishedNames } = await import('./published-names.ts');
  return withPublishedNames(query, schemaPrefix);
}

/** A reviver for JSON.parse that removes the prefix from type names. */
export function plainTypename(key: string, value: unknown): unknown {
  const isPrefixed = key === '__typename' && typeof value === 'string' && value.startsWith(schemaPrefix);
  return isPrefixed ? value.slice(schemaPrefix.length) : value;
}
