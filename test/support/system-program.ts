import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';

/** Whether this machine has a program of Debian's; that it has not is said aloud, and is a failure where `CI` is set. */
export function hasProgram(name: string, versionFlag: string): boolean {
  try {
    execFileSync(name, [versionFlag], { stdio: 'ignore' });
    return true;
  } catch {
    if (process.env['CI']) throw new Error(`CI needs ${name}: apt-get install -y ${name}`);
    process.stderr.write(`No ${name} on this machine: its tests are skipped.\n`);
    return false;
  }
}

/** For a program that cannot say which one it took. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  // The bus of a cluster's node is 10,000 above.
  return port < 50_000 ? port : freePort();
}
