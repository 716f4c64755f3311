import { setImmediate as nextTurn } from 'node:timers/promises';

/** Well under the 50 ms that nothing may block the event loop for, as one more item is written before it is seen. */
const turnMs = 10;

/** For loops over a graph: `if (pace.isDue()) await pace.turn()` lets other requests run when it is time to. */
export class Pace {
  #turnStarted = performance.now();
  #calls = 0;

  isDue(): boolean {
    this.#calls += 1;
    return this.#calls % 16 === 0 && performance.now() - this.#turnStarted >= turnMs;
  }

  async turn(): Promise<void> {
    await nextTurn();
    this.#turnStarted = performance.now();
  }
}

/** A text that is put together in slices: whoever writes in a loop calls `pace`, which lets other requests run in between. */
export class PacedText {
  readonly #chunks: string[] = [];
  readonly #pace = new Pace();
  #parts: string[] = [];

  add(text: string): void {
    this.#parts.push(text);
  }

  line(text: string): void {
    this.#parts.push(text, '\n');
  }

  async pace(): Promise<void> {
    // Joined as it goes, or the last join of a long text would be the step that blocks.
    if (this.#parts.length > 10_000) {
      this.#chunks.push(this.#parts.join(''));
      this.#parts = [];
    }
    if (this.#pace.isDue()) await this.#pace.turn();
  }

  /** Writes `"name": [ ... ]`, one item at a time: to stringify a graph of 20,000 nodes at once would block. */
  async jsonArray(name: string, items: Iterable<unknown>): Promise<void> {
    this.add(`${JSON.stringify(name)}: [`);
    let separator = '\n';
    for (const item of items) {
      this.add(`${separator}${JSON.stringify(item)}`);
      separator = ',\n';
      await this.pace();
    }
    this.add(separator === '\n' ? ']' : '\n]');
  }

  /** Writes `"name": { ... }`, one entry at a time. The keys must differ. */
  async jsonObject(name: string, entries: Iterable<readonly [string, unknown]>): Promise<void> {
    this.add(`${JSON.stringify(name)}: {`);
    let separator = '\n';
    for (const [key, value] of entries) {
      this.add(`${separator}${JSON.stringify(key)}: ${JSON.stringify(value)}`);
      separator = ',\n';
      await this.pace();
    }
    this.add(separator === '\n' ? '}' : '\n}');
  }

  toString(): string {
    return this.#chunks.join('') + this.#parts.join('');
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
