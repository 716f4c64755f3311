import { useEffect, useRef, useState } from 'react';
import type { FoldedGraph } from '../folding/fold.ts';
import { layOutBeside } from '../layout/layout-client.ts';
import type { Layout } from '../layout/layout.ts';

export interface Drawing extends Layout {
  folded: FoldedGraph;
}

/**
 * The drawing of a graph. Until `isSettled`, and whenever `arrangement` changes, all cards are laid out anew. Afterwards
 * drawn cards keep their places.
 */
export function useLayout(
  folded: FoldedGraph,
  arrangement: string,
  isSettled: boolean,
): { drawn: Drawing | null; failure: string | null } {
  const [drawn, setDrawn] = useState<Drawing | null>(null);
  const [failure, setFailure] = useState<string | null>(null);
  const last = useRef<{ drawing: Drawing; arrangement: string; isSettled: boolean } | null>(null);
  const settled = useRef(isSettled);
  useEffect(() => {
    settled.current = isSettled;
    // What is drawn already stays. A last level that arrived just now is laid out with the others.
    if (isSettled && last.current?.drawing.folded === folded) last.current.isSettled = true;
  }, [isSettled, folded]);
  useEffect(() => {
    const control = new AbortController();
    const before = last.current;
    const held =
      before !== null && before.isSettled && before.arrangement === arrangement
        ? before.drawing.positions
        : null;
    const ids = folded.cards.map(({ id }) => id);
    layOutBeside({ ids, edges: folded.edges, held }, control.signal)
      .then((layout) => {
        const drawing = { ...layout, folded };
        const wasSettled = before?.arrangement === arrangement && before.isSettled;
        last.current = { drawing, arrangement, isSettled: wasSettled || settled.current };
        setFailure(null);
        setDrawn(drawing);
      })
      .catch((error: unknown) => {
        if (!control.signal.aborted) setFailure(error instanceof Error ? error.message : 'unknown reason');
      });
    return () => control.abort();
  }, [folded, arrangement]);
  return { drawn, failure };
}
