import { Button, useGraphiQL, useGraphiQLActions } from '@graphiql/react';
import { useEffect } from 'react';
import { findPaths, pathsIn, useKnownPaths } from './example-paths.ts';
import { operationNameOf, type Example } from './examples.ts';
import { isNarrow, showPanel } from './narrow.ts';
import { StartNote } from './start.tsx';

/** Lists the examples. They ask about the user's newest version. */
export function ExamplesPanel({ examples }: { examples: readonly [Example, ...Example[]] }) {
  const tabs = useGraphiQL((state) => state.tabs);
  const queryEditor = useGraphiQL((state) => state.queryEditor);
  const variableEditor = useGraphiQL((state) => state.variableEditor);
  const actions = useGraphiQLActions();
  const known = useKnownPaths();
  useEffect(() => {
    void findPaths();
  }, []);

  const open = (example: Example): void => {
    if (isNarrow()) actions.setVisiblePlugin(null);
    else showPanel('Lineage');
    const at = tabs.findIndex(({ query }) => query === example.query);
    if (at >= 0) {
      actions.changeTab(at);
      return;
    }
    actions.addTab();
    queryEditor?.setValue(example.query);
    variableEditor?.setValue(example.variablesFor(pathsIn(known)));
  };

  return (
    <section aria-label="Examples" className="panel" tabIndex={0}>
      <h2 className="graphiql-doc-explorer-title">Examples</h2>
      <StartNote start={examples[0]} />
      {known.status === 'found' && (
        <p>
          About <code>{known.paths.version}</code>. Change it in Variables.
        </p>
      )}
      <ul>
        {examples.map((example) => (
          <li key={example.title}>
            <h3>{example.title}</h3>
            <p>{example.says}</p>
            <Button
              type="button"
              aria-label={`Open in tab: ${example.title} (${operationNameOf(example.query)})`}
              onClick={() => {
                open(example);
              }}
            >
              Open in tab
            </Button>
          </li>
        ))}
      </ul>
    </section>
  );
}
