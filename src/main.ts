#!/usr/bin/env node
import { createProgram } from './cli/program.ts';
import { explainError } from './cli/errors.ts';
import { version } from './version.ts';

const program = createProgram(process.env, version);

/** Commands whose exit codes 1 and 2 are verdicts. */
const hasVerdicts = ['check', 'verify'];
const couldNotAsk = 3;

const [word = ''] = process.argv.slice(2);
const known = [...program.commands.map((command) => command.name()), 'help'];
if (/^[^-]/.test(word) && !known.includes(word))
  program.error(`error: unknown command "${word}"; the commands are ${known.join(', ')}`);

for (const command of program.commands)
  if (hasVerdicts.includes(command.name()))
    command.exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? 0 : couldNotAsk));

try {
  await program.parseAsync();
} catch (error) {
  process.stderr.write(`${explainError(error)}\n`);
  process.exitCode = hasVerdicts.includes(word) ? couldNotAsk : 1;
}
