import { spawnSync } from 'node:child_process';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { describe, expect, test } from '@jest/globals';
import { startProgram } from '../support/program.ts';

const env = { PATH: process.env['PATH'] ?? '', NETRC: '/nonexistent', HOME: '/nonexistent' };

async function connected() {
  const transport = new StdioClientTransport({
    command: process.execPath,
    args: ['dist/main.js', 'mcp', '--demo'],
    env,
  });
  const client = new Client({ name: 'test', version: '1' });
  await client.connect(transport);
  return { client, pid: transport.pid };
}

describe('the command mcp', () => {
  test('serves an agent over stdin and stdout', async () => {
    const { client } = await connected();
    expect(client.getServerVersion()).toMatchObject({ name: 'wandb-lineage-gateway' });
    const { content } = await client.callTool({
      name: 'blast_radius',
      arguments: { node: 'acme/data-platform/train-split:v1' },
    });
    expect(JSON.stringify(content)).toContain('6 runs by 3 people and 5 artifact versions');
    await client.close();
  });

  test('answers what was asked before stdin ended', () => {
    const ask = (id: number, method: string, params: object) =>
      JSON.stringify({ jsonrpc: '2.0', id, method, params });
    const given = { node: 'acme/vision/flower-classifier:v2' };
    const lines = [
      ask(1, 'initialize', {
        protocolVersion: '2025-06-18',
        capabilities: {},
        clientInfo: { name: 'test', version: '1' },
      }),
      '{"jsonrpc":"2.0","method":"notifications/initialized"}',
      ask(2, 'tools/call', { name: 'lineage_upstream', arguments: given }),
      ask(3, 'tools/call', { name: 'search', arguments: { text: 'amber-bloom-9' } }),
    ];
    const { status, stdout } = spawnSync(process.execPath, ['dist/main.js', 'mcp', '--demo'], {
      input: `${lines.join('\n')}\n`,
      encoding: 'utf8',
      env,
    });
    expect(status).toBe(0);
    const answers = stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as { id: number });
    expect(answers.map(({ id }) => id).sort()).toEqual([1, 2, 3]);
    expect(stdout).toContain('Upstream of artifact');
    expect(stdout).toContain('acme/vision/train-9');
  });

  test('reports an invalid setting on stderr, and keeps stdout for the protocol', async () => {
    const program = startProgram('dist/main.js', ['mcp', '--demo', '--wandb-concurrency', '0']);
    expect(await program.end()).toBe(1);
    expect(program.stderr()).toContain('WANDB_CONCURRENCY');
    expect(program.stdout()).toBe('');
  });
});
