import process from 'node:process';
import { askByGraphqlRequest } from './graphql-request.ts';
import { askByUrql } from './urql.ts';

const url = process.argv[2] ?? 'http://127.0.0.1:4000/graphql';
process.stdout.write(
  JSON.stringify({ urql: await askByUrql(url), graphqlRequest: await askByGraphqlRequest(url) }),
);
