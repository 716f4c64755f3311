import { print } from 'graphql';
import { GraphQLClient } from 'graphql-request';
import { readFragment, type ResultOf } from 'gql.tada';
import { Again, Consumers, Line, Partial } from './documents.ts';

type Page = ResultOf<typeof Consumers>['artifact'];

/** The same questions; `rawRequest` keeps the errors beside the data. */
export async function askByGraphqlRequest(url: string) {
  const client = new GraphQLClient(url, { errorPolicy: 'all' });
  const page = async (after: string | null): Promise<Page> =>
    (await client.request(Consumers, { path: 'acme/data-platform/events:v0', after })).artifact;
  let consumers = 0;
  let after: string | null = null;
  let id = '';
  do {
    const artifact = await page(after);
    if (!artifact?.usedBy) throw new Error('nothing came');
    id = readFragment(Line, artifact).id;
    consumers += artifact.usedBy.nodes.length;
    const { hasNextPage, endCursor } = artifact.usedBy.pageInfo;
    after = hasNextPage ? endCursor : null;
  } while (after !== null);
  const { node } = await client.request(Again, { id });
  const { data, errors } = await client.rawRequest<{ good: { label: string } | null }>(print(Partial));
  return {
    consumers,
    again: node && 'path' in node ? node.path : null,
    good: data.good?.label ?? null,
    bad: errors?.[0]?.extensions['code'] ?? null,
  };
}
