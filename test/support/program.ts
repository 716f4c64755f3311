import { spawn, type ChildProcess } from 'node:child_process';
import { createLeakWatch } from './leak-watch.ts';

/** The built program as a child process, with a clean environment. */
export interface Program {
  process: ChildProcess;
  stdout(): string;
  stderr(): string;
  /** Waits until stdout matches; rejects when the program ends before. */
  until(pattern: RegExp): Promise<RegExpExecArray>;
  /** Waits for the end: the exit code. Rejects where a key or a token of its environment stands in what it said. */
  end(): Promise<number | null>;
}

export function startProgram(
  script: string,
  args: readonly string[],
  environment: Record<string, string> = {},
): Program {
  const child = spawn(process.execPath, [script, ...args], {
    env: { PATH: process.env['PATH'] ?? '', HOME: '/nonexistent', NETRC: '/nonexistent', ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let out = '';
  let err = '';
  child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (err += chunk.toString()));
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  const watch = createLeakWatch();
  const { WANDB_API_KEY: key, GATEWAY_TOKENS: tokens = '' } = environment;
  for (const secret of [key, ...tokens.split(',')]) watch.addSecret(secret);
  return {
    process: child,
    stdout: () => out,
    stderr: () => err,
    async end() {
      const code = await ended;
      watch.said('output', out + err);
      watch.check();
      return code;
    },
    until: (pattern) =>
      new Promise((resolve, reject) => {
        const look = (): void => {
          const match = pattern.exec(out);
          if (match) resolve(match);
        };
        child.stdout.on('data', look);
        void ended.then((code) =>
          reject(new Error(`The program ended with ${code} before it printed ${pattern}: ${out}${err}`)),
        );
        look();
      }),
  };
}
