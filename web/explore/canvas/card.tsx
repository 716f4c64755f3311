import { Handle, Position, type Node, type NodeProps } from '@xyflow/react';
import { createContext, useContext } from 'react';
import { describeCard } from '../folding/describe.ts';
import type { Card } from '../folding/fold.ts';
import { isProduction, projectOf, standingOf, type Badge, type Side } from '../graph/model.ts';
import type { HandleState } from './handles.ts';
import { titleParts } from './title.ts';

export interface Annotation {
  badges: readonly Badge[];
  /** The metric that the user chose, with its value. May be empty. */
  metric: string;
}

export interface CardData extends Record<string, unknown>, Annotation {
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
  const { card, isRoot, isSelected, isDim, isFound, up, down, badges, metric } = data;
  const { onSelect, onOpen } = useContext(CardContext);
  const { title, kind, notes, line } = describeCard(card);
  const [first] = card.members;
  if (first === undefined) return null;
  const isFold = card.members.length > 1;
  const [standing = 'fine', ...others] = new Set(card.members.map(standingOf));
  const look = others.length > 0 ? 'fine' : standing;
  const marks = isFold
    ? notes
    : first.aliases.filter((alias) => !/^v\d+$/.test(alias) && !isProduction(alias));
  const shape = first.kind;
  const classes = [
    'card',
    shape,
    look,
    isFold && 'fold',
    isRoot && 'root',
    isSelected && 'selected',
    isDim && 'dim',
    isFound && 'found',
  ];
  const word = isFold
    ? null
    : standing === 'failed' || standing === 'running'
      ? first.state
      : standing === 'deleted'
        ? 'deleted'
        : null;
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
            {badges.map(({ text, kind: tone }) => (
              <span className={`mark ${tone}`} key={text}>
                {text}
              </span>
            ))}
            {marks.slice(0, badges.length > 0 ? 0 : 1).map((mark) => (
              <span className={`mark ${isFold && mark.endsWith('failed') ? 'failed' : ''}`} key={mark}>
                {mark}
              </span>
            ))}
            {badges.length < 2 && marks.length > (badges.length > 0 ? 0 : 1) && (
              <span className="more">+{marks.length - (badges.length > 0 ? 0 : 1)}</span>
            )}
          </span>
          <span className="line">
            {metric !== '' && <b>{metric} </b>}
            {line}
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
