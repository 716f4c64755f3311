import { useGraphiQL, useGraphiQLActions } from '@graphiql/react';
import { useEffect } from 'react';
import { KeyForm } from '../explore/panels/key-form.tsx';
import { findPathsAgain, placeholders, useKnownPaths } from './example-paths.ts';
import type { Example } from './examples.ts';
import { isNarrow, showPanel } from './narrow.ts';

/** Enters the user's newest version into the first tab, unless the user has changed it; whether it is still being looked for. */
export function useStartPath(start: Example): boolean {
  const known = useKnownPaths();
  const variableEditor = useGraphiQL((state) => state.variableEditor);
  const queryEditor = useGraphiQL((state) => state.queryEditor);
  const isUnchanged = (): boolean =>
    queryEditor?.getValue() === start.query &&
    variableEditor?.getValue() === start.variablesFor(placeholders);
  const actions = useGraphiQLActions();
  useEffect(() => {
    if (known.status !== 'found' || !isUnchanged()) return;
    const variables = start.variablesFor(known.paths);
    variableEditor?.setValue(variables);
    // Shortly after the editor was created, the tab does not follow it yet.
    actions.updateActiveTabValues({ variables });
  });
  useEffect(() => {
    if (known.status === 'needsKey') showPanel('Examples');
  }, [known.status]);
  return known.status === 'loading' && isUnchanged();
}

/** Says what the examples ask about, and asks for a key if there is none. */
export function StartNote({ start }: { start: Example }) {
  const known = useKnownPaths();
  const actions = useGraphiQLActions();
  switch (known.status) {
    case 'unknown':
    case 'loading':
      return <p role="status">Looking for your newest artifact version…</p>;
    case 'found':
      return null;
    case 'needsKey':
      return (
        <div className="panel-note">
          <p role="status">
            {known.reason === null
              ? 'The gateway has no W&B API key for you. Without one, only public data is visible.'
              : `Access denied: ${known.reason}`}
          </p>
          <KeyForm
            onDone={() => {
              void actions.introspect();
              void findPathsAgain().then((isFound) => {
                if (!isFound) return;
                if (isNarrow()) actions.setVisiblePlugin(null);
                else showPanel('Lineage');
              });
            }}
          />
        </div>
      );
    case 'none':
      return <EnterPath start={start} says="Your newest runs neither used nor logged an artifact version." />;
    case 'failed':
      return (
        <EnterPath
          start={start}
          says={`Could not look for your newest artifact version: ${known.reason ?? 'no reason given'}`}
        />
      );
  }
}

function EnterPath({ start, says }: { start: Example; says: string }) {
  return (
    <p className="panel-note" role="status">
      {says} Enter a path of your own in Variables before you run “{start.title}”: replace{' '}
      <code>{placeholders.version}</code>.
    </p>
  );
}
