import { ApolloClient, HttpLink, InMemoryCache } from '@apollo/client';
import { PersistedQueryLink } from '@apollo/client/link/persisted-queries';
import { relayStylePagination } from '@apollo/client/utilities';
import { getOperationAST } from 'graphql';
import documentIds from './document-ids.json';
import possibleTypes from './possible-types.json';

/** `?gateway=` names another gateway than the one beside this page. */
const uri = new URLSearchParams(location.search).get('gateway') ?? '/graphql';

const ids: Record<string, string | undefined> = documentIds;

const http = new HttpLink({ uri, headers: { 'apollo-require-preflight': 'true' } });

/** The build knows each document's hash: a GET with it can be kept by a CDN, and a gateway with the same manifest takes it alone. */
const persisted = new PersistedQueryLink({
  generateHash: (document) => ids[getOperationAST(document)?.name?.value ?? ''] ?? '',
  useGETForHashedQueries: true,
});

export const client = new ApolloClient({
  link: import.meta.env['VITE_TRUSTED'] ? persisted.concat(http) : http,
  cache: new InMemoryCache({
    ...possibleTypes,
    typePolicies: { Artifact: { fields: { usedBy: relayStylePagination() } } },
  }),
});
