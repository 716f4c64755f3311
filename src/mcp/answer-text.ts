/** What a model is given at once: more pushes out what it was thinking about. */
export const largestAnswer = 8_000;
const roomForEnd = 900;
const longestName = 120;

/** Names are somebody else's text: on one line, in quotation marks, of bounded length, so that they read as data. */
export function quoted(text: string): string {
  // eslint-disable-next-line no-control-regex -- these are what is to be taken out
  const line = text.replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029\s]+/g, ' ').trim();
  const short = line.length > longestName ? `${line.slice(0, longestName - 1)}…` : line;
  return JSON.stringify(short);
}

export function counted(count: number, one: string, many = `${one}s`): string {
  return `${count.toLocaleString('en')} ${count === 1 ? one : many}`;
}

/** An answer in lines that stays below `largestAnswer` bytes: what comes first is kept, the end always has room. */
export class AnswerText {
  readonly #lines: string[] = [];
  readonly #end: string[] = [];
  #bytes = 0;
  #dropped = 0;

  /** Returns whether the line still fitted; one that did not is counted. */
  add(line: string): boolean {
    const bytes = Buffer.byteLength(line) + 1;
    if (this.#dropped > 0 || this.#bytes + bytes > largestAnswer - roomForEnd) {
      this.#dropped += 1;
      return false;
    }
    this.#lines.push(line);
    this.#bytes += bytes;
    return true;
  }

  /** Kept whatever else was dropped: how to ask for more. A few sentences at most. */
  end(line: string): void {
    this.#end.push(line);
  }

  toString(): string {
    const cut =
      this.#dropped > 0
        ? [`Cut here: ${counted(this.#dropped, 'line')} left out to keep this answer short.`]
        : [];
    const end = Buffer.from([...cut, ...this.#end].join('\n'))
      .subarray(0, roomForEnd)
      .toString();
    return [...this.#lines, end].join('\n').trimEnd();
  }
}

export interface Completeness {
  complete: boolean;
  truncations: readonly { at: string; reason: string; omitted: number | null }[];
}

/** The part of a document that `completenessLine` reads. */
export const completenessFields = 'completeness { complete truncations { at reason omitted } }';

const remedies: Record<string, string> = {
  MAX_DEPTH: 'farther away than maxDepth: raise maxDepth',
  MAX_NODES: 'more nodes than maxNodes: raise maxNodes, or narrow the question',
  FANOUT: 'more neighbours than were followed',
  DEADLINE: 'the time for one request ran out: lower maxDepth, or narrow the question',
  WANDB_ERROR: 'W&B failed: ask again',
  HIDDEN: 'W&B counts it but does not show it to this key',
  FILTERED: 'left out by the filter, which by default hides what W&B logs by itself: set includeSystemTypes',
};

/** Says in every answer whether it is all there is, and if not what is missing and what helps. */
export function completenessLine({ complete, truncations }: Completeness): string {
  const reasons = new Map<string, { places: number; known: number; unknown: boolean }>();
  for (const { reason, omitted } of truncations) {
    const sum = reasons.get(reason) ?? { places: 0, known: 0, unknown: false };
    reasons.set(reason, {
      places: sum.places + 1,
      known: sum.known + (omitted ?? 0),
      unknown: sum.unknown || omitted === null,
    });
  }
  const words = [...reasons].map(([reason, { places, known, unknown }]) => {
    const amount = unknown ? (known > 0 ? `at least ${known}` : 'an unknown number') : String(known);
    return `${reason}: ${amount} at ${counted(places, 'place')} (${remedies[reason] ?? 'unknown'})`;
  });
  if (words.length === 0)
    return complete ? 'Complete: yes.' : 'Complete: NO, there is more than was asked for.';
  const verdict = complete ? 'Complete: yes' : 'Complete: NO, counts are lower bounds';
  return `${verdict}. Left out: ${words.join('; ')}.`;
}
