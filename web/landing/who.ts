import { record, records, text } from '../explore/json.ts';

export const noAnswer = 'The gateway does not answer. Is it running? Reload the page to ask again.';

/** Who W&B takes the reader for, in words; `answer` is that to a query of `viewer`, null where none came. */
export function who(answer: unknown, mode: string, wandb: string): { words: string; isGood: boolean } {
  if (answer === null) {
    return { words: noAnswer, isGood: false };
  }
  const [error] = records(record(answer)['errors']);
  if (error) return { words: refusal(error), isGood: false };
  const viewer = record(record(record(answer)['data'])['viewer']);
  const [username, name] = [text(viewer['username']), text(viewer['name'])];
  const called =
    name !== null && username !== null && name !== username ? `${name} (${username})` : (name ?? username);
  if (mode === 'demo' && called !== null) {
    return {
      words: `Made-up demo data on this machine, seen as ${called}. With a W&B key it shows your own.`,
      isGood: true,
    };
  }
  if (mode === 'snapshot')
    return { words: 'Data saved from W&B, served from a file on this machine.', isGood: true };
  if (called !== null) return { words: `W&B at ${hostOf(wandb)} takes you for ${called}.`, isGood: true };
  return {
    words: `W&B at ${hostOf(wandb)} is asked without a key, so it shows what is public, if anything. Start the gateway with WANDB_API_KEY, or send a key of your own with each query, as X-WandB-Api-Key.`,
    isGood: false,
  };
}

function refusal(error: Readonly<Record<string, unknown>>): string {
  const message = text(error['message']) ?? 'No reason given.';
  const code = text(record(error['extensions'])['code']);
  const prelude =
    code === 'UNAUTHENTICATED' || code === 'FORBIDDEN'
      ? 'You are not let in'
      : 'Who you are could not be told';
  return `${prelude}: ${message}`;
}

function hostOf(address: string): string {
  return URL.canParse(address) ? new URL(address).host : address;
}
