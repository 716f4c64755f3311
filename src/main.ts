#!/usr/bin/env node
import { Command } from 'commander';
import { CommandError } from './cli/command-error.ts';
import { addEmitCommand } from './cli/emit.ts';
import { addDoctorCommand } from './cli/doctor.ts';
import { addGraphCommand } from './cli/graph.ts';
import { addMcpCommand } from './cli/mcp.ts';
import { addSchemaCommand } from './cli/schema.ts';
import { serve } from './cli/serve.ts';
import { addSnapshotCommand } from './cli/snapshot.ts';
import { addServeOptions, ConfigError } from './config/config.ts';
import { version } from './version.ts';

const program = new Command('lineage-gateway')
  .description('The lineage of machine-learning work in Weights & Biases, as a GraphQL service')
  .version(version)
  .showHelpAfterError('Run with --help for all options.');

addServeOptions(program.command('serve', { isDefault: true }).description('run the service (the default)'))
  .option('--check', 'check the settings and the connection to W&B, then end', false)
  .action(async (options: Parameters<typeof serve>[0]) => {
    await serve(options, process.env, version);
  });
const surroundings = { environment: process.env, version };
addGraphCommand(program, surroundings);
addSnapshotCommand(program, surroundings);
addSchemaCommand(program);
addDoctorCommand(program, surroundings);
addMcpCommand(program, surroundings);
addEmitCommand(program, surroundings);

const [word = ''] = process.argv.slice(2);
const known = [...program.commands.map((command) => command.name()), 'help'];
if (/^[^-]/.test(word) && !known.includes(word)) {
  program.error(`error: there is no command "${word}"; there are ${known.join(', ')}`);
}

try {
  await program.parseAsync();
} catch (error) {
  process.stderr.write(`${explain(error)}\n`);
  process.exitCode = 1;
}

/** One message for people, without a stack trace: every mistake that can be made on the command line ends here. */
function explain(error: unknown): string {
  if (error instanceof ConfigError) return `The settings are not right:\n${error.message}`;
  if (error instanceof CommandError) return error.message;
  const { code, port, address } = error as { code?: string; port?: number; address?: string };
  switch (code) {
    case 'EADDRINUSE':
      return `Port ${port ?? ''} on ${address ?? ''} is taken by another program. Stop that one, or choose another with --port (PORT); 0 takes any free one.`;
    case 'EACCES':
      return `This user may not listen on port ${port ?? ''}. Choose one above 1023 with --port (PORT).`;
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return `This machine has no address ${address ?? ''} to listen on. Give one of its own with --host (HOST), or 127.0.0.1.`;
    default:
      return `The gateway could not do it: ${error instanceof Error ? error.message : String(error)}`;
  }
}
