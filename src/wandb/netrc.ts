import { existsSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

/**
 * The key that `wandb login` left in netrc for a host (with its port, if it has one): the password of that machine's
 * entry. Null where there is no file, no entry, or nothing that can be read.
 */
export function keyFromNetrc(
  host: string,
  environment: Readonly<Record<string, string | undefined>>,
): { key: string; file: string } | null {
  const home = environment['HOME'] ?? homedir();
  // As W&B's SDK looks for it; on Windows, `wandb login` writes the second.
  const files = environment['NETRC'] ? [environment['NETRC']] : [join(home, '.netrc'), join(home, '_netrc')];
  const file = files.find((each) => existsSync(each));
  try {
    const key = file === undefined ? null : passwordFor(host, readFileSync(file, 'utf8'));
    return file === undefined || key === null ? null : { key, file };
  } catch {
    return null;
  }
}

/** netrc is a row of words; `macdef` runs to the next empty line, `#` to the end of its line. */
export function passwordFor(host: string, text: string): string | null {
  const words = text
    .replace(/(^|\n)[ \t]*macdef[\s\S]*?(\n[ \t]*\n|$)/g, '\n')
    .replace(/(^|\s)#.*$/gm, '$1')
    .split(/\s+/)
    .filter((word) => word !== '');
  let inEntry = false;
  // Every word but `default` has its value behind it.
  for (let i = 0; i < words.length; i += words[i] === 'default' ? 1 : 2) {
    const value = words[i + 1];
    if (words[i] === 'machine') inEntry = value === host;
    else if (words[i] === 'default') inEntry = false;
    else if (words[i] === 'password' && inEntry && value !== undefined)
      return value.replace(/^"(.*)"$/, '$1');
  }
  return null;
}
