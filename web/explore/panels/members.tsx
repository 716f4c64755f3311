import { useMemo, useState } from 'react';
import { describeCard, type Card } from '../folding/fold.ts';
import { matches } from '../graph/find.ts';
import { byLabel, standingOf } from '../graph/model.ts';

const mostListed = 100;
const few = 3;

export function Members({
  card,
  takeOut,
}: {
  card: Card;
  takeOut: (ids: readonly string[], selected: readonly string[]) => void;
}) {
  const [typed, setTyped] = useState('');
  const members = useMemo(() => [...card.members].sort(byLabel), [card]);
  const found = useMemo(
    () => (typed.trim() === '' ? members : members.filter((node) => matches(node, typed))),
    [members, typed],
  );
  const { kind, notes } = describeCard(card);
  const isRun = card.members[0]?.kind === 'run';
  const things = isRun ? (kind === 'run' ? 'runs' : `${kind} runs`) : `${kind} versions`;
  return (
    <>
      <p className="lead">
        {card.members.length.toLocaleString('en')} {things} with the same upstream and downstream shape, as
        far as loaded{notes.length > 0 ? `; ${notes.join(', ')}` : ''}.
      </p>
      <button
        onClick={() =>
          takeOut(
            members.slice(0, few).map(({ id }) => id),
            [],
          )
        }
      >
        Take out the first {few}
      </button>
      <input
        type="search"
        aria-label="Search the members of this group"
        placeholder="Search members"
        value={typed}
        onChange={(event) => setTyped(event.target.value)}
      />
      <p role="status" className="small">
        {found.length.toLocaleString('en')} {found.length === 1 ? 'member' : 'members'}
        {found.length > mostListed ? `, first ${mostListed} listed` : ''}
      </p>
      <ul className="members">
        {found.slice(0, mostListed).map((node) => (
          <li key={node.id}>
            <span className="name">{node.label}</span>
            {standingOf(node) !== 'fine' && (
              <span className={`mark ${standingOf(node)}`}>{node.state?.toLowerCase()}</span>
            )}
            <button
              className="link"
              aria-label={`Take out ${node.label}`}
              onClick={() => takeOut([node.id], [node.id])}
            >
              Take out
            </button>
          </li>
        ))}
      </ul>
    </>
  );
}
