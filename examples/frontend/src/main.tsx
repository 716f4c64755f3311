import { CombinedGraphQLErrors } from '@apollo/client';
import { ApolloProvider, useLazyQuery, useQuery } from '@apollo/client/react';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { client } from './client.ts';
import { graphql } from './gql/index.ts';

graphql(`
  fragment NodeLine on LineageNode {
    id
    label
  }
`);

const ModelCard = graphql(`
  query ModelCard($path: String!, $after: String) {
    artifact(path: $path) {
      ...NodeLine
      path
      type
      aliases
      createdAt
      staleness {
        status
      }
      blastRadius {
        runs
        artifacts
      }
      lineage(direction: UPSTREAM, maxDepth: 20) {
        nodes {
          depth
          node {
            ...NodeLine
          }
        }
        completeness {
          complete
        }
      }
      usedBy(first: 2, after: $after) {
        totalCount
        edges {
          cursor
          node {
            ...NodeLine
          }
        }
        pageInfo {
          hasNextPage
          endCursor
        }
      }
    }
  }
`);

/** Any object can be asked for again by its id alone. */
const Again = graphql(`
  query Again($id: ID!) {
    node(id: $id) {
      id
      ... on Artifact {
        aliases
        staleness {
          status
        }
      }
    }
  }
`);

const path = new URLSearchParams(location.search).get('path') ?? 'acme/vision/flower-classifier:v2';

function Card() {
  const { data, error, fetchMore } = useQuery(ModelCard, { variables: { path }, errorPolicy: 'all' });
  const [askAgain, again] = useLazyQuery(Again, { fetchPolicy: 'network-only', errorPolicy: 'all' });
  if (!data && !error) return <p>Loading</p>;
  const model = data?.artifact;
  const problems = CombinedGraphQLErrors.is(error)
    ? error.errors.map(({ message }) => message)
    : error
      ? [error.message]
      : [];
  return (
    <article>
      {problems.length > 0 && (
        <section role="alert">
          <h2>Not all of this could be loaded</h2>
          <ul>
            {[...new Set(problems)].map((problem) => (
              <li key={problem}>{problem}</li>
            ))}
          </ul>
        </section>
      )}
      {model === null && <p>W&B shows no such version to this key.</p>}
      {model && (
        <>
          <h1>{model.label}</h1>
          <p id="aliases">{model.aliases?.join(', ')}</p>
          <p id="staleness">{model.staleness?.status ?? 'not known'}</p>
          <p id="blast">
            {model.blastRadius
              ? `${model.blastRadius.runs} runs, ${model.blastRadius.artifacts} versions downstream`
              : 'not known'}
          </p>
          <h2>Made from</h2>
          {model.lineage?.completeness?.complete === false && <p>This is not all.</p>}
          <ol id="lineage">
            {model.lineage?.nodes?.map((hit) => hit?.node && <li key={hit.node.id}>{hit.node.label}</li>)}
          </ol>
          <h2>Used by {model.usedBy?.totalCount ?? 'an unknown number of'} runs</h2>
          <ul id="used-by">
            {model.usedBy?.edges?.map((edge) => edge?.node && <li key={edge.node.id}>{edge.node.label}</li>)}
          </ul>
          {model.usedBy?.pageInfo?.hasNextPage && (
            <button
              id="more"
              onClick={() => void fetchMore({ variables: { after: model.usedBy?.pageInfo?.endCursor } })}
            >
              More
            </button>
          )}
          <button id="again" onClick={() => void askAgain({ variables: { id: model.id ?? '' } })}>
            Ask again
          </button>
          {again.data && <p id="asked-again">Asked again</p>}
        </>
      )}
    </article>
  );
}

createRoot(document.querySelector('#root') as HTMLElement).render(
  <StrictMode>
    <ApolloProvider client={client}>
      <Card />
    </ApolloProvider>
  </StrictMode>,
);
