import { useLayoutEffect, useRef, type RefObject } from 'react';
import { describeCard } from '../folding/describe.ts';
import type { Card } from '../folding/fold.ts';
import { Comparison } from './comparison.tsx';
import { Details } from './details.tsx';
import { Members } from './members.tsx';

export type PanelSide = 'left' | 'right';

export interface SidePanelProps {
  cards: readonly Card[];
  /** The side of the canvas that it covers. It is changed if the selected card is there. */
  side: RefObject<PanelSide>;
  out: readonly string[];
  onClose: () => void;
  onFoldBack: (id: string) => void;
  openRoot: (path: string) => void;
  takeOut: (ids: readonly string[], selected: readonly string[]) => void;
  onSelect: (id: string, also?: boolean) => void;
}

export function SidePanel(props: SidePanelProps) {
  const { cards, side, onClose } = props;
  const lastSelected = cards.at(-1)?.id ?? '';
  const panel = useRef<HTMLElement>(null);
  useLayoutEffect(() => {
    const element = panel.current;
    const opener = document.activeElement;
    if (element !== null) {
      side.current = freeSide(element, lastSelected, side.current);
      element.classList.toggle('left', side.current === 'left');
    }
    if (opener === document.body) element?.focus();
    return () => {
      if (element?.contains(document.activeElement) && opener instanceof HTMLElement) opener.focus();
    };
  }, []);
  const [first, second] = cards;
  if (first === undefined) return null;
  const [one] = first.members;
  const [other] = second?.members ?? [];
  const title = second ? 'Two nodes selected' : describeCard(first).title;
  return (
    <aside
      ref={panel}
      className={!second && first.members.length > 1 ? 'panel wide' : 'panel'}
      aria-label="Details"
      tabIndex={0}
    >
      <header>
        <h2>{title}</h2>
        <button className="quiet round" aria-label="Close details" onClick={onClose}>
          ×
        </button>
      </header>
      {one && other && first.members.length === 1 && second?.members.length === 1 ? (
        <Comparison one={one} other={other} />
      ) : second ? (
        <p>
          Paths and differences are only available for two single nodes. Take a node out of its group first.
        </p>
      ) : first.members.length > 1 ? (
        <Members card={first} takeOut={props.takeOut} />
      ) : one?.kind === 'hidden' ? (
        <p>
          {one.reason === 'WANDB_ERROR'
            ? 'Loading this node from W&B failed. Try again later.'
            : 'W&B reports that this node exists but does not show it to this key.'}
        </p>
      ) : (
        one && <Details node={one} {...props} />
      )}
    </aside>
  );
}

/** The side on which the panel does not cover the selected card, so that the graph need not move. */
function freeSide(panel: HTMLElement, selected: string, now: PanelSide): PanelSide {
  const frame = document.querySelector('.canvas')?.getBoundingClientRect();
  const card = document.querySelector(`[data-card="${CSS.escape(selected)}"]`)?.getBoundingClientRect();
  if (frame === undefined || card === undefined) return now;
  const isCovered = {
    right: card.right > frame.right - panel.offsetWidth,
    left: card.left < frame.left + panel.offsetWidth,
  };
  const other = now === 'left' ? 'right' : 'left';
  return isCovered[now] && !isCovered[other] ? other : now;
}
