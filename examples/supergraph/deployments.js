// The second subgraph: what runs where. Which model versions it serves is told on the command line.
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { ApolloServer } from '@apollo/server';
import { startStandaloneServer } from '@apollo/server/standalone';
import { buildSubgraphSchema } from '@apollo/subgraph';
import { parse } from 'graphql';

const { values } = parseArgs({
  options: {
    port: { type: 'string', default: '4001' },
    models: { type: 'string', default: 'acme/vision/flower-classifier:v2,acme/vision/leaf-segmenter:v0' },
    count: { type: 'string', default: '4' },
    type: { type: 'string', default: 'Artifact' },
  },
});
const models = values.models.split(',');
const regions = ['eu-west', 'us-east', 'ap-south'];
const deployments = Array.from({ length: Number(values.count) }, (_, index) => ({
  name: `serving-${index + 1}`,
  region: regions[index % regions.length],
  modelPath: models[index % models.length],
}));

const sdl = readFileSync(new URL('deployments.graphql', import.meta.url), 'utf8');
const typeDefs = parse(sdl.replaceAll(/\bArtifact\b/g, values.type));
const resolvers = {
  Query: {
    deployments: (_, { first }) => deployments.slice(0, first),
    deployment: (_, { name }) => deployments.find((each) => each.name === name) ?? null,
  },
  Deployment: {
    __resolveReference: ({ name }) => deployments.find((each) => each.name === name) ?? null,
    // A reference is the key and nothing else: the router asks the lineage for the rest.
    model: ({ modelPath }) => ({ __typename: values.type, path: modelPath }),
  },
  [values.type]: {
    __resolveReference: ({ path }) => ({ path }),
    deployments: ({ path }) => deployments.filter(({ modelPath }) => modelPath === path),
  },
};

const server = new ApolloServer({ schema: buildSubgraphSchema([{ typeDefs, resolvers }]) });
const { url } = await startStandaloneServer(server, {
  listen: { host: '127.0.0.1', port: Number(values.port) },
});
process.stdout.write(`deployments ready at ${url}\n`);
