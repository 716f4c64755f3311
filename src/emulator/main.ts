#!/usr/bin/env node
import { readFileSync } from 'node:fs';
import { Command, Option } from 'commander';
import { startEmulator, type EmulatorOptions } from './emulator.ts';
import { worldFromJson } from './world-json.ts';
import { worldNames, type WorldName } from './worlds/worlds.ts';

interface Options {
  port: string;
  host: string;
  world: WorldName;
  file?: string;
  latency: string;
  pageCap: string;
  seed?: string;
  basePath: string;
}

const program = new Command('emulator')
  .description('A W&B on this machine: its GraphQL protocol over made-up data')
  .option('--port <number>', 'port to listen on; 0: any free one', '4700')
  .option('--host <address>', 'address to listen on', '127.0.0.1')
  .addOption(new Option('--world <name>', 'which data').choices(worldNames).default('demo'))
  .option('--file <path>', 'data from a world file instead, as a snapshot makes it')
  .option('--latency <ms>', 'how long every answer takes at least', '0')
  .option('--page-cap <number>', 'the most edges of one page', '500')
  .option('--seed <number>', 'of the generated worlds')
  .option('--base-path <path>', 'path before /graphql', '')
  .showHelpAfterError('Run with --help for all options.');

program.parse();

try {
  const options = program.opts<Options>();
  const emulator = await startEmulator(checked(options));
  const { url, world, keys, roots } = emulator;
  const nodes = world.runs.length + world.artifacts.length;
  // Before the line is out: whoever waits for it may end the program at once.
  const close = (): void => void emulator.close().then(() => process.exit(0));
  process.on('SIGINT', close).on('SIGTERM', close);
  process.stdout.write(`${JSON.stringify({ url, world: world.name, nodes, keys, roots })}\n`);
} catch (error) {
  const { code, port, message } = error as { code?: string; port?: number; message: string };
  const taken = `Port ${port ?? ''} is taken by another program. Choose another with --port; 0 takes any free one.`;
  process.stderr.write(`${code === 'EADDRINUSE' ? taken : message}\n`);
  process.exitCode = 1;
}

function checked({ file, world, ...options }: Options): EmulatorOptions {
  const number = (name: string, text: string, least: number, most: number): number => {
    const value = Number(text);
    if (text.trim() !== '' && Number.isInteger(value) && value >= least && value <= most) return value;
    throw new Error(`${name} is "${text}"; write a whole number from ${least} to ${most}.`);
  };
  if (options.basePath !== '' && !/^\/[^?#]*[^/?#]$/.test(options.basePath)) {
    throw new Error(`--base-path is "${options.basePath}"; write a path such as /wandb.`);
  }
  return {
    world: file === undefined ? world : worldFromJson(readJson(file)),
    port: number('--port', options.port, 0, 65_535),
    host: options.host,
    latencyMs: number('--latency', options.latency, 0, 60_000),
    pageCap: number('--page-cap', options.pageCap, 1, 100_000),
    basePath: options.basePath,
    ...(options.seed !== undefined && { seed: number('--seed', options.seed, 0, 2 ** 31) }),
  };
}

function readJson(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    throw new Error(`--file ${file} cannot be read as JSON: ${(error as Error).message}`, { cause: error });
  }
}
