import { Option, type Command } from 'commander';
import { isPrefix, prefixForm } from '../federation/prefix.ts';
import { federationVersions } from '../federation/version.ts';
import type { SchemaOptions } from '../schema.ts';
import type { SettingsReader } from './reader.ts';

/** What commander makes of `addSchemaOptions`. */
export interface SchemaFlags {
  schemaPrefix?: string;
  federationVersion?: string;
}

/** How the schema is published to an organisation's supergraph. */
export function addSchemaOptions(command: Command, prefixFlag = '--schema-prefix'): Command {
  return command
    .addOption(
      new Option(
        `${prefixFlag} <prefix>`,
        'begins the name of every type and root field, where a neighbour in the supergraph has the same names',
      )
        .env('SCHEMA_PREFIX')
        .default(''),
    )
    .addOption(
      new Option(
        '--federation-version <version>',
        `${federationVersions.join(' or ')}; the later has @cost and @listSize`,
      )
        .env('FEDERATION_VERSION')
        .default(federationVersions[0]),
    );
}

export function schemaOptionsFrom(
  { schemaPrefix: prefix = '', federationVersion = federationVersions[0] }: SchemaFlags,
  { problems }: Pick<SettingsReader, 'problems'>,
  prefixFlag = '--schema-prefix',
): SchemaOptions {
  if (prefix !== '' && !isPrefix(prefix))
    problems.push(`${prefixFlag} (SCHEMA_PREFIX) is "${prefix}"; write ${prefixForm}.`);
  const version = federationVersions.find((known) => known === federationVersion);
  if (version === undefined)
    problems.push(
      `--federation-version (FEDERATION_VERSION) is "${federationVersion}"; write one of ${federationVersions.join(', ')}.`,
    );
  return Object.freeze({ prefix, federationVersion: version ?? federationVersions[0] });
}
