// Starts the demo gateway, the second subgraph and a Hive Gateway in front of both. Ctrl-C stops all three.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { endAll, isFree } from '../ports-and-children.js';

const help = `Usage: npm run example:supergraph -- [options]

Starts the lineage on its demo data, a second subgraph (deployments) that points to it, and a Hive Gateway in front of both.

  --port <number>   the supergraph's; the lineage and the deployments take the two after it (default: 4000)
  --any-port        whichever three are free
  --rust-planner    Hive Gateway plans with Hive Router's planner
  --help
`;

const fileOf = (name) => fileURLToPath(new URL(name, import.meta.url));
const children = [];
let ending = false;

/** Ends when all children have, so that the ports are free again. */
async function end(code, message = '') {
  if (ending) return;
  ending = true;
  process.stderr.write(message);
  await endAll(children);
  process.exit(code);
}

function optionsFrom(args) {
  const options = {
    port: { type: 'string', default: '4000' },
    'any-port': { type: 'boolean', default: false },
    'rust-planner': { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  };
  try {
    return parseArgs({ args, options }).values;
  } catch (error) {
    process.stderr.write(`${error.message}\n\n${help}`);
    return process.exit(2);
  }
}

/** Three ports, for the supergraph, the lineage and the deployments; 0 where any will do. */
async function chosenPorts({ port, 'any-port': any }) {
  if (any) return [0, 0, 0];
  const first = Number(port);
  if (!Number.isInteger(first) || first < 1 || first > 65533)
    await end(2, `--port wants a number from 1 to 65533, not ${JSON.stringify(port)}.\n`);
  const ports = [first, first + 1, first + 2];
  for (const each of ports)
    if (!(await isFree(each)))
      await end(
        1,
        `Port ${each} is in use. Take others: npm run example:supergraph -- --any-port, or --port 4100\n`,
      );
  return ports;
}

/** Whether node_modules holds what the lock wants; npm writes there what it installed. */
function isInstalled() {
  const installed = fileOf('node_modules/.package-lock.json');
  if (!existsSync(installed)) return false;
  const packagesOf = (file) => JSON.parse(readFileSync(file, 'utf8')).packages;
  const present = packagesOf(installed);
  return Object.entries(packagesOf(fileOf('package-lock.json'))).every(
    ([name, { version, optional }]) =>
      name === '' || present[name]?.version === version || (optional && !present[name]),
  );
}

/** The gateways are in a package of their own, and only whoever wants this example needs them. */
function install() {
  if (isInstalled()) return;
  process.stdout.write(
    'Installing the gateways into examples/supergraph/node_modules (some 500 MB, once) ...\n',
  );
  const args = ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--prefix', fileOf('.')];
  const { status } = spawnSync('npm', args, { stdio: 'inherit', shell: process.platform === 'win32' });
  if (status !== 0) process.exit(status ?? 1);
}

/** Resolves with what the pattern finds in the program's first lines. */
function start(script, args, pattern) {
  const child = spawn(process.execPath, [fileOf(script), ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
  children.push(child);
  return new Promise((resolve) => {
    let text = '';
    child.stdout.on('data', (chunk) => {
      text += chunk;
      const match = pattern.exec(text);
      if (match) resolve(match[1]);
    });
    child.once('exit', (code) => void end(1, `${script} ended with ${code}.\n${text}`));
  });
}

const options = optionsFrom(process.argv.slice(2));
if (options.help) {
  process.stdout.write(help);
  process.exit(0);
}
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.once(signal, () => void end(0));
if (!existsSync(fileOf('../../dist/main.js')))
  await end(1, 'The service is not built yet: run "npm ci" at the top of the repository first.\n');
const [port, lineagePort, deploymentsPort] = await chosenPorts(options);
install();
const lineage = await start(
  '../../dist/main.js',
  ['--demo', '--log-level', 'warn', '--host', '127.0.0.1', '--port', `${lineagePort}`],
  /(http\S+\/graphql)/,
);
const deployments = await start('deployments.js', ['--port', `${deploymentsPort}`], /ready at (\S+)/);
const subgraphs = ['--subgraph', `lineage=${lineage}`, '--subgraph', `deployments=${deployments}`];
const planner = options['rust-planner'] ? ['--rust-planner'] : [];
const url = await start('gateway-hive.js', [...subgraphs, ...planner, '--port', `${port}`], /ready at (\S+)/);
const query =
  '{ deployments(first: 1) { name model { path loggedBy { usedArtifacts { nodes { path } } loggedArtifacts { nodes { path deployments { name region } } } } } } }';
process.stdout.write(`The supergraph is up. In a browser its address is a page to type queries into.

  Supergraph   ${url}
  Lineage      ${lineage}
  Deployments  ${deployments}

Try this: from a deployment to its model and its lineage, and back to what is deployed.

  curl -s ${url} -H 'content-type: application/json' -d '${JSON.stringify({ query })}'

Ctrl-C ends it.
`);
