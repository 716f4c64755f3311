import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { createProgram } from '../../../src/cli/program.ts';
import { explainError } from '../../../src/cli/errors.ts';
import type { Roots } from './graphql-surfaces.ts';
import {
  answerFromText,
  warningsIn,
  warningsInText,
  type Surface,
  type SweepAnswer,
  type SweepTarget,
} from './surface.ts';

/** `/lineage.*`: a status above 299 says enough. */
export function fileSurfaces({ model, dataset }: Roots): Surface[] {
  return ['svg', 'mmd', 'dot', 'json', 'ndjson'].flatMap((type) =>
    [
      [model, 'UPSTREAM'],
      [dataset, 'DOWNSTREAM'],
    ].map(([root = '', direction = '']) => ({
      name: `/lineage.${type} ${direction}`,
      async ask({ gatewayUrl }: SweepTarget): Promise<SweepAnswer> {
        const query = new URLSearchParams({ root, direction });
        const response = await fetch(`${gatewayUrl}/lineage.${type}?${query.toString()}`);
        const body = await response.text();
        if (!response.ok) return { content: null, warnings: [`HTTP ${response.status}`] };
        return answerFromText(body);
      },
    })),
  );
}

/** Each tool once, over HTTP. */
export function mcpSurfaces({
  model,
  otherModel,
  dataset,
  run,
  project,
  entity,
  collection,
}: Roots): Surface[] {
  const calls: [string, Record<string, unknown>][] = [
    ['find_artifact', { node: model }],
    ['find_artifact', { node: run }],
    ['lineage_upstream', { node: model }],
    ['lineage_downstream', { node: dataset }],
    ['lineage_paths', { from: dataset, to: model }],
    ['lineage_paths', { from: model, to: otherModel }],
    ['blast_radius', { node: dataset }],
    ['why_different', { base: otherModel, head: model }],
    ['is_stale', { node: model }],
    ['is_stale', { node: otherModel }],
    ['search', { text: 'model' }],
    ['list_projects', { entity }],
    ['list_collections', { project }],
    ['list_versions', { collection: `${project}/${collection}` }],
    ['list_runs', { project }],
  ];
  return calls.map(([name, given]) => ({
    name: `MCP ${name} ${JSON.stringify(given)}`,
    async ask({ gatewayUrl }) {
      const response = await fetch(`${gatewayUrl}/mcp`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', accept: 'application/json, text/event-stream' },
        body: JSON.stringify({
          jsonrpc: '2.0',
          id: 1,
          method: 'tools/call',
          params: { name, arguments: given },
        }),
      });
      const body = (await response.text()).replace(/^event: .*\n/m, '').replace(/^data: /m, '');
      const { result, error } = JSON.parse(body) as {
        result?: { content: { text: string }[]; isError?: boolean };
        error?: { message: string };
      };
      const said = result?.content.map((part) => part.text).join('\n') ?? '';
      return {
        content: said.split('\n').filter((line) => !/^(?:Complete:|Problem:)/.test(line)),
        warnings: [
          ...(error ? [error.message] : []),
          ...(result?.isError === true ? [`error: ${said}`] : []),
          ...said.split('\n').filter((line) => /^(?:Complete: NO|Problem:)/.test(line)),
        ],
      };
    },
  }));
}

const commandFolder = mkdtempSync(join(tmpdir(), 'sweep-'));
export function removeCommandFiles(): void {
  rmSync(commandFolder, { recursive: true, force: true });
}

/** Each command in this process: what it printed or wrote, its notes on stderr and its exit code. */
export function commandSurfaces({ model, dataset, run }: Roots): Surface[] {
  const formats = ['tree', 'json', 'mermaid', 'dot', 'svg', 'prov', 'openlineage', 'cyclonedx', 'ndjson'];
  const file = join(commandFolder, 'out');
  return [
    ...formats.map((format) =>
      commandSurface(`graph --format ${format}`, ['graph', model, '--format', format]),
    ),
    commandSurface('graph --down', ['graph', dataset, '--down']),
    commandSurface('graph --up --out', ['graph', run, '--up', '--format', 'json', '--out', file], file),
    commandSurface('graph ndjson --out', ['graph', dataset, '--format', 'ndjson', '--out', file], file),
    commandSurface('snapshot', ['snapshot', model]),
    commandSurface(
      'snapshot with all',
      ['snapshot', dataset, '--with-config', '--with-metadata', '--out', file],
      file,
    ),
    emitSurface('emit', ['emit', model]),
    commandSurface('doctor', ['doctor', model, '--port', '0']),
  ];
}

function commandSurface(name: string, words: readonly string[], file?: string): Surface {
  return {
    name,
    async ask(target) {
      if (file !== undefined) rmSync(file, { force: true });
      const { stdout, stderr, exitCode } = await runCommand(words, target);
      const written = file === undefined ? stdout : readIfThere(file);
      return commandAnswer(answerFromText(written), stderr, exitCode);
    },
  };
}

function commandAnswer({ content, warnings }: SweepAnswer, stderr: string, exitCode: number): SweepAnswer {
  return {
    content,
    warnings: [...warnings, ...warningsInText(stderr), ...(exitCode === 0 ? [] : [`exit ${exitCode}`])],
  };
}

function emitSurface(name: string, words: readonly string[]): Surface {
  return {
    name,
    async ask(target) {
      const events: unknown[] = [];
      const receiver = createServer((request, response) => {
        void text(request).then((body) => {
          events.push(JSON.parse(body));
          response.writeHead(201).end();
        });
      });
      await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
      try {
        const to = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/`;
        const { stderr, exitCode } = await runCommand([...words, '--to', to], target);
        const sorted = events.map((event) => JSON.stringify(event)).sort();
        return commandAnswer(
          { content: sorted.map((event) => JSON.parse(event) as unknown), warnings: warningsIn(events) },
          stderr,
          exitCode,
        );
      } finally {
        receiver.closeAllConnections();
        receiver.close();
      }
    },
  };
}

function readIfThere(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

/** Commands write to the process's own streams, so that they run one after the other. */
let running: Promise<unknown> = Promise.resolve();

function runCommand(words: readonly string[], target: SweepTarget) {
  const run = running.then(() => captured(words, target));
  running = run.catch(() => undefined);
  return run;
}

async function captured(
  words: readonly string[],
  { wandbUrl, wandbAppUrl, key, timeoutSeconds }: SweepTarget,
) {
  const { stdout, stderr } = process;
  const written = { stdout: '', stderr: '' };
  const originals = { stdout: stdout.write.bind(stdout), stderr: stderr.write.bind(stderr) };
  const exitCodeBefore = process.exitCode;
  const capture =
    (stream: 'stdout' | 'stderr'): typeof process.stdout.write =>
    (chunk: string | Uint8Array, encoding?: unknown, done?: unknown) => {
      written[stream] += typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString('utf8');
      const callback = typeof encoding === 'function' ? encoding : done;
      if (typeof callback === 'function') process.nextTick(callback);
      return true;
    };
  stdout.write = capture('stdout');
  stderr.write = capture('stderr');
  process.exitCode = 0;
  try {
    const environment = {
      WANDB_API_KEY: key,
      WANDB_BASE_URL: wandbUrl,
      WANDB_APP_URL: wandbAppUrl,
      WANDB_HTTP_TIMEOUT: timeoutSeconds,
      WANDB_RETRY_MAX: '0',
      REQUEST_DEADLINE_MS: '5000',
      NETRC: '/nonexistent',
      LOG_LEVEL: 'silent',
    };
    const program = createProgram(environment, 'test').exitOverride();
    await program.parseAsync(words, { from: 'user' });
  } catch (error) {
    written.stderr += `error: ${explainError(error)}\n`;
    process.exitCode = 1;
  } finally {
    stdout.write = originals.stdout;
    stderr.write = originals.stderr;
  }
  const exitCode = process.exitCode;
  process.exitCode = exitCodeBefore;
  return { stdout: written.stdout, stderr: written.stderr, exitCode };
}
