import { useCallback, useEffect, useState } from 'react';
import { addressFromView, initialView, viewFromAddress, type ViewState } from './address.ts';
import { pathFromTyped } from './web-address.ts';

export type ChangeView = (change: Partial<ViewState>, how?: 'push' | 'replace') => void;

/** The view in the URL and how to change it. Back and forward work too. */
export function useView(): { view: ViewState; change: ChangeView; openRoot: (typed: string) => void } {
  const [view, setView] = useState(() => viewFromAddress(location.search));
  useEffect(() => {
    const follow = (): void => setView(viewFromAddress(location.search));
    window.addEventListener('popstate', follow);
    return () => window.removeEventListener('popstate', follow);
  }, []);
  const change = useCallback<ChangeView>((part, how = 'push') => {
    const next = { ...viewFromAddress(location.search), ...part };
    const address = `${location.pathname}${addressFromView(next)}`;
    if (how === 'push') history.pushState(null, '', address);
    else history.replaceState(null, '', address);
    setView(next);
  }, []);
  const openRoot = useCallback(
    (typed: string) => {
      const { direction, grouping, view: kind } = viewFromAddress(location.search);
      change({ ...initialView, root: pathFromTyped(typed), direction, grouping, view: kind });
    },
    [change],
  );
  return { view, change, openRoot };
}
