/** What begins the names of the schema that this page's gateway publishes; empty: nothing. */
export const schemaPrefix =
  document.querySelector<HTMLMetaElement>('meta[name="schema-prefix"]')?.content ?? '';

/** A document of the page's own, as this gateway has to be asked. */
export async function inPublishedNames(query: string): Promise<string> {
  if (schemaPrefix === '') return query;
  // Only here: reading documents takes code that no other gateway's page needs.
  const { withPublishedNames } = await import('./published-names.ts');
  return withPublishedNames(query, schemaPrefix);
}

/** For JSON.parse: types under the names that the page knows. */
export function plainTypename(key: string, value: unknown): unknown {
  const isPrefixed = key === '__typename' && typeof value === 'string' && value.startsWith(schemaPrefix);
  return isPrefixed ? value.slice(schemaPrefix.length) : value;
}
