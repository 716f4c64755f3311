import { PassThrough } from 'node:stream';
import { createInterface } from 'node:readline';
import { serveStdio, StdioServerTransport } from '@modelcontextprotocol/server/stdio';
import type { GraphQLError } from 'graphql';
import type { GivenSettings } from '../config/read-settings.ts';
import { createMcpServer } from '../mcp/mcp-server.ts';
import type { ToolHost } from '../mcp/tool-client.ts';
import { maskedMessage } from '../server/http/errors.ts';
import { createInProcessClient } from '../server/in-process-client.ts';
import { withEngine } from './command-engine.ts';
import type { CommandContext } from './command-options.ts';

/** Serves an agent until it closes stdin, and answers what it has asked by then. Stdout belongs to the protocol. */
export async function mcp(options: GivenSettings, commandContext: CommandContext): Promise<void> {
  await withEngine(options, commandContext, async ({ engine, openContext }) => {
    const unanswered = new Set<unknown>();
    const host: ToolHost = {
      sdl: engine.apiSdl,
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
    };
    // The transport drops what is unanswered when its input ends, so that its input ends later than stdin.
    const input = new PassThrough();
    const transport = new StdioServerTransport(input);
    let hasEnded = false;
    const closed = new Promise<void>((resolve) => {
      const endWhenAnswered = (): void => {
        if (hasEnded && unanswered.size === 0) input.end(resolve);
      };
      const send = transport.send.bind(transport);
      transport.send = async (message) => {
        await send(message);
        if (!('id' in message) || 'method' in message) return;
        unanswered.delete(message.id);
        endWhenAnswered();
      };
      createInterface(process.stdin)
        .on('line', (line) => {
          const { id, method, params } = messageFrom(line);
          if (method !== undefined && id !== undefined) unanswered.add(id);
          if (method === 'notifications/cancelled') unanswered.delete(params?.requestId);
          input.write(`${line}\n`);
        })
        .on('close', () => {
          hasEnded = true;
          endWhenAnswered();
        });
      process.stdout.once('error', () => resolve());
    });
    const handle = serveStdio(() => createMcpServer(host, commandContext.version), { transport });
    await closed;
    await handle.close();
  });
}

interface Message {
  id?: unknown;
  method?: unknown;
  params?: { requestId?: unknown };
}

/** Empty for text that is no message; the transport refuses it. */
function messageFrom(line: string): Message {
  try {
    return (JSON.parse(line) ?? {}) as Message;
  } catch {
    return {};
  }
}

function writeUnexpected(requestId: string, error: GraphQLError): void {
  const { message, stack } = error.originalError ?? error;
  process.stderr.write(`unexpected error (${requestId}): ${stack ?? message}\n`);
}
