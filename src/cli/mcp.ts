import type { Command } from 'commander';
import { addConnectionOptions, type ConnectionOptions } from '../config/config.ts';
import { withEngine, type CommandSurroundings } from './command-engine.ts';

/** Adds the options of `mcp` and what it does. */
export function addMcpCommand(program: Command, surroundings: CommandSurroundings): void {
  const command = program
    .command('mcp')
    .description('answer an AI agent on stdin and stdout (Model Context Protocol)')
    .addHelpText(
      'after',
      `
For an agent's settings: { "command": "npx", "args": ["wandb-lineage-gateway", "mcp"] }. The service has the same tools at /mcp.`,
    );
  addConnectionOptions(command).action(async (options: ConnectionOptions) => {
    await mcp(options, surroundings);
  });
}

/** Runs until the agent closes stdin. Stdout belongs to the protocol. */
async function mcp(options: ConnectionOptions, surroundings: CommandSurroundings): Promise<void> {
  const [{ createMcpServer }, { StdioServerTransport }] = await Promise.all([
    import('../mcp/mcp-server.ts'),
    import('@modelcontextprotocol/sdk/server/stdio.js'),
  ]);
  await withEngine(options, surroundings, async ({ engine, openContext }) => {
    const server = createMcpServer(
      {
        engine,
        openContext,
        onUnexpected(requestId, errors) {
          for (const { message, stack } of errors.map((error) => error.originalError ?? error))
            process.stderr.write(`unexpected error (${requestId}): ${stack ?? message}\n`);
        },
      },
      surroundings.version,
    );
    const closed = new Promise<void>((resolve) => {
      server.server.onclose = () => resolve();
      process.stdin.once('end', resolve).once('close', resolve);
    });
    await server.connect(new StdioServerTransport());
    await closed;
    await server.close();
  });
}
