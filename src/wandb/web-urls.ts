const encode = encodeURIComponent;

/** W&B's multi-tenant app, which has been a part of CoreWeave Forge since 30 September 2026. */
export const forgeHost = 'forge.coreweave.com';

/** Where W&B's web app is for an API address: api.wandb.ai -> Forge, other api. hosts -> app., else the same host. */
export function appUrlFromBaseUrl(baseUrl: string): string {
  const url = new URL(baseUrl);
  if (url.hostname === 'api.wandb.ai') return `https://${forgeHost}/wandb`;
  if (url.hostname.startsWith('api.wandb.')) url.hostname = url.hostname.slice('api.'.length);
  else if (url.hostname.startsWith('api.')) url.hostname = `app.${url.hostname.slice('api.'.length)}`;
  return url.toString().replace(/\/+$/, '');
}

/** The host by which names in files tell one W&B from another: they do not change when its app moves. */
export function instanceHost(appUrl: string): string {
  const { host } = new URL(appUrl);
  return host === forgeHost ? 'wandb.ai' : host;
}

/** The pages of W&B's web app. Every part is percent-encoded, as names may hold spaces and signs. */
export class WebUrls {
  readonly #app: string;

  constructor(appUrl: string) {
    this.#app = appUrl.replace(/\/+$/, '');
  }

  project(entity: string, name: string): string {
    return `${this.#app}/${encode(entity)}/${encode(name)}/workspace`;
  }

  run(entity: string, project: string, name: string): string {
    return `${this.#app}/${encode(entity)}/${encode(project)}/runs/${encode(name)}`;
  }

  artifact(entity: string, project: string, type: string, collection: string, version: string): string {
    return `${this.#app}/${[entity, project, 'artifacts', type, collection, version].map(encode).join('/')}`;
  }
}
