import type { Setting } from '../src/config/settings.ts';

/** The page that lists every setting, from their table: the same text each time. */
export declare function settingsPageFrom(table: {
  groups: Record<string, Record<string, Setting>>;
  flagOf: (name: never) => string;
  variableOf: (name: never) => string | null;
}): string;
