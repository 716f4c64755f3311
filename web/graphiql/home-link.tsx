import { useActiveTabInSight, useBrokenLines, useEarlyRun, useSystemTheme } from './editors.ts';

/** Always rendered, so it also hosts the hooks for the editors. */
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
