import { record, records, text } from '../explore/json.ts';

export const noResponse = 'The gateway does not respond. Check that it is running, then reload the page.';

/** Describes the reader's W&B user. `answer` is the response to a query for `viewer`, or null if there was no response. */
export function viewerStatus(
  answer: unknown,
  mode: string,
  wandb: string,
): { words: string; isGood: boolean } {
  if (answer === null) {
    return { words: noResponse, isGood: false };
  }
  const [error] = records(record(answer)['errors']);
  if (error) return { words: refusal(error), isGood: false };
  const viewer = record(record(record(answer)['data'])['viewer']);
  const [username, name] = [text(viewer['username']), text(viewer['name'])];
  const called =
    name !== null && username !== null && name !== username ? `${name} (${username})` : (name ?? username);
  if (mode === 'demo' && called !== null) {
    return {
      words: `Demo data, viewed as ${called}. Set WANDB_API_KEY to see your own data.`,
      isGood: true,
    };
  }
  if (mode === 'snapshot') return { words: 'Data from a snapshot file. W&B is not contacted.', isGood: true };
  if (called !== null) return { words: `Connected to W&B at ${hostOf(wandb)} as ${called}.`, isGood: true };
  return {
    words: `Connected to W&B at ${hostOf(wandb)} without an API key: only public data is visible. Start the gateway with WANDB_API_KEY, or send your own key with each request in the X-WandB-Api-Key header.`,
    isGood: false,
  };
}

function refusal(error: Readonly<Record<string, unknown>>): string {
  const message = text(error['message']) ?? 'No reason given.';
  const code = text(record(error['extensions'])['code']);
  const prelude =
    code === 'UNAUTHENTICATED' || code === 'FORBIDDEN' ? 'Access denied' : 'Could not identify you';
  return `${prelude}: ${message}`;
}

function hostOf(address: string): string {
  return URL.canParse(address) ? new URL(address).host : address;
}
