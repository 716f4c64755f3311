/** The text of editors, which is stored unchanged even if it contains `headers`. */
const texts = new Set(['graphiql:query', 'graphiql:variables']);

/** The part of the Storage API that the editor uses. */
interface KeptText {
  readonly length: number;
  getItem: (name: string) => string | null;
  setItem: (name: string, value: string) => void;
  removeItem: (name: string) => void;
  clear: () => void;
}

/** Stores tabs, history and settings in the browser, but removes all request headers. */
export function storageWithoutHeaders(kept: () => KeptText): KeptText {
  /** If the browser forbids storage, nothing is stored. */
  const attempt = <T>(act: (storage: KeptText) => T, otherwise: T): T => {
    try {
      return act(kept());
    } catch {
      return otherwise;
    }
  };
  return {
    get length() {
      return attempt(({ length }) => length, 0);
    },
    getItem: (name) => attempt((storage) => storage.getItem(name), null),
    setItem: (name, value) => {
      if (name.endsWith(':headers')) return;
      attempt((storage) => storage.setItem(name, texts.has(name) ? value : withoutHeaders(value)), undefined);
    },
    removeItem: (name) => attempt((storage) => storage.removeItem(name), undefined),
    clear: () => attempt((storage) => storage.clear(), undefined),
  };
}

function withoutHeaders(value: string): string {
  if (!value.includes('"headers"')) return value;
  try {
    return JSON.stringify(JSON.parse(value), (key, item: unknown) => (key === 'headers' ? null : item));
  } catch {
    // Not a list of tabs or queries.
    return value;
  }
}
