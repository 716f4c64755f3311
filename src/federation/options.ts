/** All composers take both. From 2.9 on there are `@cost` and `@listSize`, by which routers estimate what a query costs. */
export const federationVersions = ['2.3', '2.9'] as const;

export type FederationVersion = (typeof federationVersions)[number];

/** What every prefix has to look like. */
export const prefixForm =
  'a name such as Wandb: a letter, then at most 39 letters, digits or single underscores';

/** Whether published names may begin with it; two underscores in a row belong to GraphQL itself. */
export function isPrefix(text: string): boolean {
  return /^[A-Za-z](?:[A-Za-z0-9]|_(?!_)){0,39}$/.test(text);
}
