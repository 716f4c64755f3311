/** Something that a path may go on with. */
export interface Option {
  /** The path with it. */
  path: string;
  /** What typed text is compared with. */
  name: string;
  /** Stands behind the others that match as well: W&B's automatic collections, the numbers of versions. */
  isMinor: boolean;
}

export interface OptionPage {
  options: readonly Option[];
  /** Where to go on; null: that was all. */
  next: string | null;
  /** Why some of it is missing; null where nothing is. */
  problem: string | null;
}

/** null: W&B shows nothing that could have such a list. */
export type AskPage = (
  first: number,
  after: string | null,
  signal: AbortSignal,
) => Promise<OptionPage | null>;

export interface Found {
  /** Those whose names begin with what was typed, then those that hold it. */
  options: readonly Option[];
  /** How many were looked through. */
  looked: number;
  isWhole: boolean;
  isThere: boolean;
  problem: string | null;
}

export interface OptionList {
  /**
   * Goes through page after page until a name begins with what was typed, nothing is left, or it has been long enough. What
   * was read is kept: a second call goes on from there.
   */
  find(typed: string, signal: AbortSignal): Promise<Found>;
}

const firstPage = 100;
const furtherPage = 500;
const mostPages = 6;

/** `minorIsEnough`: one of the minor options that begins with what was typed ends the search as well. */
export function createOptionList(askPage: AskPage, minorIsEnough: boolean): OptionList {
  const all: Option[] = [];
  let pages = 0;
  let next: string | null = null;
  let isWhole = false;
  let isThere = true;
  return {
    async find(typed, signal) {
      let problem: string | null = null;
      let ranked = rankedFrom(all, typed);
      while (!isWhole && pages < mostPages && (pages === 0 || !isEnough(ranked))) {
        const page = await askPage(pages === 0 ? firstPage : furtherPage, next, signal);
        // Whoever typed on has asked again already.
        signal.throwIfAborted();
        problem = page?.problem ?? null;
        const { options = [] } = page ?? {};
        if (problem !== null) {
          // Not kept: the same page is asked for again when more is typed.
          ranked = rankedFrom([...all, ...options], typed);
          break;
        }
        pages += 1;
        all.push(...options);
        isThere = page !== null;
        next = page?.next ?? null;
        isWhole = next === null;
        ranked = rankedFrom(all, typed);
      }
      return { options: ranked.flat(), looked: all.length, isWhole, isThere, problem };
    },
  };

  function isEnough([begins = [], minorBegins = []]: readonly Option[][]): boolean {
    return begins.length > 0 || (minorIsEnough && minorBegins.length > 0);
  }
}

/** Begins so, minor and begins so, holds it, minor and holds it; each in the order in which they were listed. */
function rankedFrom(options: readonly Option[], typed: string): Option[][] {
  const wanted = typed.toLowerCase();
  const ranked: Option[][] = [[], [], [], []];
  for (const option of options) {
    const at = option.name.toLowerCase().indexOf(wanted);
    if (at >= 0) ranked[(at === 0 ? 0 : 2) + (option.isMinor ? 1 : 0)]?.push(option);
  }
  return ranked;
}
