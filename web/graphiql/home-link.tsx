import { useActiveTabInSight, useBrokenLines, useEarlyRun, useSystemTheme } from './editors.ts';

/** Stands on the page whatever else is open, and so sees to its editors as well. */
export function HomeLink() {
  useBrokenLines();
  useEarlyRun();
  useSystemTheme();
  useActiveTabInSight();
  return (
    <a className="home" href=".">
      W&amp;B lineage
    </a>
  );
}
