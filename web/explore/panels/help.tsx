import { Dialog } from './dialog.tsx';

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
  return (
    <Dialog title="Keyboard" onClose={onClose}>
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
      <p>
        Round cards are artifact versions, square cards are runs. A card with a shadow holds look-alikes. A
        run used what comes to it by a dashed line and logged what it has a solid line to; a dotted line leads
        through what the filter leaves out.
      </p>
    </Dialog>
  );
}
