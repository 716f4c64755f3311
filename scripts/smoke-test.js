// Starts the built service on its demo data, queries it and stops it, all with the Node that runs this script.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const main = fileURLToPath(new URL('../dist/main.js', import.meta.url));
const query = `{
  artifact(path: "acme/vision/flower-classifier:v2") {
    loggedBy { path usedArtifacts { nodes { path } } }
    lineage(direction: UPSTREAM, maxDepth: 5) { nodes { node { label } } }
  }
}`;

const service = spawn(process.execPath, [main, '--demo', '--port', '0', '--log-level', 'warn'], {
  stdio: ['ignore', 'pipe', 'inherit'],
});
const exited = once(service, 'exit');
try {
  const url = await addressOf(service.stdout);
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query }),
  });
  const { data, errors } = await response.json();
  expectEqual('errors', errors, undefined);
  expectEqual('loggedBy', data.artifact.loggedBy.path, 'acme/vision/pack-2');
  expectEqual('nodes of lineage', data.artifact.lineage.nodes.length, 6);
  expectEqual('status of /explore', (await fetch(`${url}/explore`)).status, 200);
  service.kill('SIGTERM');
  const [code] = await exited;
  expectEqual('exit code', code, 0);
  console.log(`The built service works on Node ${process.version}.`);
} finally {
  service.kill('SIGKILL');
}

async function addressOf(stdout) {
  for await (const line of createInterface(stdout)) {
    const [url] = /http:\/\/127\.0\.0\.1:\d+/.exec(line) ?? [];
    if (!url) continue;
    stdout.resume();
    return url;
  }
  throw new Error('The service did not start.');
}

function expectEqual(what, actual, expected) {
  if (actual !== expected)
    throw new Error(`${what}: ${JSON.stringify(actual)} instead of ${JSON.stringify(expected)}`);
}
