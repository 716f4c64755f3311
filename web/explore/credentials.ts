interface Credentials {
  /** A W&B API key. */
  key: string;
  /** What a gateway that checks its callers wants of them. */
  token: string;
}

let sent: Readonly<Record<string, string>> = {};

/** Kept in this page's memory alone: never stored, never in an address, gone with a reload. */
export function sendCredentials({ key, token }: Credentials): void {
  sent = {
    ...(key.trim() !== '' && { 'x-wandb-api-key': key.trim() }),
    ...(token.trim() !== '' && { authorization: `Bearer ${token.trim()}` }),
  };
}

export function credentialHeaders(): Readonly<Record<string, string>> {
  return sent;
}
