import type { UnknownFieldError } from './errors.ts';
import type { LackingFields } from './split.ts';

/** What a W&B may limit in one request. */
const dimensions = ['hops', 'aliases', 'first', 'bytes'] as const;
export type Dimension = (typeof dimensions)[number];

/** Edges of lineage below each other, operations in the document, the longest page, and bytes of the body. */
export type RequestSize = Readonly<Record<Dimension, number>>;

const least: RequestSize = { hops: 1, aliases: 1, first: 1, bytes: 1 };
/** Hardly any W&B refuses so little: it is the last to be suspected. */
const modest: RequestSize = { hops: 1, aliases: 10, first: 20, bytes: 4_000 };
/** A refusal may have had a passing reason, and a server may be changed: everything is tried again then. */
const limitMs = 5 * 60_000;
const provenMs = 60 * 60_000;
/** One caller's slow request does not hold up the others. */
const longestProbeWaitMs = 1_000;

/** What was refused last, and what was lessened so far. */
interface Trial {
  refused: RequestSize;
  lessened: Dimension;
  most: Partial<Record<Dimension, number>>;
  untilMs: number;
}

/**
 * What one W&B takes in one request. All callers share what its refusals taught; nothing of theirs is in it. A refused
 * request is sent again with less of one thing at a time. What was lessened last before W&B answered is the culprit, and keeps
 * its limit; the others are asked for in full again.
 */
export class HostProfile {
  readonly #maxHops: number;
  readonly #now: () => number;
  /** The most of each that was answered. */
  #proven: Record<Dimension, number> = { ...least };
  #provenUntilMs: number;
  readonly #limits = new Map<Dimension, { most: number; untilMs: number }>();
  #trial: Trial | null = null;
  #probe: Promise<unknown> | null = null;
  #lacking: LackingFields = new Map();
  #lackingUntilMs = 0;

  constructor(maxHops: number, now: () => number = Date.now) {
    this.#maxHops = maxHops;
    this.#now = now;
    this.#provenUntilMs = now() + provenMs;
  }

  /** The most that is asked for at once. */
  most(dimension: Dimension): number {
    const { most = Infinity, untilMs = 0 } = this.#limits.get(dimension) ?? {};
    const trial = this.#activeTrial();
    return Math.min(
      dimension === 'hops' ? this.#maxHops : Infinity,
      untilMs > this.#now() ? most : Infinity,
      // While one thing is lessened, the others must not grow.
      trial
        ? (trial.most[dimension] ?? Math.max(trial.refused[dimension], this.#proven[dimension]))
        : Infinity,
    );
  }

  /** What W&B gave up on for any reason is asked for by halves for a while. */
  limit(dimension: Dimension, most: number): void {
    this.#limits.set(dimension, { most: Math.max(1, Math.floor(most)), untilMs: this.#now() + limitMs });
  }

  /** Whether requests as large were answered, so that a refusal has another reason than their size. */
  isProven(size: RequestSize): boolean {
    const also = this.#activeTrial() ? least : modest;
    // Hardly any two bodies are of the same length.
    const rounded = { ...size, bytes: size.bytes / 1.25 };
    return !dimensions.some((each) => this.#isBeyond(rounded, each, each === 'bytes' ? modest : also));
  }

  /** Waits for the first request of such a size, so that a refusal costs one request and not one for each that is due. */
  waitForProbe(signal: AbortSignal): Promise<void> | null {
    const probe = this.#probe;
    return (
      probe &&
      new Promise((resolve) => {
        const done = (): void => {
          clearTimeout(timer);
          signal.removeEventListener('abort', done);
          resolve();
        };
        const timer = setTimeout(done, longestProbeWaitMs);
        signal.addEventListener('abort', done, { once: true });
        probe.then(done, done);
      })
    );
  }

  /** Sends a request whose size is not proven. */
  async probe<T>(send: () => Promise<T>): Promise<T> {
    const probe = send();
    this.#probe = probe;
    try {
      return await probe;
    } finally {
      if (this.#probe === probe) this.#probe = null;
    }
  }

  noteAnswer(size: RequestSize): void {
    if (this.#provenUntilMs <= this.#now()) {
      this.#proven = { ...least };
      this.#provenUntilMs = this.#now() + provenMs;
    }
    for (const each of dimensions) this.#proven[each] = Math.max(this.#proven[each], size[each]);
    const trial = this.#activeTrial();
    if (!trial) return;
    const { lessened, most, refused } = trial;
    const others = dimensions.filter((each) => each !== lessened && each !== 'bytes');
    if (others.some((each) => this.#isBeyond(refused, each))) return;
    if (this.#isBeyond(refused, lessened)) this.limit(lessened, most[lessened] ?? this.#proven[lessened]);
    this.#trial = null;
  }

  /**
   * W&B refused a request, maybe for its size. Whether to try with less, of which only one of `reducible` comes into question.
   * `cause` is what W&B itself named.
   */
  noteRefusal(size: RequestSize, reducible: readonly Dimension[], cause: Dimension | null): boolean {
    const excess = (each: Dimension): number => {
      if (each === cause) return Infinity;
      return each === 'bytes' ? 0 : size[each] / Math.max(this.#proven[each], modest[each]);
    };
    const [lessened] = reducible
      .filter((each) => this.#isBeyond(size, each, each === 'bytes' ? modest : least))
      .sort((a, b) => excess(b) - excess(a));
    if (lessened === undefined) {
      this.#trial = null;
      return false;
    }
    const divisor = this.#isBeyond(size, lessened, modest) ? 2 : 4;
    const less = Math.max(this.#proven[lessened], Math.floor(size[lessened] / divisor));
    this.#trial = {
      refused: size,
      lessened,
      most: { ...this.#activeTrial()?.most, [lessened]: less },
      untilMs: this.#now() + limitMs,
    };
    return true;
  }

  /** Fields that are left out, since this W&B does not have them. */
  get lacking(): LackingFields {
    if (this.#lacking.size > 0 && this.#lackingUntilMs <= this.#now()) this.#lacking = new Map();
    return this.#lacking;
  }

  noteUnknownFields(errors: readonly UnknownFieldError[]): void {
    const news = errors.filter(({ field }) => !this.#lacking.has(field));
    if (news.length === 0) return;
    if (this.#lacking.size === 0) this.#lackingUntilMs = this.#now() + provenMs;
    this.#lacking = new Map([...this.#lacking, ...news.map((error) => [error.field, error] as const)]);
  }

  #activeTrial(): Trial | null {
    if (this.#trial && this.#trial.untilMs <= this.#now()) this.#trial = null;
    return this.#trial;
  }

  #isBeyond(size: RequestSize, dimension: Dimension, also = least): boolean {
    return size[dimension] > Math.max(this.#proven[dimension], also[dimension]);
  }
}
