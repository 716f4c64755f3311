import { basename, relative } from 'node:path';
import { Command, Option } from 'commander';
import { addSettings } from '../config/options.ts';
import { ConfigError, type Environment, type GivenSettings } from '../config/read-settings.ts';
import { allSettings, connectionSettings, schemaSettings } from '../config/settings.ts';
import { numberType } from '../config/value-types.ts';
import {
  exportFormats,
  schemaOverrides,
  walkOverrides,
  type CheckOptions,
  type CommandContext,
  type EmitOptions,
  type FindOptions,
  type GraphOptions,
  type ListOptions,
  type SchemaOptions,
  type ServeOptions,
  type SnapshotOptions,
  type VerifyOptions,
} from './command-options.ts';

const pathHelp = `
The path is one of:
  entity/project/runId       a run; the id is the last part of its URL
  entity/project/name:ref    an artifact version; ref is an alias, vN or a digest
  entity/project/name        the artifact version name:latest if there is one, otherwise the run
  a global id                of a run or an artifact version`;

/**
 * The commands, their options and help. What they do is loaded when they run, so that `--help` and `--version` load
 * neither the server nor GraphQL.
 */
export function createProgram(environment: Environment, version: string): Command {
  const programName = programNameFrom(process.argv[1] ?? '', process.cwd());
  const context: CommandContext = { environment, version, programName };
  const program = new Command(programName)
    .description('A GraphQL service for the lineage of runs and artifacts in Weights & Biases')
    .version(version)
    .showHelpAfterError('Run with --help to see all options.');
  for (const add of [
    addServe,
    addGraph,
    addBrowse,
    addSnapshot,
    addSchema,
    addDoctor,
    addMcp,
    addEmit,
    addCheck,
    addVerify,
  ])
    add(program, context);
  return program;
}

function addServe(program: Command, context: CommandContext): void {
  const command = program
    .command('serve', { isDefault: true })
    .description('start the service (the default command)')
    .option('--check', 'check the settings and the connection to W&B, then exit')
    .action(async (options: ServeOptions) => (await import('./serve.ts')).serve(options, context));
  addSettings(command, allSettings).addHelpText(
    'after',
    `
The W&B key of this machine is used for callers who send none; without a key, the demo data are served. Callers send a key
as "X-WandB-Api-Key: <key>" or "Authorization: Bearer <key>". With GATEWAY_TOKENS or --gateway-jwks-url, every caller must
send "Authorization: Bearer <gateway token>".`,
  );
}

function addGraph(program: Command, context: CommandContext): void {
  const command = addWalk(program.command('graph'), 6, [1_000, 1_000_000])
    .description('print the lineage of a run or an artifact version')
    .addOption(new Option('--up', up).conflicts(['down', 'both']))
    .addOption(new Option('--down', down).conflicts(['up', 'both']))
    .addOption(new Option('--both', 'both directions (the default)').conflicts(['up', 'down']))
    .option('--include-system-types', systemTypes, false)
    .addOption(
      new Option('--format <name>', 'output format')
        .choices(['tree', ...Object.keys(exportFormats), 'ndjson'])
        .default('tree'),
    )
    .option('--totals', 'print on stderr what the runs and versions took: compute, size, people', false)
    .option(
      '--sign <file>',
      'Ed25519 key (PEM) that signs the statement of --format in-toto, as a DSSE envelope',
    )
    .option('--out <file>', out)
    .option('--allow-incomplete', allowIncomplete, false)
    .addHelpText('after', exitCodes)
    .action(async (path: string, options: GraphOptions) =>
      (await import('./graph.ts')).graph(path, options, context),
    );
  addSettings(command, connectionSettings, walkOverrides);
}

function addBrowse(program: Command, context: CommandContext): void {
  const list = program
    .command('ls')
    .description(
      'list the projects of an entity, the collections or runs of a project, the versions of a collection',
    )
    .argument(
      '[path]',
      'entity, entity/project or entity/project/collection; without it, the entities of the key',
    )
    .option('--runs', 'the runs of a project, newest first, instead of its collections')
    .action(async (path: string | undefined, options: ListOptions) =>
      (await import('./browse.ts')).ls(path, options, context),
    );
  addSettings(list, connectionSettings);
  const search = program
    .command('find')
    .description('find runs, collections, versions and projects by part of a name, by alias or tag')
    .argument(
      '<text>',
      'part of a display name, run id, collection, alias, tag or project; name:ref for versions',
    )
    .option(
      '--in <place...>',
      "entities or entity/project to search; by default what the key's user belongs to",
    )
    .addOption(
      new Option('--kind <kind...>', 'only these kinds').choices(['run', 'collection', 'version', 'project']),
    )
    .addOption(integer('--first <number>', 20, [1, 100], 'maximum hits'))
    .addHelpText(
      'after',
      '\nExit codes: 0 everything was searched, 2 not everything was (stderr says what), 1 nothing could be done',
    );
  search.action(async (text: string, options: FindOptions) =>
    (await import('./browse.ts')).find(text, options, context),
  );
  addSettings(search, connectionSettings);
}

function addSnapshot(program: Command, context: CommandContext): void {
  const command = addWalk(program.command('snapshot'), 6, [20_000, 100_000])
    .description('save the lineage around a run or an artifact version, to serve it without W&B')
    .option('--with-config', 'include config and summary metrics of runs', false)
    .option('--with-metadata', 'include metadata of artifacts', false)
    .option('--out <file>', out)
    .option('--allow-incomplete', allowIncomplete, false)
    .addHelpText('after', exitCodes)
    .addHelpText(
      'after',
      `
The file contains names, states, tags, notes, descriptions, commits and names of people, as W&B shows them to your key:
review it before you share it. The config of runs may hold secrets, so it is saved only on request, and so are summary
metrics and metadata; if not saved, they read as empty. Keys are never saved. Neighbours that were not saved are served as
hidden nodes, and walks that reach them say so. Hidden nodes have other ids than in W&B.

Serve the file with: ${context.programName} serve --snapshot <file>`,
    )
    .action(async (path: string, options: SnapshotOptions) =>
      (await import('./snapshots/snapshot.ts')).snapshot(path, options, context),
    );
  addSettings(command, connectionSettings, walkOverrides);
}

function addSchema(program: Command, context: CommandContext): void {
  const command = program
    .command('schema')
    .description('print the GraphQL schema')
    .option('--federated', 'include the directives of a federation subgraph: @link, @key, @shareable', false)
    .option('--out <file>', out)
    .action(async (options: SchemaOptions) => (await import('./schema.ts')).schema(options, context));
  addSettings(command, schemaSettings, schemaOverrides);
}

function addDoctor(program: Command, context: CommandContext): void {
  const command = program
    .command('doctor')
    .description('check settings, key, address, permissions, clock and port, and say what is wrong')
    .argument('[path]', 'a run or artifact version that the key should be able to see')
    .action(async (path: string | undefined, options: GivenSettings) =>
      (await import('./doctor.ts')).doctor(path ?? null, options, context),
    );
  addSettings(command, allSettings);
}

function addMcp(program: Command, context: CommandContext): void {
  const command = program
    .command('mcp')
    .description('serve an AI agent on stdin and stdout (Model Context Protocol)')
    .addHelpText(
      'after',
      `
Settings of the agent: { "command": "node", "args": ["${process.argv[1] ?? ''}", "mcp"] }. The service offers the same tools
at /mcp.`,
    )
    .action(async (options: GivenSettings) => (await import('./mcp.ts')).mcp(options, context));
  addSettings(command, connectionSettings);
}

function addEmit(program: Command, context: CommandContext): void {
  const command = addWalk(program.command('emit'), 20, [20_000, 1_000_000])
    .description('send the lineage of a run or an artifact version to an OpenLineage endpoint')
    .addOption(
      new Option('--to <url>', 'endpoint, such as http://localhost:5000/api/v1/lineage for Marquez').env(
        'OPENLINEAGE_ENDPOINT',
      ),
    )
    .addOption(new Option('--up', up).conflicts('down'))
    .addOption(new Option('--down', down).conflicts('up'))
    .option('--include-system-types', systemTypes, false)
    .option('--progress <file>', 'record what was sent; later runs send only what is new or changed')
    .addOption(integer('--concurrency <number>', 4, [1, 64], 'maximum concurrent requests to the endpoint'))
    .addHelpText('after', exitCodes)
    .addHelpText(
      'after',
      `
A run has the same OpenLineage run id every time, so sending it again changes nothing at the receiver. OPENLINEAGE_API_KEY
(environment only) is sent to the endpoint as a bearer token.`,
    )
    .action(async (path: string, options: EmitOptions) =>
      (await import('./emit.ts')).emit(path, options, context),
    );
  addSettings(command, connectionSettings, walkOverrides);
}

function addCheck(program: Command, context: CommandContext): void {
  const command = program
    .command('check')
    .description('check the lineage of runs or artifact versions against a policy')
    .argument('<policy>', 'YAML file of a policy, or a folder of such files')
    .argument('<ref...>', 'runs and artifact versions to check; they share one walk')
    .addOption(
      new Option('--format <name>', 'output format')
        .choices(['text', 'json', 'markdown', 'junit', 'sarif'])
        .default('text'),
    )
    .option('--against <ref>', 'another version: what differs, and what depends on the checked one')
    .addOption(integer('--max-nodes <number>', 1_000_000, [1, 1_000_000], 'maximum nodes of a walk'))
    .option('--out <file>', out)
    .addHelpText(
      'after',
      `
Exit codes: 0 every rule passes, 1 a rule fails, 2 a rule could not be decided and none fails, 3 nothing could be checked: the
policy is wrong, a reference does not exist, or W&B cannot be asked. docs/policies.md describes policies.`,
    )
    .action(async (policy: string, refs: string[], options: CheckOptions) =>
      (await import('./checks/check.ts')).check(policy, refs, options, context),
    );
  addSettings(command, connectionSettings, walkOverrides);
}

function addVerify(program: Command): void {
  program
    .command('verify')
    .description('verify a statement that graph --format in-toto --sign has written')
    .argument('<file>', 'the envelope')
    .requiredOption('--key <file>', 'public key (PEM) of who signed it')
    .addHelpText(
      'after',
      `
Exit codes: 0 the signature is valid and the ancestry complete, 1 the envelope was changed or another key signed it, 2 the signature
is valid and the statement says that something is missing upstream, 3 a file cannot be read.`,
    )
    .action(async (file: string, options: VerifyOptions) =>
      (await import('./checks/verify.ts')).verify(file, options),
    );
}

const up = 'only upstream: what it was made from';
const down = 'only downstream: what was made from it';
const systemTypes = 'include what W&B logs by itself (wandb-*, run_table, code, job)';
const out = 'write to this file instead of stdout; it is replaced when everything is written';
const allowIncomplete =
  'replace a file that is there even if something failed; otherwise write <file>.incomplete';
const exitCodes = `
Exit codes:
  0  everything is there that W&B shows this key; what it hides, or has no producer, is a note on stderr
  2  something was cut, by --depth or --max-nodes too, or failed; stderr says what
  1  nothing could be done`;

/** The argument and the options of every command that walks. */
function addWalk(command: Command, hops: number, [nodes, maxNodes]: [number, number]): Command {
  const hint = 'maximum hops in each direction; run to artifact to run is two';
  return command
    .argument('<path>', 'run or artifact version to start from; its forms are listed below')
    .addOption(integer('--depth <hops>', hops, [0, 50], hint))
    .addOption(integer('--max-nodes <number>', nodes, [1, maxNodes], 'maximum nodes'))
    .addHelpText('after', pathHelp);
}

/** An option whose value is a whole number. */
function integer(flags: string, fallback: number, range: [number, number], description: string): Option {
  const option = new Option(flags, description).default(fallback);
  const { parse } = numberType('', range);
  return option.argParser((text) => {
    try {
      return parse(text);
    } catch (error) {
      throw new ConfigError([`${option.long ?? ''} ${(error as Error).message}`]);
    }
  });
}

/** How this program was started, as it is printed in instructions: the name of its link, or `node dist/main.js`. */
export function programNameFrom(script: string, workingDirectory: string): string {
  return script.endsWith('.js') ? `node ${relative(workingDirectory, script)}` : basename(script);
}
