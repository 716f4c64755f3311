#!/usr/bin/env node
import { createProgram } from './cli/program.ts';
import { explainError } from './cli/errors.ts';
import { version } from './version.ts';

const program = createProgram(process.env, version);

const [word = ''] = process.argv.slice(2);
const known = [...program.commands.map((command) => command.name()), 'help'];
if (/^[^-]/.test(word) && !known.includes(word))
  program.error(`error: unknown command "${word}"; the commands are ${known.join(', ')}`);

try {
  await program.parseAsync();
} catch (error) {
  process.stderr.write(`${explainError(error)}\n`);
  process.exitCode = 1;
}
