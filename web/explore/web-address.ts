/** The host of a URL. Without a scheme, only if the text cannot be a path of the gateway. */
const host = /^(?:https?:\/\/[^/?#]+|[\w-]+(?:\.[\w-]+)+(?=\/[^:]*$))/i;

/** The path of the object in a URL of W&B's web app. Other text is returned trimmed. */
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
