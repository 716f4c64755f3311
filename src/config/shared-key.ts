import { Credential, isKeyShaped } from '../wandb/credential.ts';
import { keyFromNetrc } from '../wandb/netrc.ts';
import type { Environment } from './read-settings.ts';

/** The key that callers without one share, and where it was found. */
export interface SharedKey {
  readonly credential: Credential;
  readonly source: string;
}

/** `WANDB_API_KEY`, else the host's entry in netrc; null where there is neither, or none that can be a key. */
export function findSharedKey(
  { wandbApiKey, wandbBaseUrl }: { wandbApiKey: string | null; wandbBaseUrl: string },
  environment: Environment,
  problems: string[],
): SharedKey | null {
  const { host } = new URL(wandbBaseUrl);
  const given = wandbApiKey?.trim();
  const found = given ? { key: given, file: 'WANDB_API_KEY' } : keyFromNetrc(host, environment);
  if (!found) return null;
  if (isKeyShaped(found.key)) return { credential: new Credential(found.key), source: found.file };
  problems.push(
    given
      ? `WANDB_API_KEY holds ${given.length} characters, which is not a W&B API key: those have 40 or more letters, digits, - and _. Copy it again from W&B's user settings.`
      : `The entry for ${host} in ${found.file} holds no W&B API key as its password. Run "wandb login" again, or remove it.`,
  );
  return null;
}
