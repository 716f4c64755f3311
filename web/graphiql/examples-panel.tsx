import { Button, useGraphiQL, useGraphiQLActions } from '@graphiql/react';
import { operationNameOf, type Example } from './examples.ts';
import { isNarrow } from './narrow.ts';

export const variablesText = ({ variables }: Example): string => JSON.stringify(variables, null, 2);

/** Lists the examples, for users who have closed or changed their tabs. */
interface ExamplesPanelProps {
  examples: readonly Example[];
  /** Whether their variables are placeholders. */
  needsPaths: boolean;
}

export function ExamplesPanel({ examples, needsPaths }: ExamplesPanelProps) {
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
      {needsPaths && (
        <p className="panel-note">
          Before you run an example, enter the path of a version or run of your own in Variables.
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
