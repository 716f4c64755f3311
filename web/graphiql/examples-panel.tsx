import { Button, useGraphiQL, useGraphiQLActions } from '@graphiql/react';
import { operationNameOf, type Example } from './examples.ts';
import { isNarrow } from './narrow.ts';

export const variablesText = ({ variables }: Example): string => JSON.stringify(variables, null, 2);

/** Lists the examples, for users who have closed or changed their tabs. */
export function ExamplesPanel({ examples, isDemo }: { examples: readonly Example[]; isDemo: boolean }) {
  const tabs = useGraphiQL((state) => state.tabs);
  const queryEditor = useGraphiQL((state) => state.queryEditor);
  const variableEditor = useGraphiQL((state) => state.variableEditor);
  const actions = useGraphiQLActions();

  const open = (example: Example): void => {
    if (isNarrow()) actions.setVisiblePlugin(null);
    const at = tabs.findIndex(({ query }) => query === example.query);
    if (at >= 0) {
      actions.changeTab(at);
      return;
    }
    actions.addTab();
    queryEditor?.setValue(example.query);
    variableEditor?.setValue(variablesText(example));
  };

  return (
    <section aria-label="Examples" className="panel" tabIndex={0}>
      <h2 className="graphiql-doc-explorer-title">Examples</h2>
      {!isDemo && (
        <p className="panel-note">
          This gateway does not serve the demo data. Enter a path or id of your own in Variables before you
          run an example. To get an id, run <code>{'{ artifact(path: "…") { id } }'}</code>.
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
