/** A partly typed path. `typed` is the start or another part of the next name. */
export type TypedPath =
  | { at: 'entity'; typed: string }
  | { at: 'project'; entity: string; typed: string }
  /** `project` is `entity/project`. */
  | { at: 'collection'; project: string; typed: string }
  | { at: 'version'; project: string; name: string; typed: string };

/** Null if the text is not a path that can be completed, such as a URL or search words. */
export function typedPathFrom(text: string): TypedPath | null {
  const colon = text.indexOf(':');
  const names = (colon < 0 ? text : text.slice(0, colon)).split('/');
  const [entity = '', second = '', third = ''] = names;
  const whole = colon < 0 ? names.slice(0, -1) : names;
  if (/\s/.test(entity) || names.length > 3 || whole.some((name) => name.trim() === '')) return null;
  const project = `${entity}/${second}`;
  if (colon >= 0)
    return names.length === 3 ? { at: 'version', project, name: third, typed: text.slice(colon + 1) } : null;
  if (names.length === 1) return { at: 'entity', typed: entity };
  if (names.length === 2) return { at: 'project', entity, typed: second };
  return { at: 'collection', project, typed: third };
}
