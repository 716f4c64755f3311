import './workers.ts';
import 'graphiql/style.css';
import '@graphiql/plugin-explorer/style.css';
import './style.css';
import './accessible.css';
import './narrow.css';
import { explorerPlugin } from '@graphiql/plugin-explorer';
import { GraphiQL, HISTORY_PLUGIN } from 'graphiql';
import { createRoot } from 'react-dom/client';
import { inPublishedNames, schemaPrefix } from '../explore/prefix.ts';
import { record } from '../explore/json.ts';
import { ErrorBoundary } from '../explore/panels/error-boundary.tsx';
import { keepAccessible } from './accessible.ts';
import { demoPaths, findPaths, placeholders, setKnownPaths } from './example-paths.ts';
import { ExamplesPanel } from './examples-panel.tsx';
import { examplesFor } from './examples.ts';
import { fetcher } from './fetcher.ts';
import { HomeLink } from './home-link.tsx';
import { ExamplesIcon, LineageIcon } from './icons.tsx';
import { LineagePanel } from './lineage-panel.tsx';
import { isNarrow } from './narrow.ts';
import { storageWithoutHeaders } from './storage.ts';

/** Commented out, so that nothing is sent until the user enters a key. */
const headers = `{
  // Your own W&B API key, used instead of the gateway's. It is never stored.
  // "X-WandB-Api-Key": "<your W&B API key>"
}`;

const panelWidth = 'graphiql:docExplorerFlex';

async function isDemo(): Promise<boolean> {
  try {
    const response = await fetch('.', { headers: { accept: 'application/json' } });
    return record(await response.json())['mode'] === 'demo';
  } catch {
    return false;
  }
}

/** The query in the URL of a link. It is removed from the URL, so that a reload does not add it again. */
function linkedTab(): { query: string; variables: string; headers: string } | null {
  const parameters = new URLSearchParams(location.search);
  const query = parameters.get('query');
  if (query === null) return null;
  history.replaceState(null, '', location.pathname);
  return { query, variables: parameters.get('variables') ?? '', headers };
}

const root = document.getElementById('root');
if (!root) throw new Error('The page has no element with the id "root".');
const examples = await examplesFor(schemaPrefix, inPublishedNames);
const [start] = examples;
const isOfDemo = await isDemo();
if (isOfDemo) setKnownPaths({ status: 'found', paths: demoPaths });
const plugins = [
  HISTORY_PLUGIN,
  explorerPlugin(),
  {
    title: 'Examples',
    icon: ExamplesIcon,
    content: () => <ExamplesPanel examples={examples} />,
  },
  {
    title: 'Lineage',
    icon: LineageIcon,
    content: () => (
      <ErrorBoundary title="Could not draw the lineage">
        <LineagePanel />
      </ErrorBoundary>
    ),
  },
];
const storage = storageWithoutHeaders(() => localStorage);
// As a share of the editor's width. GraphiQL's default of a third is too narrow for two cards side by side.
if (storage.getItem(panelWidth) === null) storage.setItem(panelWidth, '0.45');
const linked = linkedTab();
const isFirstVisit = storage.getItem('graphiql:tabState') === null;
const startTab = {
  query: start.query,
  variables: start.variablesFor(isOfDemo ? demoPaths : placeholders),
  headers,
};
const firstTab = linked ?? startTab;
// On the first visit GraphiQL needs the whole first tab; later it restores its tabs, unless a link has a query.
const shown = linked ?? (isFirstVisit ? startTab : null);
if (shown === startTab) void findPaths();

keepAccessible(root);
createRoot(root).render(
  <ErrorBoundary title="GraphiQL failed">
    <GraphiQL
      fetcher={fetcher}
      plugins={plugins}
      storage={storage}
      shouldPersistHeaders={false}
      defaultHeaders={headers}
      initialHeaders={headers}
      defaultTabs={[firstTab]}
      // Otherwise the editor rejects fields in representations.
      customScalarSchemas={{ _Any: { type: 'object' } }}
      {...(!isNarrow() && { visiblePlugin: 'Lineage' })}
      {...(shown && { initialQuery: shown.query, initialVariables: shown.variables })}
    >
      <GraphiQL.Logo>
        <HomeLink start={start} />
      </GraphiQL.Logo>
    </GraphiQL>
  </ErrorBoundary>,
);
