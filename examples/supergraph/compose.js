// Puts the two subgraphs together, as a registry or `rover supergraph compose` would.
import { parseArgs } from 'node:util';
import { composeServices } from '@theguild/federation-composition';
import { parse } from 'graphql';

const { values } = parseArgs({
  options: {
    port: { type: 'string', default: '4002' },
    // Each as name=address; `lineage` is the one that gets the caller's key.
    subgraph: {
      type: 'string',
      multiple: true,
      default: ['lineage=http://127.0.0.1:4000/graphql', 'deployments=http://127.0.0.1:4001'],
    },
    // Hive Gateway only: plan with Hive Router's planner, which is written in Rust.
    'rust-planner': { type: 'boolean', default: false },
    // Only a test wants this: what happens if nobody passes the caller's key on.
    'without-key': { type: 'boolean', default: false },
  },
});

export const port = Number(values.port);
export const rustPlanner = values['rust-planner'];

/** The key is W&B's, so no other team's subgraph gets it. Some gateways write the name in capitals. */
export function getsKey(subgraph) {
  return !values['without-key'] && subgraph.toLowerCase() === 'lineage';
}

async function sdlOf(name, url) {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query: '{ _service { sdl } }' }),
  }).catch(({ cause }) => {
    throw new Error(
      `The subgraph "${name}" does not answer at ${url} (${cause?.code ?? cause}). Is it running?`,
    );
  });
  const { data, errors } = await response.json();
  if (!data?._service) throw new Error(`The subgraph "${name}" gives no SDL: ${JSON.stringify(errors)}`);
  return parse(data._service.sdl);
}

/** The supergraph's SDL. Throws what the composer says. */
export async function supergraph() {
  const subgraphs = values.subgraph.map(async (each) => {
    const [, name, url] = /^([^=]+)=(.+)$/.exec(each);
    return { name, url, typeDefs: await sdlOf(name, url) };
  });
  const { supergraphSdl, errors } = composeServices(await Promise.all(subgraphs));
  if (!supergraphSdl) throw new Error(errors.map(({ message }) => message).join('\n'));
  return supergraphSdl;
}
