import {
  Client as ModernClient,
  StreamableHTTPClientTransport as ModernTransport,
} from '@modelcontextprotocol/client';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { startEmulator, type Emulator } from '../../src/emulator/emulator.ts';
import { demoPaths } from '../../src/emulator/worlds/demo.ts';
import { startGateway, type TestGateway } from '../support/gateway.ts';

const { model } = demoPaths;
let emulator: Emulator;
let gateway: TestGateway;
let client: Client;

async function connect({ url }: TestGateway): Promise<Client> {
  const connected = new Client({ name: 'test', version: '1' });
  await connected.connect(new StreamableHTTPClientTransport(new URL(`${url}/mcp`)));
  return connected;
}

beforeAll(async () => {
  emulator = await startEmulator({ world: 'demo' });
  gateway = await startGateway(emulator);
  client = await connect(gateway);
});
afterAll(async () => {
  await client.close();
  await gateway.close();
  await emulator.close();
});

describe('The MCP endpoint', () => {
  test('has the schema as a resource, and a prompt for each question', async () => {
    const { resources } = await client.listResources();
    expect(resources.map(({ uri }) => uri)).toEqual(['lineage://schema.graphql']);
    const { contents } = await client.readResource({ uri: 'lineage://schema.graphql' });
    expect(JSON.stringify(contents)).toContain('type Artifact');
    const { prompts } = await client.listPrompts();
    expect(prompts.map(({ name }) => name)).toEqual([
      ...['made_from', 'affected_by', 'out_of_date', 'why_different', 'how_connected'],
    ]);
    const { messages } = await client.getPrompt({ name: 'made_from', arguments: { node: model } });
    expect(JSON.stringify(messages)).toContain(`What was ${model} made from?`);
    await using closed = await startGateway(emulator, { introspection: 'off' });
    const other = await connect(closed);
    expect(other.getServerCapabilities()?.resources).toBeUndefined();
    await other.close();
  });

  test('answers clients of the stateless revision of 2026 at the same address', async () => {
    const modern = new ModernClient(
      { name: 'test', version: '1' },
      { versionNegotiation: { mode: { pin: '2026-07-28' } } },
    );
    await modern.connect(new ModernTransport(new URL(`${gateway.url}/mcp`)));
    const { tools } = await modern.listTools();
    expect(tools.length).toBeGreaterThan(10);
    const { structuredContent } = await modern.callTool({
      name: 'search',
      arguments: { text: 'amber-bloom-9' },
    });
    expect(structuredContent).toMatchObject({ nodes: [{ path: 'acme/vision/train-9' }] });
    await modern.close();
  });

  test('answers a client that accepts JSON only', async () => {
    const response = await fetch(`${gateway.url}/mcp`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'application/json' },
      body: JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/list' }),
    });
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toContain('application/json');
    expect(await response.json()).toMatchObject({ id: 1, result: { tools: expect.any(Array) } });
  });

  test('rejects foreign origins, and keeps no sessions', async () => {
    const post = (headers: Record<string, string>) =>
      fetch(`${gateway.url}/mcp`, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          accept: 'application/json, text/event-stream',
          ...headers,
        },
        body: JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/list' }),
      });
    expect((await post({ origin: 'https://evil.example' })).status).toBe(403);
    expect((await post({ origin: 'http://localhost:6274' })).status).toBe(200);
    expect((await post({})).status).toBe(200);
    const listening = await fetch(`${gateway.url}/mcp`);
    expect([listening.status, listening.headers.get('allow')]).toEqual([405, 'POST']);
  });
});
