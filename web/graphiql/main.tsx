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
import { keepAccessible } from './accessible.ts';
import { ExamplesPanel, variablesText } from './examples-panel.tsx';
import { examplesFor } from './examples.ts';
import { fetcher } from './fetcher.ts';
import { HomeLink } from './home-link.tsx';
import { ExamplesIcon, LineageIcon } from './icons.tsx';
import { LineagePanel } from './lineage-panel.tsx';
import { isNarrow } from './narrow.ts';
import { storageWithoutHeaders } from './storage.ts';

/** Comments, so that nothing is sent until somebody writes a key. */
const headers = `{
  // A W&B key of your own, in place of the gateway's. It is never saved.
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

/** A query that a link brought along; it is taken out of the address, so that reloading does not bring it again. */
function linkedTab(): { query: string; variables: string; headers: string } | null {
  const parameters = new URLSearchParams(location.search);
  const query = parameters.get('query');
  if (query === null) return null;
  history.replaceState(null, '', location.pathname);
  return { query, variables: parameters.get('variables') ?? '', headers };
}

const root = document.getElementById('root');
if (!root) throw new Error('The page has no element with the id "root".');
const isOfDemo = await isDemo();
const examples = await examplesFor(isOfDemo, schemaPrefix, inPublishedNames);
const plugins = [
  HISTORY_PLUGIN,
  explorerPlugin(),
  {
    title: 'Examples',
    icon: ExamplesIcon,
    content: () => <ExamplesPanel examples={examples} isDemo={isOfDemo} />,
  },
  { title: 'Lineage', icon: LineageIcon, content: LineagePanel },
];
const storage = storageWithoutHeaders(() => localStorage);
// As a share of what stands beside it: GraphiQL's own third is too narrow for two cards beside each other.
if (storage.getItem(panelWidth) === null) storage.setItem(panelWidth, '0.45');
const linked = linkedTab();
const exampleTabs = examples.map((example) => ({
  query: example.query,
  variables: variablesText(example),
  headers,
}));
const tabs = linked ? [linked, ...exampleTabs] : exampleTabs;
// On the first visit it shows the first tab, of which it has to be told all; later what it kept, unless a link brings more.
const shown = linked ?? (storage.getItem('graphiql:tabState') === null ? tabs[0] : undefined);

keepAccessible(root);
createRoot(root).render(
  <GraphiQL
    fetcher={fetcher}
    plugins={plugins}
    storage={storage}
    shouldPersistHeaders={false}
    defaultHeaders={headers}
    initialHeaders={headers}
    defaultTabs={tabs}
    // Else the editor takes a representation for something without fields.
    customScalarSchemas={{ _Any: { type: 'object' } }}
    {...(!isNarrow() && { visiblePlugin: 'Lineage' })}
    {...(shown && { initialQuery: shown.query, initialVariables: shown.variables })}
  >
    <GraphiQL.Logo>
      <HomeLink />
    </GraphiQL.Logo>
  </GraphiQL>,
);
