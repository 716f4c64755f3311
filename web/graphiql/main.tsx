import './workers.ts';
import 'graphiql/style.css';
import '@graphiql/plugin-explorer/style.css';
import './style.css';
import { createGraphiQLFetcher } from '@graphiql/toolkit';
import { explorerPlugin } from '@graphiql/plugin-explorer';
import { GraphiQL, HISTORY_PLUGIN } from 'graphiql';
import { createRoot } from 'react-dom/client';
import { LineagePanel } from './lineage-panel.tsx';

const lineagePlugin = {
  title: 'Lineage',
  icon: () => (
    <svg viewBox="0 0 20 20" width="20" height="20" fill="none" stroke="currentColor" aria-hidden="true">
      <path d="M6 5h5a3 3 0 0 1 3 3v1M6 15h5a3 3 0 0 0 3-3v-1" strokeWidth="1.5" />
      <circle cx="4" cy="5" r="2" />
      <circle cx="4" cy="15" r="2" />
      <circle cx="16" cy="10" r="2" />
    </svg>
  ),
  content: LineagePanel,
};
const plugins = [HISTORY_PLUGIN, explorerPlugin(), lineagePlugin];
const fetcher = createGraphiQLFetcher({ url: '/graphql' });

/** The demo's roots; each runs as it stands. */
const examples = [
  `# Where a model came from: nest as many hops as you like.
{
  artifact(path: "acme/vision/flower-classifier:v2") {
    id
    path
    loggedBy { id path usedArtifacts { nodes { id path loggedBy { id path } } } }
  }
}`,
  `# Everything upstream of a model, in one field.
{
  artifact(path: "acme/vision/flower-classifier:v2") {
    lineage(direction: UPSTREAM, maxDepth: 10) {
      nodes { depth node { __typename id label } }
      edges { from to kind }
      completeness { complete truncations { at reason omitted } }
    }
  }
}`,
  `# What a bad dataset touched.
{
  artifact(path: "acme/data-platform/train-split:v1") {
    blastRadius { runs artifacts completeness { complete } }
  }
}`,
];

const root = document.getElementById('root');
if (!root) throw new Error('The page has no element with the id "root".');
createRoot(root).render(
  <GraphiQL
    fetcher={fetcher}
    plugins={plugins}
    shouldPersistHeaders={false}
    defaultTabs={examples.map((query) => ({ query }))}
  />,
);
