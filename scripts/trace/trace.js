// npm run trace [-- --files]: how many of our own files run for one operation. Fails when a target is exceeded.
import { fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const queries = {
  typename: '{ __typename }',
  lookup: '{ artifact(path: "acme/vision/flower-classifier:v2") { path } }',
  nested: `{
    artifact(path: "acme/data-platform/train-split:v1") {
      path
      loggedBy { path usedArtifacts { nodes { path } } }
      usedBy { nodes { path loggedArtifacts { nodes { path } } } }
    }
  }`,
  lineage: `{
    artifact(path: "acme/vision/flower-classifier:v2") {
      lineage(direction: UPSTREAM, maxDepth: 5) {
        nodes { depth node { label } }
        completeness { complete truncations { reason } }
      }
    }
  }`,
};

const inProcessTargets = [
  { query: 'lookup', most: 22 },
  { query: 'nested', most: 32 },
  { query: 'lineage', most: 45 },
];
const typenameTarget = 20;
/** Files that run for the query and not for `{ __typename }`. */
const additionalTargets = [
  { query: 'lookup', most: 14 },
  { query: 'nested', most: 22 },
];

const showsFiles = process.argv.includes('--files');
const here = (file) => fileURLToPath(new URL(file, import.meta.url));
const emulator = spawn(process.execPath, [here('../../dist/emulator/main.js'), '--port', '0'], {
  stdio: ['ignore', 'pipe', 'inherit'],
});

try {
  const [line] = await once(createInterface(emulator.stdout), 'line');
  const { url, keys } = JSON.parse(line);
  const environment = {
    PATH: process.env.PATH,
    NETRC: '/nonexistent',
    WANDB_BASE_URL: url,
    WANDB_API_KEY: keys[0].key,
  };
  for (const { query, most } of inProcessTargets) {
    report(`in process, ${query}`, await filesInProcess(queries[query], environment), most);
  }
  const typename = await filesOverHttp(queries.typename, environment);
  report('over HTTP, typename', typename, typenameTarget);
  for (const { query, most } of additionalTargets) {
    const files = await filesOverHttp(queries[query], environment);
    report(
      `over HTTP, ${query}, more than typename`,
      files.filter((file) => !typename.includes(file)),
      most,
    );
  }
} finally {
  emulator.kill();
}

function report(name, files, most) {
  const isExceeded = files.length > most;
  if (isExceeded) process.exitCode = 1;
  console.log(`${isExceeded ? 'FAIL' : '  ok'}  ${name}: ${files.length} files (at most ${most})`);
  if (showsFiles) for (const file of files) console.log(`        ${file}`);
}

async function filesInProcess(query, environment) {
  const child = fork(here('in-process.js'), [query], { env: environment });
  const [files] = await Promise.race([
    once(child, 'message'),
    once(child, 'exit').then(() => {
      throw new Error(`The query failed: ${query}`);
    }),
  ]);
  return files;
}

/** A new service for each query, so that nothing that an earlier one computed is missing. */
async function filesOverHttp(query, environment) {
  const child = fork(here('../../dist/main.js'), ['serve', '--port', '0'], {
    env: environment,
    execArgv: ['--import', here('service.js')],
    stdio: ['ignore', 'pipe', 'ignore', 'ipc'],
  });
  try {
    const url = await addressOf(child);
    await filesUntilIdle(child);
    const response = await fetch(`${url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query }),
    });
    const { errors } = await response.json();
    if (errors) throw new Error(errors[0].message);
    return await filesUntilIdle(child);
  } finally {
    child.kill();
    await once(child, 'exit');
  }
}

async function addressOf(child) {
  for await (const line of createInterface(child.stdout)) {
    const [url] = /http:\/\/127\.0\.0\.1:\d+/.exec(line) ?? [];
    if (url) {
      child.stdout.resume();
      return url;
    }
  }
  throw new Error('The service did not start: run "npm start" to see why.');
}

/** What runs behind the response, such as the log, is part of the operation: a file is counted until none runs any more. */
async function filesUntilIdle(child) {
  const files = new Set();
  for (let attempt = 0; attempt < 40; attempt += 1) {
    child.send('take');
    const [ran] = await once(child, 'message');
    if (ran.length === 0) break;
    for (const file of ran) files.add(file);
    await sleep(100);
  }
  return [...files].sort();
}
