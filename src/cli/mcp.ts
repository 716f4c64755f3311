import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js';
import type { GraphQLError } from 'graphql';
import type { GivenSettings } from '../config/read-settings.ts';
import { createMcpServer } from '../mcp/mcp-server.ts';
import { maskedMessage } from '../server/http/errors.ts';
import { createInProcessClient } from '../server/in-process-client.ts';
import { withEngine } from './command-engine.ts';
import type { CommandContext } from './command-options.ts';

/** Serves an agent until it closes stdin. Stdout belongs to the protocol. */
export async function mcp(options: GivenSettings, commandContext: CommandContext): Promise<void> {
  await withEngine(options, commandContext, async ({ engine, openContext }) => {
    const server = createMcpServer(
      {
        openClient: (signal) => {
          const context = openContext(signal);
          return createInProcessClient(engine, context, (errors) => {
            for (const error of errors) writeUnexpected(context.requestId, error);
          });
        },
        maskUnexpected(requestId, error) {
          writeUnexpected(requestId, error);
          return maskedMessage;
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

function writeUnexpected(requestId: string, error: GraphQLError): void {
  const { message, stack } = error.originalError ?? error;
  process.stderr.write(`unexpected error (${requestId}): ${stack ?? message}\n`);
}
