import { Handle, Position, type Node, type NodeProps } from '@xyflow/react';
import { createContext, useContext } from 'react';
import { describeCard, type Card } from '../folding/fold.ts';
import { projectOf, standingOf, type Side } from '../graph/model.ts';
import type { HandleState } from './handles.ts';
import { titleParts } from './title.ts';

export interface CardData extends Record<string, unknown> {
  card: Card;
  isRoot: boolean;
  isSelected: boolean;
  isDim: boolean;
  isFound: boolean;
  up: HandleState;
  down: HandleState;
}

export type CardFlowNode = Node<CardData, 'card'>;

export interface CardActions {
  onSelect: (id: string, also?: boolean) => void;
  /** Makes the node of a card the root. */
  onOpen: (id: string) => void;
  onToggle: (side: Side, id: string) => void;
}

export const CardContext = createContext<CardActions>({
  onSelect: () => undefined,
  onOpen: () => undefined,
  onToggle: () => undefined,
});

export function CardNode({ id, data }: NodeProps<CardFlowNode>) {
  const { card, isRoot, isSelected, isDim, isFound, up, down } = data;
  const { onSelect, onOpen } = useContext(CardContext);
  const { title, kind, notes } = describeCard(card);
  const [first] = card.members;
  if (first === undefined) return null;
  const isFold = card.members.length > 1;
  const standing = isFold ? 'fine' : standingOf(first);
  const marks = isFold ? notes : [...first.aliases.filter((alias) => !/^v\d+$/.test(alias))];
  const shape = first.kind;
  const classes = [
    'card',
    shape,
    standing,
    isFold && 'fold',
    isRoot && 'root',
    isSelected && 'selected',
    isDim && 'dim',
    isFound && 'found',
  ];
  const word =
    standing === 'failed' || standing === 'running' ? first.state : standing === 'deleted' ? 'deleted' : null;
  return (
    <div className={classes.filter(Boolean).join(' ')} data-card={id}>
      <Handle type="target" position={Position.Left} isConnectable={false} />
      <button
        type="button"
        className="body"
        aria-pressed={isSelected}
        title={first.path ?? title}
        onClick={(event) => onSelect(id, event.shiftKey)}
        onDoubleClick={() => onOpen(id)}
      >
        <span className="glyph" aria-hidden="true" />
        <span className="words">
          <Title>{title}</Title>
          <span className="under">
            <span className="kind">{shape === 'run' && kind !== 'run' ? `run · ${kind}` : kind}</span>
            {word !== null && <span className={`mark ${standing}`}>{word}</span>}
            {marks.slice(0, 1).map((mark) => (
              <span className={`mark ${isFold && mark.endsWith('failed') ? 'failed' : ''}`} key={mark}>
                {mark}
              </span>
            ))}
            {marks.length > 1 && <span className="more">+{marks.length - 1}</span>}
          </span>
        </span>
        <span className="unseen">{projectOf(first) ?? ''}</span>
      </button>
      {isRoot && <span className="mark here">root</span>}
      <Opener side="up" id={id} title={title} state={up} />
      <Opener side="down" id={id} title={title} state={down} />
      <Handle type="source" position={Position.Right} isConnectable={false} />
    </div>
  );
}

function Title({ children }: { children: string }) {
  const { stem, end, breaks } = titleParts(children);
  return (
    <span className={`title by-${breaks}`}>
      <span className="stem">{stem}</span>
      {end !== '' && <span className="end">{end}</span>}
    </span>
  );
}

function Opener({ side, id, title, state }: { side: Side; id: string; title: string; state: HandleState }) {
  const { onToggle } = useContext(CardContext);
  if (state === null) return null;
  const what = side === 'up' ? 'upstream' : 'downstream';
  const count = state.does === 'open' ? state.count.toLocaleString('en') : '';
  const label =
    state.does === 'open' ? `Show ${count} ${what} of ${title}` : `Hide nodes ${what} of ${title}`;
  return (
    <button
      type="button"
      className={`opener nodrag ${side} ${state.does}`}
      aria-label={label}
      aria-expanded={state.does === 'close'}
      title={label}
      onClick={() => onToggle(side, id)}
    >
      {state.does === 'open' ? `+${count}` : '−'}
    </button>
  );
}
