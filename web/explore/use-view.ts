import { useCallback, useEffect, useState } from 'react';
import { addressFromView, initialView, viewFromAddress, type ViewState } from './address.ts';
import { pathFromTyped } from './web-address.ts';

export type ChangeView = (change: Partial<ViewState>, how?: 'push' | 'replace') => void;

export interface ViewActions {
  view: ViewState;
  change: ChangeView;
  openRoot: (typed: string) => void;
}

/** What a page that answers a question is given. */
export type QuestionProps = Pick<ViewActions, 'view' | 'change'>;

/** The view in the URL and how to change it. Back and forward work too. */
export function useView(): ViewActions {
  const [view, setView] = useState(() => viewFromAddress(location.search));
  useEffect(() => {
    const follow = (): void => setView((now) => withSameLists(now, viewFromAddress(location.search)));
    window.addEventListener('popstate', follow);
    return () => window.removeEventListener('popstate', follow);
  }, []);
  const change = useCallback<ChangeView>((part, how = 'push') => {
    const next = { ...viewFromAddress(location.search), ...part };
    // The start page is at the root of the gateway too.
    const page = location.pathname.replace(/\/$/, '/explore');
    const address = `${page}${addressFromView(next)}`;
    if (how === 'push') history.pushState(null, '', address);
    else history.replaceState(null, '', address);
    setView((now) => withSameLists(now, next));
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

/** `next` with the lists of `now` where they are equal, so that to select a card does not lay out the graph anew. */
function withSameLists(now: ViewState, next: ViewState): ViewState {
  const isEqual = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other);
  return Object.fromEntries(
    Object.entries(next).map(([key, value]) => {
      const known = now[key as keyof ViewState];
      return [key, isEqual(known, value) ? known : value];
    }),
  ) as unknown as ViewState;
}
