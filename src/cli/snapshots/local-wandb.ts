import { readFile } from 'node:fs/promises';
import type { Config } from '../../config/config.ts';
import type { Emulator } from '../../emulator/emulator.ts';
import type { WorldJson } from '../../emulator/world-json.ts';
import type { WandbTarget } from '../../server/engine.ts';
import { Credential } from '../../wandb/credential.ts';
import { CommandError } from '../errors.ts';

/** `record`: what a snapshot says of itself; null for one that says nothing, and for the demo. */
export type LocalWandb = Emulator & { record: SnapshotRecord | null };
type SnapshotRecord = NonNullable<WorldJson['snapshot']>;

/** The emulator that serves the demo or a snapshot in this process; null if the gateway asks W&B. */
export async function startLocalWandb({ mode, snapshot }: Config): Promise<LocalWandb | null> {
  if (mode !== 'demo' && mode !== 'snapshot') return null;
  // Gateways that ask W&B do not load it.
  const { startEmulator } = await import('../../emulator/emulator.ts');
  if (snapshot === null) return { ...(await startEmulator({ world: 'demo' })), record: null };
  const { world, record } = await readWorld(snapshot);
  return { ...(await startEmulator({ world })), record };
}

async function readWorld(file: string) {
  const { worldFromJson } = await import('../../emulator/world-json.ts');
  try {
    const json: unknown = JSON.parse(await readFile(file, 'utf8'));
    return { world: worldFromJson(json), record: (json as WorldJson).snapshot ?? null };
  } catch (error) {
    throw new CommandError(
      `--snapshot ${file} cannot be served: ${(error as Error).message} Write such a file with the command "snapshot".`,
      { cause: error },
    );
  }
}

/** Which W&B the gateway asks, and with whose key. */
export function targetFrom(config: Config, local: Emulator | null): WandbTarget {
  if (!local) return { baseUrl: config.wandbBaseUrl, sharedCredential: config.shared?.credential ?? null };
  const [first] = local.keys;
  return {
    baseUrl: local.url,
    sharedCredential: first ? new Credential(first.key) : null,
    examples: examplesFrom(local.roots),
  };
}

function examplesFrom({ model, dataset, run }: Emulator['roots']) {
  return [
    { path: model, title: 'a model: what was it made from?' },
    { path: dataset, title: 'a dataset: what was made from it?' },
    { path: run, title: 'a run: what did it use and log?' },
  ].filter(({ path }) => path !== '');
}
