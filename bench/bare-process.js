// The least that an Apollo Server can do: the same schema and query, every value in memory.
import { once } from 'node:events';
import { ApolloServer } from '@apollo/server';
import { startStandaloneServer } from '@apollo/server/standalone';
import { buildSchema } from 'graphql';

const [{ sdl, data }] = await once(process, 'message');
const server = new ApolloServer({ schema: buildSchema(sdl, { assumeValidSDL: true }), rootValue: data });
const { url } = await startStandaloneServer(server, { listen: { port: 0, host: '127.0.0.1' } });
process.send({ url });
