interface Credentials {
  /** A W&B API key. */
  key: string;
  /** A gateway token, for gateways that require authentication. */
  token: string;
}

let sent: Readonly<Record<string, string>> = {};

/** Only kept in the memory of this page: never in storage or a URL, and gone after a reload. */
export function sendCredentials({ key, token }: Credentials): void {
  sent = {
    ...(key.trim() !== '' && { 'x-wandb-api-key': key.trim() }),
    ...(token.trim() !== '' && { authorization: `Bearer ${token.trim()}` }),
  };
}

export function credentialHeaders(): Readonly<Record<string, string>> {
  return sent;
}
