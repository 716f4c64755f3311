const encode = encodeURIComponent;

/** Where W&B's web app is for an API address: api.wandb.ai -> wandb.ai, other api. hosts -> app., else the same host. */
export function appUrlFromBaseUrl(baseUrl: string): string {
  const url = new URL(baseUrl);
  if (url.hostname.startsWith('api.wandb.')) url.hostname = url.hostname.slice('api.'.length);
  else if (url.hostname.startsWith('api.')) url.hostname = `app.${url.hostname.slice('api.'.length)}`;
  return url.toString().replace(/\/+$/, '');
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
