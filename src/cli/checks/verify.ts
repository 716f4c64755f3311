import { readFile } from 'node:fs/promises';
import { DsseError, verifiedStatement } from '../../exports/evidence/dsse.ts';
import type { VerifyOptions } from '../command-options.ts';
import { CommandError } from '../errors.ts';

interface Statement {
  subject: { name: string; digest?: Record<string, string> }[];
  predicate: {
    buildDefinition: { resolvedDependencies: unknown[] };
    wandb_completeness: { complete: boolean; missing: string[] };
  };
}

/** Says whether a statement is as it was signed, and what it says. */
export async function verify(file: string, { key }: VerifyOptions): Promise<void> {
  const [text, publicKey] = await Promise.all([readText(file), readText(key)]);
  const statement = statementFrom(text, publicKey, key);
  if (statement === null) {
    process.stdout.write(
      `INVALID  ${file}: it was changed after it was signed, or ${key} is not the key that signed it.\n`,
    );
    process.exitCode = 1;
    return;
  }
  const { subject, predicate } = JSON.parse(statement) as Statement;
  const { complete, missing } = predicate.wandb_completeness;
  const [{ name, digest = {} } = { name: 'nothing' }] = subject;
  const lines = [
    `VALID  ${name}`,
    ...Object.entries(digest).map(([algorithm, value]) => `  ${algorithm} ${value}`),
    `  ${predicate.buildDefinition.resolvedDependencies.length} runs and versions upstream; ${complete ? 'complete' : 'incomplete:'}`,
    ...missing.map((gap) => `    ${gap}`),
  ];
  process.stdout.write(`${lines.join('\n')}\n`);
  process.exitCode = complete ? 0 : 2;
}

function statementFrom(text: string, publicKey: string, file: string): string | null {
  try {
    return verifiedStatement(text, publicKey);
  } catch (error) {
    if (!(error instanceof DsseError)) throw error;
    throw new CommandError(`--key ${file} cannot be used: ${error.message}`, { cause: error });
  }
}

async function readText(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    throw new CommandError(`${file} cannot be read: ${(error as Error).message}`, { cause: error });
  }
}
