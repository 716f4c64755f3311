export type Theme = 'auto' | 'light' | 'dark';

const key = 'explore-theme';

export function savedTheme(): Theme {
  const saved = read(key);
  return saved === 'light' || saved === 'dark' ? saved : 'auto';
}

export function applyTheme(theme: Theme): void {
  if (theme === 'auto') delete document.documentElement.dataset['theme'];
  else document.documentElement.dataset['theme'] = theme;
  write(key, theme);
}

export function isDark(theme: Theme): boolean {
  return theme === 'dark' || (theme === 'auto' && matchMedia('(prefers-color-scheme: dark)').matches);
}

const recentKey = 'explore-recent';

export function recentRoots(): string[] {
  try {
    const list: unknown = JSON.parse(read(recentKey) ?? '[]');
    return Array.isArray(list) ? list.filter((item) => typeof item === 'string').slice(0, 6) : [];
  } catch {
    return [];
  }
}

export function rememberRoot(path: string): void {
  write(recentKey, JSON.stringify([path, ...recentRoots().filter((root) => root !== path)].slice(0, 6)));
}

// If the browser forbids storage, nothing is remembered.
function read(name: string): string | null {
  try {
    return localStorage.getItem(name);
  } catch {
    return null;
  }
}

function write(name: string, value: string): void {
  try {
    localStorage.setItem(name, value);
  } catch {
    return;
  }
}
