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
  icon: () => <span aria-hidden="true">⑂</span>,
  content: LineagePanel,
};
const plugins = [HISTORY_PLUGIN, explorerPlugin(), lineagePlugin];
const fetcher = createGraphiQLFetcher({ url: '/graphql' });

const root = document.getElementById('root');
if (!root) throw new Error('The page has no element with the id "root".');
createRoot(root).render(<GraphiQL fetcher={fetcher} plugins={plugins} shouldPersistHeaders={false} />);
