import type { UnknownFieldError } from './errors.ts';
import type { LackingFields } from './split.ts';

/** What a W&B may limit in one request. */
const dimensions = ['hops', 'aliases', 'first', 'bytes'] as const;
export type Dimension = (typeof dimensions)[number];

/** Edges of lineage below each other, operations in the document, the longest page, and bytes of the body. */
export type RequestSize = Readonly<Record<Dimension, number>>;

/**
 * What one W&B takes in one request. All callers share what its refusals taught; nothing of theirs is in it. A refused
 * request is sent again with less of one thing at a time. What was lessened last before W&B answered is the culprit, and keeps
 * its limit; the others are asked for in full again.
 */
export interface HostProfile {
  /** The most that is asked for at once. */
  most(dimension: Dimension): number;
  /** Whether requests as large were answered, so that a refusal has another reason than their size. */
  isProven(size: RequestSize): boolean;
  /** Waits for the first request of such a size, so that a refusal costs one request and not one for each that is due. */
  waitForProbe(signal: AbortSignal): Promise<void> | null;
  /** Sends a request whose size is not proven. */
  probe<T>(send: () => Promise<T>): Promise<T>;
  noteAnswer(size: RequestSize): void;
  /**
   * W&B refused a request, maybe for its size. Whether to try with less, of which only one of `reducible` comes into question.
   * `cause` is what W&B itself named.
   */
  noteRefusal(size: RequestSize, reducible: readonly Dimension[], cause: Dimension | null): boolean;
  /** What W&B gave up on for any reason is asked for by halves for a while. */
  limit(dimension: Dimension, most: number): void;
  /** Fields that are left out, since this W&B does not have them. */
  readonly lacking: LackingFields;
  /** Whether one of them is news. */
  noteUnknownFields(errors: readonly UnknownFieldError[]): boolean;
}

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

export function createHostProfile(maxHops: number, now: () => number = Date.now): HostProfile {
  let proven: Record<Dimension, number> = { ...least };
  let provenUntilMs = now() + provenMs;
  const limits = new Map<Dimension, { most: number; untilMs: number }>();
  let trial: Trial | null = null;
  let probe: Promise<unknown> | null = null;
  let lacking: LackingFields = new Map();
  let lackingUntilMs = 0;

  const activeTrial = (): Trial | null => {
    if (trial && trial.untilMs <= now()) trial = null;
    return trial;
  };
  const limit = (dimension: Dimension, most: number): void => {
    limits.set(dimension, { most: Math.max(1, Math.floor(most)), untilMs: now() + limitMs });
  };
  const isBeyond = (size: RequestSize, dimension: Dimension, also = least): boolean =>
    size[dimension] > Math.max(proven[dimension], also[dimension]);

  return {
    limit,
    get lacking() {
      if (lacking.size > 0 && lackingUntilMs <= now()) lacking = new Map();
      return lacking;
    },
    noteUnknownFields(errors) {
      const news = errors.filter(({ field }) => !lacking.has(field));
      if (news.length === 0) return false;
      if (lacking.size === 0) lackingUntilMs = now() + provenMs;
      lacking = new Map([...lacking, ...news.map((error) => [error.field, error] as const)]);
      return true;
    },
    most(dimension) {
      const { most = Infinity, untilMs = 0 } = limits.get(dimension) ?? {};
      const tried = activeTrial();
      return Math.min(
        dimension === 'hops' ? maxHops : Infinity,
        untilMs > now() ? most : Infinity,
        // While one thing is lessened, the others must not grow.
        tried ? (tried.most[dimension] ?? Math.max(tried.refused[dimension], proven[dimension])) : Infinity,
      );
    },
    isProven(size) {
      const also = activeTrial() ? least : modest;
      return !dimensions.some((dimension) => dimension !== 'bytes' && isBeyond(size, dimension, also));
    },
    waitForProbe(signal) {
      if (!probe) return null;
      const waiting = probe;
      return new Promise((resolve) => {
        const done = (): void => {
          clearTimeout(timer);
          signal.removeEventListener('abort', done);
          resolve();
        };
        const timer = setTimeout(done, longestProbeWaitMs);
        signal.addEventListener('abort', done, { once: true });
        waiting.then(done, done);
      });
    },
    async probe(send) {
      const sending = send();
      probe = sending;
      try {
        return await sending;
      } finally {
        if (probe === sending) probe = null;
      }
    },
    noteAnswer(size) {
      if (provenUntilMs <= now()) {
        proven = { ...least };
        provenUntilMs = now() + provenMs;
      }
      for (const dimension of dimensions) proven[dimension] = Math.max(proven[dimension], size[dimension]);
      const tried = activeTrial();
      if (!tried) return;
      const { lessened, most, refused } = tried;
      const others = dimensions.filter((dimension) => dimension !== lessened && dimension !== 'bytes');
      if (others.some((dimension) => isBeyond(refused, dimension))) return;
      if (isBeyond(refused, lessened)) limit(lessened, most[lessened] ?? proven[lessened]);
      trial = null;
    },
    noteRefusal(size, reducible, cause) {
      const excess = (dimension: Dimension): number =>
        dimension === cause
          ? Infinity
          : dimension === 'bytes'
            ? 0
            : size[dimension] / Math.max(proven[dimension], modest[dimension]);
      const [lessened] = reducible
        .filter((dimension) => isBeyond(size, dimension, dimension === 'bytes' ? modest : least))
        .sort((a, b) => excess(b) - excess(a));
      if (lessened === undefined) {
        trial = null;
        return false;
      }
      const divisor = isBeyond(size, lessened, modest) ? 2 : 4;
      const less = Math.max(proven[lessened], Math.floor(size[lessened] / divisor));
      trial = {
        refused: size,
        lessened,
        most: { ...activeTrial()?.most, [lessened]: less },
        untilMs: now() + limitMs,
      };
      return true;
    },
  };
}
