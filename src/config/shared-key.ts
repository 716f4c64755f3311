import { Credential, isKeyShaped } from '../wandb/credential.ts';
import { keyFromNetrc } from '../wandb/netrc.ts';
import type { Environment } from './reader.ts';

/** The key that callers without one share, and where it was found. */
export interface SharedKey {
  readonly credential: Credential;
  readonly source: string;
}

/** `WANDB_API_KEY`, else the host's entry in netrc; null where there is neither, or none that can be a key. */
export function findSharedKey(
  baseUrl: string,
  environment: Environment,
  problems: string[],
): SharedKey | null {
  const given = environment['WANDB_API_KEY']?.trim();
  if (given) {
    if (!isKeyShaped(given)) {
      problems.push(
        `WANDB_API_KEY holds ${given.length} characters, which is no W&B API key: those have 40 or more of letters, digits, - and _. Copy it again from W&B's user settings.`,
      );
      return null;
    }
    return { credential: new Credential(given), source: 'WANDB_API_KEY' };
  }
  if (!URL.canParse(baseUrl)) return null;
  const found = keyFromNetrc(new URL(baseUrl).host, environment);
  if (!found) return null;
  if (!isKeyShaped(found.key)) {
    problems.push(
      `The entry for ${new URL(baseUrl).host} in ${found.file} holds no W&B API key as its password. Run "wandb login" again, or remove it.`,
    );
    return null;
  }
  return { credential: new Credential(found.key), source: found.file };
}
