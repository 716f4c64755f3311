import { text, type Fields } from '../json.ts';

/** Describes the reader's W&B user. `viewer` is that of a response, `mode` and `wandb` are what the gateway says about itself. */
export function viewerStatus(
  viewer: Fields,
  mode: string,
  wandb: string,
): { words: string; needsKey: boolean } {
  const [username, name] = [text(viewer['username']), text(viewer['name'])];
  const called =
    name !== null && username !== null && name !== username ? `${name} (${username})` : (name ?? username);
  if (mode === 'demo' && called !== null)
    return {
      words: `Demo data, viewed as ${called}. Start the gateway with WANDB_API_KEY to see your own data.`,
      needsKey: false,
    };
  if (mode === 'snapshot')
    return { words: 'Data from a snapshot file. W&B is not contacted.', needsKey: false };
  if (called !== null)
    return { words: `Connected to W&B at ${hostOf(wandb)} as ${called}.`, needsKey: false };
  return {
    words: `Connected to W&B at ${hostOf(wandb)} without an API key: only public data is visible. Enter your key to see your own.`,
    needsKey: true,
  };
}

function hostOf(address: string): string {
  return URL.canParse(address) ? new URL(address).host : address;
}
