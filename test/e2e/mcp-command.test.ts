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
      arguments: { artifact: 'acme/data-platform/train-split:v1' },
    });
    expect(JSON.stringify(content)).toContain('6 runs by 3 people and 5 artifact versions');
    await client.close();
  });

  test('reports an invalid setting on stderr, and keeps stdout for the protocol', async () => {
    const program = startProgram('dist/main.js', ['mcp', '--demo', '--wandb-concurrency', '0']);
    expect(await program.end()).toBe(1);
    expect(program.stderr()).toContain('WANDB_CONCURRENCY');
    expect(program.stdout()).toBe('');
  });
});
