// Starts Redis, three gateways and nginx in front of them. Ctrl-C stops all of them.
import { execFileSync, spawn } from 'node:child_process';
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { endAll, isFree } from '../ports-and-children.js';

const help = `Usage: npm run example:scale-out -- [options]

Starts three gateways that share what W&B answered through Redis, and nginx in front of them. They ask the W&B of WANDB_BASE_URL
with WANDB_API_KEY where both are set, else an emulated one with 80 ms of latency. Needs nginx and redis-server
(apt-get install nginx redis-server).

  --port <number>   nginx's; the gateways take the three after it, Redis and the emulated W&B the next two (default: 8080)
  --help
`;

const { values: options } = readOptions();
if (options.help) {
  process.stdout.write(help);
  process.exit(0);
}
const port = Number(options.port);
if (!Number.isInteger(port) || port < 1 || port > 65_530)
  fail(2, `--port wants a number from 1 to 65530, not ${JSON.stringify(options.port)}.`);
for (const program of ['nginx', 'redis-server']) {
  try {
    execFileSync(program, ['-v'], { stdio: 'ignore' });
  } catch {
    fail(1, `${program} is not on this machine. Install it: apt-get install nginx redis-server`);
  }
}
const [proxyPort, ...gatewayPorts] = [port, port + 1, port + 2, port + 3];
const redisPort = port + 4;
const wandbPort = port + 5;
for (const each of [proxyPort, ...gatewayPorts, redisPort, wandbPort])
  if (!(await isFree(each)))
    fail(1, `Port ${each} is in use. Take others: npm run example:scale-out -- --port ${port + 100}`);

const directory = await mkdtemp(path.join(tmpdir(), 'scale-out-'));
// Started by root, nginx's worker is another user, and puts long answers there.
await chmod(directory, 0o755);
const children = [];
let ending = false;
process.once('SIGINT', () => void end(0)).once('SIGTERM', () => void end(0));

const redis = start('redis', 'redis-server', [
  ...['--port', String(redisPort), '--bind', '127.0.0.1', '--dir', directory, '--save', ''],
  ...['--maxmemory', '256mb', '--maxmemory-policy', 'allkeys-lru'],
]);
const wandb = await chosenWandb();
const script = fileURLToPath(new URL('../../dist/main.js', import.meta.url));
const gateways = gatewayPorts.map((each, index) =>
  start(`gateway ${index + 1}`, process.execPath, [script, 'serve', '--port', String(each)], {
    ...wandb.environment,
    REDIS_URL: `redis://127.0.0.1:${redisPort}`,
    TRUST_PROXY: '1',
    LOG_LEVEL: 'warn',
  }),
);
await Promise.all(gatewayPorts.map((each) => ready(`http://127.0.0.1:${each}/health/ready`)));

const template = await readFile(new URL('nginx.conf', import.meta.url), 'utf8');
const configuration = template.replace(/127\.0\.0\.1:808(\d)/g, (_, at) => `127.0.0.1:${port + Number(at)}`);
const file = path.join(directory, 'nginx.conf');
await writeFile(file, configuration);
const proxy = start('nginx', 'nginx', ['-p', directory, '-c', file, '-g', 'daemon off;']);
await ready(`http://127.0.0.1:${proxyPort}/health/ready`);

process.stdout.write(`Three gateways are up behind http://127.0.0.1:${proxyPort}/graphql

  ${gateways.map((child, index) => `gateway ${index + 1}  pid ${child.pid}  http://127.0.0.1:${gatewayPorts[index]}`).join('\n  ')}
  redis      pid ${redis.pid}  redis://127.0.0.1:${redisPort}
  nginx      pid ${proxy.pid}
  W&B        ${wandb.name}

Ask twice: the first answer comes from W&B, the second from whichever replica is next, without asking W&B again.

  curl -s http://127.0.0.1:${proxyPort}/graphql -H 'content-type: application/json' \\
    -d '${JSON.stringify({ query: wandb.query })}'

Kill a gateway or Redis by its pid while you ask: the answers stay. Ctrl-C ends everything.
`);

function readOptions() {
  try {
    return parseArgs({
      options: {
        port: { type: 'string', default: '8080' },
        help: { type: 'boolean', default: false },
      },
    });
  } catch (error) {
    return fail(2, `${error.message}\n\n${help}`);
  }
}

function fail(code, message) {
  process.stderr.write(`${message}\n`);
  return process.exit(code);
}

/** A child that may be killed without ending the others: that is what the example shows. */
function start(name, program, args, environment = {}) {
  const child = spawn(program, args, {
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  children.push(child);
  child.once('exit', (code, signal) => {
    if (!ending) process.stderr.write(`${name} ended (${signal ?? code}).\n`);
  });
  return child;
}

async function chosenWandb() {
  const { WANDB_BASE_URL: baseUrl, WANDB_API_KEY: key } = process.env;
  if (baseUrl && key) return { name: baseUrl, environment: {}, query: '{ viewer { username } }' };
  const { startEmulator } = await import('../../dist/emulator/emulator.js');
  const emulator = await startEmulator({ world: 'medium', port: wandbPort });
  emulator.setLatency(80);
  const query = `{ artifact(path: "${emulator.roots.model}") { lineage(direction: UPSTREAM, maxDepth: 8) { nodes { node { __typename } } } } }`;
  const environment = { WANDB_BASE_URL: emulator.url, WANDB_API_KEY: emulator.keys[0].key };
  return { name: `${emulator.url}, emulated`, environment, query };
}

async function ready(url) {
  for (let tries = 0; tries < 200 && !ending; tries += 1) {
    const response = await fetch(url).catch(() => null);
    if (response?.ok) return;
    await sleep(50);
  }
  await end(1, `${url} did not become ready in 10 s.\n`);
}

async function end(code, message = '') {
  if (ending) return;
  ending = true;
  process.stderr.write(message);
  await endAll(children);
  await rm(directory, { recursive: true, force: true });
  process.exit(code);
}
