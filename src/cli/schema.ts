import { ConfigError, readSettings } from '../config/read-settings.ts';
import { schemaSettings } from '../config/settings.ts';
import { createSchema } from '../schema.ts';
import { schemaOverrides, type CommandContext, type SchemaOptions } from './command-options.ts';
import { writeOut } from './output.ts';

/** Prints the schema without starting anything: for composers, registries and code generators. */
export async function schema(
  { federated, prefix: schemaPrefix, federationVersion, out }: SchemaOptions,
  { environment }: CommandContext,
): Promise<void> {
  const given = { schemaPrefix, federationVersion };
  const { values, problems } = readSettings(schemaSettings, given, environment, schemaOverrides);
  if (problems.length > 0) throw new ConfigError(problems);
  const { apiSdl, subgraphSdl } = createSchema({
    prefix: values.schemaPrefix,
    federationVersion: values.federationVersion,
  });
  await writeOut(federated ? subgraphSdl : apiSdl, { file: out });
}
