// Starts the demo gateway, the second subgraph and a Hive Gateway in front of both. Ctrl-C ends all three.
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const children = [];
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => end(0));

function end(code) {
  for (const child of children) child.kill();
  process.exit(code);
}

/** Resolves with what the pattern finds in the program's first lines. */
function start(script, args, pattern) {
  const file = fileURLToPath(new URL(script, import.meta.url));
  const child = spawn(process.execPath, [file, ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
  children.push(child);
  return new Promise((resolve) => {
    let text = '';
    child.stdout.on('data', (chunk) => {
      text += chunk;
      const match = pattern.exec(text);
      if (match) resolve(match[1]);
    });
    child.once('exit', (code) => {
      process.stderr.write(`${script} ended with ${code}.\n${text}`);
      end(1);
    });
  });
}

const any = process.argv.includes('--any-port');
const portOf = (port) => ['--port', any ? '0' : port];
const lineage = await start('../../dist/main.js', ['--demo', ...portOf('4000')], /(http\S+)\/graphql/);
const deployments = await start('deployments.js', portOf('4001'), /ready at (\S+)/);
const url = await start(
  'gateway-hive.js',
  ['--lineage', lineage, '--deployments', deployments, ...portOf('4002')],
  /ready at (\S+)/,
);
const query =
  '{ deployments(first: 1) { name model { path loggedBy { usedArtifacts { nodes { path deployments { name } } } } deployments { name } } } }';
process.stdout.write(`The supergraph is up

  Supergraph   ${url}
  Lineage      ${lineage}/graphql
  Deployments  ${deployments}

Try, across both in both directions:
  curl -s ${url} -H 'content-type: application/json' -d '${JSON.stringify({ query })}'
`);
