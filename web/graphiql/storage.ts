/** What stands in editors as it was typed, and may have a `headers` of its own. */
const texts = new Set(['graphiql:query', 'graphiql:variables']);

/** What the editor wants of a browser's storage. */
interface KeptText {
  readonly length: number;
  getItem: (name: string) => string | null;
  setItem: (name: string, value: string) => void;
  removeItem: (name: string) => void;
  clear: () => void;
}

/** Keeps tabs, history and settings in the browser, but nothing of request headers, whoever hands them over. */
export function storageWithoutHeaders(kept: () => KeptText): KeptText {
  /** A browser may forbid storage, in which case nothing is kept. */
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
    // No list of tabs or queries.
    return value;
  }
}
