import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { startProgram, type Program } from './program.ts';

export function exampleFile(name: string): string {
  return fileURLToPath(new URL(`../../examples/supergraph/${name}`, import.meta.url));
}

/** The gateways have a package.json of their own. */
export const gatewaysInstalled = existsSync(exampleFile('node_modules'));

/** What the tests send their queries through: names and command lines. */
export const gateways: Readonly<Record<string, readonly [script: string, ...args: string[]]>> = {
  '@apollo/gateway': ['gateway-apollo.js'],
  'Hive Gateway': ['gateway-hive.js'],
  "Hive Gateway with Hive Router's planner": ['gateway-hive.js', '--rust-planner'],
  'schema stitching': ['gateway-stitching.js'],
};

/** The example's programs, on free ports, until all are stopped together. */
export interface Programs {
  /** Starts one; gives the address that it prints. */
  start(name: string, args: readonly string[]): Promise<string>;
  /** Starts a gateway before subgraphs, given as their addresses by name. */
  startGateway(
    name: string,
    subgraphs: Readonly<Record<string, string>>,
    ...args: readonly string[]
  ): Promise<string>;
  stop(): Promise<void>;
}

export function createPrograms(): Programs {
  const programs: Program[] = [];
  async function start(name: string, args: readonly string[]): Promise<string> {
    const program = startProgram(exampleFile(name), ['--port', '0', ...args]);
    programs.push(program);
    const [, url = ''] = await program.until(/ready at (\S+)/);
    return url;
  }
  return {
    start,
    startGateway(name, subgraphs, ...more) {
      const [file, ...args] = gateways[name] ?? [''];
      const named = Object.entries(subgraphs).flatMap(([subgraph, url]) => [
        '--subgraph',
        `${subgraph}=${url}`,
      ]);
      return start(file, [...named, ...args, ...more]);
    },
    async stop() {
      for (const program of programs) program.process.kill();
      await Promise.all(programs.map((program) => program.end()));
    },
  };
}

export interface Answer {
  // Tests look at answers of any shape.
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  data: any;
  errors?: { message: string; path?: (string | number)[]; extensions?: { code?: string } }[];
  extensions?: Record<string, unknown>;
}

export async function ask(url: string, query: string, key: string | null): Promise<Answer> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(key !== null && { authorization: `Bearer ${key}` }) },
    body: JSON.stringify({ query }),
  });
  return (await response.json()) as Answer;
}
