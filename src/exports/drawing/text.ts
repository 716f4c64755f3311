import { shouldYield, yieldToEventLoop } from '../../wandb/yield.ts';

/** A text that is written in loops: awaiting `flush` after each item lets other requests run in between. */
export class TextWriter {
  #text = '';

  add(text: string): void {
    this.#text += text;
  }

  line(text: string): void {
    this.#text += `${text}\n`;
  }

  async flush(): Promise<void> {
    if (shouldYield()) await yieldToEventLoop();
  }

  /** Writes the items one by one: to stringify a graph of 20,000 nodes at once would block. */
  async list<T>(items: Iterable<T>, textOf: (item: T) => string, separator = ',\n'): Promise<void> {
    let isFirst = true;
    for (const item of items) {
      this.add(`${isFirst ? separator.slice(1) : separator}${textOf(item)}`);
      isFirst = false;
      await this.flush();
    }
    if (!isFirst) this.add(separator.slice(1));
  }

  /** `, "name": [ ... ]`, after another member. */
  async jsonArray(name: string, items: Iterable<unknown>): Promise<void> {
    this.add(`,\n${JSON.stringify(name)}: [`);
    await this.list(items, (item) => JSON.stringify(item));
    this.add(']');
  }

  /** `, "name": { ... }`, after another member. The keys must differ. */
  async jsonObject(name: string, entries: Iterable<readonly [string, unknown]>): Promise<void> {
    this.add(`,\n${JSON.stringify(name)}: {`);
    await this.list(entries, ([key, value]) => `${JSON.stringify(key)}: ${JSON.stringify(value)}`);
    this.add('}');
  }

  toString(): string {
    return this.#text;
  }
}

const spaces = /\s+/gu;
// Control characters, half surrogate pairs and noncharacters (XML allows none of them), and the signs that reorder
// what a reader sees ("Trojan Source").
const unsafeCharacters =
  /[\p{Cc}\p{Cs}\u{FFFE}\u{FFFF}\u{200E}\u{200F}\u{061C}\u{202A}-\u{202E}\u{2066}-\u{2069}]/gu;

/** A name as one line that can be drawn: what cannot be shown becomes U+FFFD, what is longer than `maxLength` ends in "…". */
export function drawableText(text: string, maxLength = 60): string {
  // Cut twice: the first bounds the work on a very long name, the second counts characters rather than code units.
  const clean = text
    .slice(0, maxLength * 4)
    .replace(spaces, ' ')
    .trim()
    .replace(unsafeCharacters, '\u{FFFD}');
  const characters = Array.from(clean);
  const cut = characters.length > maxLength || text.length > maxLength * 4;
  return cut ? `${characters.slice(0, maxLength - 1).join('')}…` : clean;
}

/** encodeURIComponent that never throws, and leaves only letters, digits, `-` and `_` as they are. */
export function percentEncoded(text: string): string {
  return encodeURIComponent(text.replace(/\p{Cs}/gu, '\u{FFFD}')).replace(
    /[!'()*.~]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

/** The address in a form that no format needs to escape; null where it is not plain http(s). */
export function safeLink(url: string | null): string | null {
  if (url === null || url.length > 4_000 || !URL.canParse(url)) return null;
  const parsed = new URL(url);
  if (parsed.protocol !== 'https:' && parsed.protocol !== 'http:') return null;
  if (parsed.username !== '' || parsed.password !== '') return null;
  return /^(?:[\w./:?=&+~@,-]|%[0-9A-Fa-f]{2})+$/.test(parsed.href) ? parsed.href : null;
}

const zone = /(?:Z|[+-]\d\d:?\d\d)$/i;

/** W&B leaves the zone out of some of its times; they are UTC. Null where there is no time. */
export function isoTime(text: string | null): string | null {
  if (text === null) return null;
  const time = new Date(zone.test(text) || !text.includes('T') ? text : `${text}Z`);
  return Number.isNaN(time.getTime()) ? null : time.toISOString();
}
