import autocannon from 'autocannon';
import { ask, peakMegabytes, startBare, startGateway, startWandb } from './processes.js';

// 1 version, 99 runs, and the version that each of them logged: 199 nodes.
const query = `query ($path: String!) {
  artifact(path: $path) {
    id path
    usedBy(first: 99) { nodes { id path state loggedArtifacts(first: 5) { nodes { id path digest } } } }
  }
}`;

/** How many answers of 200 nodes a second, by the gateway and by an Apollo Server that has them in memory. */
export async function measureThroughput(seconds) {
  const wandb = await startWandb({ kind: 'hub', consumers: 99 });
  const gateway = await startGateway(wandb);
  const variables = { path: wandb.roots.hub };
  const data = await ask(`${gateway.url}/graphql`, query, variables);
  const sdl = await (await fetch(`${gateway.url}/schema.graphql`)).text();
  const bare = await startBare(sdl, data);
  let count = 0;
  const load = async (url, { headers = {}, isVaried = false } = {}) => {
    // A variable that no query declares changes nothing but what the question is known by.
    const setupRequest = (request) => ({
      ...request,
      body: JSON.stringify({ query, variables: { ...variables, count: (count += 1) } }),
    });
    const result = await autocannon({
      url,
      connections: 50,
      duration: seconds,
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify({ query, variables }),
      ...(isVaried && { requests: [{ setupRequest }] }),
    });
    if (result.non2xx > 0 || result.errors > 0)
      throw new Error(`${url}: ${result.non2xx} refusals and ${result.errors} errors under load.`);
    return result;
  };
  await load(bare.url);
  const least = await load(bare.url);
  await wandb.reset();
  /** Once to warm up, once to measure. */
  const measured = async (options) => {
    await load(`${gateway.url}/graphql`, options);
    await wandb.reset();
    const result = await load(`${gateway.url}/graphql`, options);
    return [result, await wandb.stats()];
  };
  const cold = await measured({ headers: { 'cache-control': 'no-cache' } });
  const hops = await measured({ isVaried: true });
  const whole = await measured();
  const row = (server, result, asked) => ({
    server,
    'responses/s': Math.round(result.requests.average),
    ratio: (result.requests.average / least.requests.average).toFixed(2),
    'p50 ms': result.latency.p50,
    'p99 ms': result.latency.p99,
    'W&B requests/response': asked ? (asked.requests / result.requests.total).toFixed(2) : '-',
  });
  const rows = [
    row('bare Apollo Server', least),
    row('gateway, cache bypassed', ...cold),
    row('gateway, cached hops', ...hops),
    row('gateway, cached response', ...whole),
  ];
  process.stdout.write(`throughput: peak memory of the gateway: ${await peakMegabytes(gateway.pid)} MB\n\n`);
  await Promise.all([gateway.close(), bare.close()]);
  await wandb.close();
  return rows;
}
