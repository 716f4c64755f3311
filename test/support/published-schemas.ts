import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const folders = [
  new URL('schemas/published/', import.meta.url),
  new URL('../../../shared/schemas/', import.meta.url),
];

/** The JSON schemas in a folder of published ones, by file name; null where this checkout has no copy of them. */
export function publishedSchemas(name: string): Map<string, object> | null {
  const override = process.env['PUBLISHED_SCHEMAS'];
  const places = override === undefined ? folders.map((folder) => fileURLToPath(folder)) : [`${override}/`];
  const folder = places.map((place) => `${place}${name}`).find((place) => existsSync(place));
  if (folder === undefined) return null;
  const files = readdirSync(folder).filter((file) => file.endsWith('.json'));
  return new Map(
    files.map((file) => [file, JSON.parse(readFileSync(`${folder}/${file}`, 'utf8')) as object]),
  );
}

/** A schema of ours, kept beside this file. */
export function ownSchema(file: string): object {
  return JSON.parse(readFileSync(new URL(`schemas/${file}`, import.meta.url), 'utf8')) as object;
}
