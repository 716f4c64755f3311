/** A possible continuation of a path. */
export interface Option {
  /** The resulting path. */
  path: string;
  /** The name that is compared with the typed text. */
  name: string;
  /** Listed after other matches: W&B's automatic collections and version numbers. */
  isMinor: boolean;
}

export interface OptionPage {
  options: readonly Option[];
  /** The cursor of the next page. Null if this is the last one. */
  next: string | null;
  /** Why some items are missing. Null if none is. */
  problem: string | null;
}

/** Null if W&B does not show the parent of the list. */
export type AskPage = (
  first: number,
  after: string | null,
  signal: AbortSignal,
) => Promise<OptionPage | null>;

export interface Found {
  /** Names that start with the typed text, then names that contain it. */
  options: readonly Option[];
  /** How many names were searched. */
  looked: number;
  isWhole: boolean;
  isThere: boolean;
  problem: string | null;
}

export interface OptionList {
  /**
   * Loads page after page until a name starts with the typed text, no page is left, or the limit is reached. Loaded names
   * are kept: a second call continues from there.
   */
  find(typed: string, signal: AbortSignal): Promise<Found>;
}

const firstPage = 100;
const furtherPage = 500;
const mostPages = 6;

/** `minorIsEnough`: whether a minor option that starts with the typed text also ends the search. */
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
        // Further typing has already started another search.
        signal.throwIfAborted();
        problem = page?.problem ?? null;
        const { options = [] } = page ?? {};
        if (problem !== null) {
          // Not kept: the same page is loaded again by further typing.
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

/** Options that start with the text, minor ones that do, options that contain it, minor ones that do; each in list order. */
function rankedFrom(options: readonly Option[], typed: string): Option[][] {
  const wanted = typed.toLowerCase();
  const ranked: Option[][] = [[], [], [], []];
  for (const option of options) {
    const at = option.name.toLowerCase().indexOf(wanted);
    if (at >= 0) ranked[(at === 0 ? 0 : 2) + (option.isMinor ? 1 : 0)]?.push(option);
  }
  return ranked;
}
