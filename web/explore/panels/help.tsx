import { useEffect, useRef } from 'react';

const keys: [string, string][] = [
  ['← →', 'along an edge, upstream or downstream'],
  ['↑ ↓', 'to the next card of the column'],
  ['Enter', 'select the card, with Shift beside another'],
  ['Esc', 'clear the selection, close this'],
  ['/', 'find in the graph; Enter goes to the next'],
  ['F', 'fit to screen'],
  ['?', 'this help'],
];

export function Help({ onClose }: { onClose: () => void }) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => dialog.current?.showModal(), []);
  return (
    <dialog ref={dialog} aria-labelledby="help-title" onClose={onClose}>
      <h2 id="help-title">Keyboard</h2>
      <dl className="keys">
        {keys.map(([key, what]) => (
          <div key={key}>
            <dt>
              <kbd>{key}</kbd>
            </dt>
            <dd>{what}</dd>
          </div>
        ))}
      </dl>
      <p>Round cards are artifact versions, square cards are runs. A card with a shadow holds look-alikes.</p>
      <button onClick={onClose}>Close</button>
    </dialog>
  );
}
