import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js';
import type { GivenSettings } from '../config/read-settings.ts';
import { createMcpServer } from '../mcp/mcp-server.ts';
import { withEngine } from './command-engine.ts';
import type { CommandContext } from './command-options.ts';

/** Serves an agent until it closes stdin. Stdout belongs to the protocol. */
export async function mcp(options: GivenSettings, commandContext: CommandContext): Promise<void> {
  await withEngine(options, commandContext, async ({ engine, openContext }) => {
    const server = createMcpServer(
      {
        engine,
        openContext,
        onUnexpected(requestId, errors) {
          for (const { message, stack } of errors.map((error) => error.originalError ?? error))
            process.stderr.write(`unexpected error (${requestId}): ${stack ?? message}\n`);
        },
      },
      commandContext.version,
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
