import { Client, fetchExchange } from '@urql/core';
import { readFragment, type ResultOf } from 'gql.tada';
import { Again, Consumers, Line, Partial } from './documents.ts';

type Page = ResultOf<typeof Consumers>['artifact'];

/** What each client is held to: fragments, all pages, a part of an answer, an object by its id. */
export async function askByUrql(url: string) {
  const client = new Client({ url, exchanges: [fetchExchange], preferGetMethod: false });
  const page = async (after: string | null): Promise<Page> => {
    const { data, error } = await client
      .query(Consumers, { path: 'acme/data-platform/events:v0', after })
      .toPromise();
    if (error) throw error;
    return data?.artifact ?? null;
  };
  const labels: string[] = [];
  let after: string | null = null;
  let id = '';
  do {
    const artifact = await page(after);
    if (!artifact?.usedBy) throw new Error('nothing came');
    id = readFragment(Line, artifact).id;
    const { nodes, pageInfo } = artifact.usedBy;
    labels.push(...nodes.map((node) => readFragment(Line, node).label));
    after = pageInfo.hasNextPage ? pageInfo.endCursor : null;
  } while (after !== null);
  const again = await client.query(Again, { id }).toPromise();
  const node = again.data?.node;
  const partial = await client.query(Partial, {}).toPromise();
  return {
    consumers: labels.length,
    again: node && 'path' in node ? node.path : null,
    good: partial.data?.good?.label ?? null,
    bad: partial.error?.graphQLErrors[0]?.extensions['code'] ?? null,
  };
}
