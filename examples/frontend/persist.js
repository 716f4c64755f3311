// Writes the manifest for a gateway that answers trusted documents only, and the ids by which this app asks for them.
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { InMemoryCache } from '@apollo/client';
import { parse, print } from 'graphql';

const written = JSON.parse(readFileSync('src/gql/persisted-documents.json', 'utf8'));
const cache = new InMemoryCache();
const operations = Object.values(written).map((text) => {
  // As Apollo Client sends it, with the type names that its cache lives on.
  const document = cache.transformDocument(parse(text));
  const body = print(document);
  const operation = document.definitions.find(({ kind }) => kind === 'OperationDefinition');
  const id = createHash('sha256').update(body).digest('hex');
  return { id, name: operation.name.value, type: operation.operation, body };
});
const json = (value) => `${JSON.stringify(value, null, 2)}\n`;
writeFileSync(
  'persisted-documents.json',
  json({ format: 'apollo-persisted-query-manifest', version: 1, operations }),
);
writeFileSync(
  'src/document-ids.json',
  json(Object.fromEntries(operations.map(({ name, id }) => [name, id]))),
);
