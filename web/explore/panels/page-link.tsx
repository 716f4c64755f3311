import { createContext, useContext, type ReactNode } from 'react';
import { addressFromView, initialView, type ViewState } from '../address.ts';
import type { ChangeView } from '../use-view.ts';

/** Opens a page of the explorer without loading the app again. */
export const OpenPage = createContext<ChangeView>(() => undefined);

interface PageLinkProps {
  /** The page and what it is about. The rest of the view is the initial one. */
  view: Partial<ViewState>;
  isCurrent?: boolean;
  className?: string;
  children: ReactNode;
}

/** A link to a page of the explorer. */
export function PageLink({ view, isCurrent, className, children }: PageLinkProps) {
  const open = useContext(OpenPage);
  const target = { ...initialView, ...view };
  return (
    <a
      className={className}
      href={`explore${addressFromView(target)}`}
      aria-current={isCurrent === true ? 'page' : undefined}
      onClick={(event) => {
        if (event.metaKey || event.ctrlKey || event.shiftKey) return;
        event.preventDefault();
        open(target);
      }}
    >
      {children}
    </a>
  );
}
