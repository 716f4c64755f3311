/** Where a host can end before a path begins; without a scheme only what could be no path of ours. */
const host = /^(?:https?:\/\/[^/?#]+|[\w-]+(?:\.[\w-]+)+(?=\/[^:]*$))/i;

/** The path that a page of W&B's web app is about, from its address; anything else as it was typed, without space around it. */
export function pathFromTyped(typed: string): string {
  const text = typed.trim();
  const [pathname = ''] = text.replace(host, '').split(/[?#]/);
  const names = pathname
    .split('/')
    .filter((name) => name !== '')
    .map(decoded);
  const at = names.findIndex((name, index) => index >= 2 && (name === 'runs' || name === 'artifacts'));
  if (at < 0 || names.slice(0, at).some((name) => name.includes(':'))) return text;
  const project = names.slice(at - 2, at).join('/');
  const [first, collection, ref = 'latest'] = names.slice(at + 1);
  if (names[at] === 'runs') return first === undefined ? text : `${project}/${first}`;
  return collection === undefined ? text : `${project}/${collection}:${ref}`;
}

function decoded(name: string): string {
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}
