import { fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

const here = (file) => fileURLToPath(new URL(file, import.meta.url));

/** Everything that was started, to be ended with the bench. */
const started = new Set();

export function endAll() {
  for (const child of started) child.kill('SIGKILL');
}

function kept(child) {
  started.add(child);
  child.once('exit', () => started.delete(child));
  return child;
}

async function ended(child) {
  if (child.exitCode !== null) return;
  child.kill('SIGTERM');
  await once(child, 'exit');
}

/** A W&B with the world that `options` describe. */
export async function startWandb(options) {
  const child = kept(fork(here('wandb-process.js')));
  child.send(options);
  const [about] = await once(child, 'message');
  const tell = async (message) => {
    child.send(message);
    return (await once(child, 'message'))[0];
  };
  return {
    ...about,
    setLatency: (ms) => tell({ what: 'latency', ms }),
    reset: () => tell({ what: 'reset' }),
    stats: () => tell({ what: 'stats' }),
    close: () => ended(child),
  };
}

/** The built gateway in front of it. */
export async function startGateway(wandb, environment = {}) {
  const child = kept(
    spawn(process.execPath, [here('../dist/main.js'), 'serve', '--port', '0', '--log-level', 'warn'], {
      env: {
        PATH: process.env.PATH,
        NETRC: '/nonexistent',
        WANDB_BASE_URL: wandb.url,
        WANDB_API_KEY: wandb.key,
        MAX_QUERY_COST: '1000000000',
        MAX_WANDB_REQUESTS: '100000',
        REQUEST_DEADLINE_MS: '120000',
        MAX_BODY_BYTES: '10000000',
        ...environment,
      },
      stdio: ['ignore', 'pipe', 'inherit'],
    }),
  );
  let text = '';
  for await (const piece of child.stdout) {
    text += piece;
    const [url] = /http:\/\/127\.0\.0\.1:\d+/.exec(text) ?? [];
    if (url) return { url, pid: child.pid, close: () => ended(child) };
  }
  throw new Error(`The gateway did not start: ${text}`);
}

export async function startBare(sdl, data) {
  const child = kept(fork(here('bare-process.js')));
  child.send({ sdl, data });
  const [{ url }] = await once(child, 'message');
  return { url, pid: child.pid, close: () => ended(child) };
}

/** The peak memory of a process in MB. Null if the system does not report it. */
export async function peakMegabytes(pid) {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
  const [, kilobytes] = /VmHWM:\s+(\d+)/.exec(status) ?? [];
  return kilobytes ? Math.round(Number(kilobytes) / 1024) : null;
}

/** Answers of a GraphQL service; throws where it answers with errors. */
export async function ask(url, query, variables = {}, headers = {}) {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'cache-control': 'no-cache', ...headers },
    body: JSON.stringify({ query, variables }),
  });
  const body = await response.json();
  if (!body.data || body.errors) throw new Error(body.errors?.[0]?.message ?? `HTTP ${response.status}`);
  return body.data;
}
