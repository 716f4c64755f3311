import { spawn, type ChildProcess } from 'node:child_process';

/** The built program as a child process, with a clean environment. */
export interface Program {
  process: ChildProcess;
  stdout(): string;
  stderr(): string;
  /** Waits until stdout matches; rejects when the program ends before. */
  until(pattern: RegExp): Promise<RegExpExecArray>;
  /** Waits for the end: the exit code. */
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
  return {
    process: child,
    stdout: () => out,
    stderr: () => err,
    end: () => ended,
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
