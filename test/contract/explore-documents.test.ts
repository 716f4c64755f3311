import { readFileSync } from 'node:fs';
import { buildSubgraphSchema } from '@apollo/subgraph';
import { expect, test } from '@jest/globals';
import { parse, validate } from 'graphql';
import { createSchema } from '../../src/schema.ts';
import * as documents from '../../web/explore/documents.ts';
import * as pageDocuments from '../../web/explore/pages/documents.ts';
import { withPublishedNames } from '../../web/explore/published-names.ts';

const concepts = ['schema', 'run', 'artifact', 'project', 'lineage', 'search', 'policy', 'policy-input'];
const files = concepts.map((name) => `schema/${name}.graphql`);
const schema = buildSubgraphSchema(files.map((file) => ({ typeDefs: parse(readFileSync(file, 'utf8')) })));

const all = Object.entries({ ...documents, ...documents.rootDocuments, ...pageDocuments }).filter(
  (entry): entry is [string, string] => typeof entry[1] === 'string',
);

test.each(all)("the explorer's document %s is valid against the public schema", (_, document) => {
  expect(validate(schema, parse(document)).map(({ message }) => message)).toEqual([]);
});

const prefixed = createSchema({ prefix: 'ML', federationVersion: '2.3' }).schema;

test.each(all)("the explorer's document %s is valid against a schema with a prefix", (_, document) => {
  const published = parse(withPublishedNames(document, 'ML'));
  expect(validate(prefixed, published).map(({ message }) => message)).toEqual([]);
});
