export const defaultBaseUrl = 'https://api.wandb.ai';

/** An HTTP address without a trailing slash; notes a problem where it is none. */
export function checkUrl(name: string, text: string, problems: string[]): string {
  if (!/^https?:\/\//.test(text) || !URL.canParse(text)) {
    problems.push(`${name} is "${withoutUser(text)}"; write a URL such as ${defaultBaseUrl}.`);
    return text;
  }
  const url = new URL(text);
  if (url.username || url.password || url.search || url.hash) {
    problems.push(`${name} holds more than an address (a user, a query or a fragment); leave that out.`);
  }
  return `${url.origin}${url.pathname}`.replace(/\/+$/, '');
}

/** For messages: a user and password before the host's name are not repeated. */
export function withoutUser(text: string): string {
  return text.replace(/^([a-z]+:\/\/)?.*@/i, '$1…@');
}

/** The mistakes that W&B's own client catches: the web app's address for the API's, plain HTTP to W&B, `/graphql` behind it. */
export function checkBaseUrl(text: string, problems: string[]): string {
  const name = '--wandb-base-url (WANDB_BASE_URL)';
  const base = checkUrl(name, text, problems);
  if (!URL.canParse(base)) return base;
  const { hostname, protocol, origin } = new URL(base);
  if (/(^|\.)wandb\.ai$/.test(hostname) && !hostname.startsWith('api.')) {
    const api = hostname.replace(/^(www|app)\./, '').replace(/^(?!api\.)/, 'api.');
    problems.push(`${name} is "${withoutUser(text)}", W&B's web app; write its API, https://${api}.`);
  } else if (hostname.endsWith('wandb.ai') && protocol === 'http:') {
    problems.push(
      `${name} is "${withoutUser(text)}"; keys travel to W&B by HTTPS only: write https://${hostname}.`,
    );
  } else if (base.endsWith('/graphql')) {
    problems.push(
      `${name} is "${withoutUser(text)}"; leave out /graphql: write ${base.slice(0, -'/graphql'.length) || origin}.`,
    );
  }
  return base;
}

/** Origins as browsers write them, or `*`. */
export function checkOrigins(text: string, problems: string[]): string[] {
  const origins = text
    .split(',')
    .map((origin) => origin.trim().replace(/\/$/, ''))
    .filter((origin) => origin !== '');
  for (const origin of origins) {
    if (origin !== '*' && (!URL.canParse(origin) || new URL(origin).origin !== origin)) {
      problems.push(
        `--cors-origins (CORS_ORIGINS) holds "${origin}"; write origins such as https://app.example.com.`,
      );
    }
  }
  return origins;
}
