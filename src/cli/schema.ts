import type { Command } from 'commander';
import { addSchemaOptions, schemaOptionsFrom } from '../config/schema-options.ts';
import { ConfigError } from '../config/config.ts';
import { createSchema } from '../schema.ts';
import { writeOut } from './output.ts';

interface SchemaCommandOptions {
  federated: boolean;
  prefix: string;
  federationVersion: string;
  out?: string;
}

/** Adds `schema`, which prints the contract without starting anything: for composers, registries and code generators. */
export function addSchemaCommand(program: Command): void {
  const command = program
    .command('schema')
    .description('print the GraphQL schema')
    .option('--federated', 'with what composers want of a subgraph: @link, @key, @shareable', false)
    .option('--out <file>', 'write to this file instead of stdout');
  addSchemaOptions(command, '--prefix').action(async (options: SchemaCommandOptions) => {
    const problems: string[] = [];
    const { prefix: schemaPrefix, federationVersion } = options;
    const checked = schemaOptionsFrom({ schemaPrefix, federationVersion }, { problems }, '--prefix');
    if (problems.length > 0) throw new ConfigError(problems);
    const { apiSdl, subgraphSdl } = createSchema(checked);
    await writeOut(options.federated ? subgraphSdl : apiSdl, options.out);
  });
}
