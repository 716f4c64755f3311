import type { Example } from './examples.ts';
import { useStartPath } from './start.tsx';
import { useActiveTabInSight, useBrokenLines, useEarlyRun, useSystemTheme } from './editors.ts';

/** Always rendered, so it also hosts the hooks for the editors. */
export function HomeLink({ start }: { start: Example }) {
  const isLooking = useStartPath(start);
  useBrokenLines();
  useEarlyRun(isLooking);
  useSystemTheme();
  useActiveTabInSight();
  return (
    <a className="home" href=".">
      W&amp;B lineage
    </a>
  );
}
