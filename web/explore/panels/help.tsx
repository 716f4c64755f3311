import { Dialog } from './dialog.tsx';

const keys: [string, string][] = [
  ['← →', 'follow an edge upstream or downstream'],
  ['↑ ↓', 'move to the next card in the column'],
  ['Enter', 'select the card; with Shift, as the second one'],
  ['Esc', 'clear the selection or close this dialog'],
  ['Ctrl K', 'search W&B for another root'],
  ['/', 'search the graph; Enter goes to the next match'],
  ['F', 'fit to screen'],
  ['T', 'lay out all cards anew'],
  ['Double click', 'make the node the root'],
  ['?', 'show this help'],
];

export function Help({ onClose }: { onClose: () => void }) {
  return (
    <Dialog title="Keyboard shortcuts" onClose={onClose}>
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
        Rounded cards are artifact versions, square cards are runs. A card with a shadow is a group of similar
        nodes. A dashed line leads from a version to a run that used it, a solid line from a run to a version
        that it logged. A dotted line passes through hidden nodes.
      </p>
    </Dialog>
  );
}
