// Puts the two subgraphs together, as a registry or `rover supergraph compose` would.
import { parseArgs } from 'node:util';
import { composeServices } from '@theguild/federation-composition';
import { parse } from 'graphql';

const { values } = parseArgs({
  options: {
    port: { type: 'string', default: '4002' },
    lineage: { type: 'string', default: 'http://127.0.0.1:4000' },
    deployments: { type: 'string', default: 'http://127.0.0.1:4001' },
    // Only a test wants this: what happens if nobody passes the caller's key on.
    'without-key': { type: 'boolean', default: false },
  },
});

export const port = Number(values.port);
export const passesKeyOn = !values['without-key'];

async function sdlOf(url) {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query: '{ _service { sdl } }' }),
  });
  const { data } = await response.json();
  return parse(data._service.sdl);
}

/** The supergraph's SDL. Throws what the composer says. */
export async function supergraph() {
  const lineage = `${values.lineage.replace(/\/$/, '')}/graphql`;
  const { supergraphSdl, errors } = composeServices([
    { name: 'lineage', typeDefs: await sdlOf(lineage), url: lineage },
    { name: 'deployments', typeDefs: await sdlOf(values.deployments), url: values.deployments },
  ]);
  if (!supergraphSdl) throw new Error(errors.map(({ message }) => message).join('\n'));
  return supergraphSdl;
}
