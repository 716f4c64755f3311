import '@xyflow/react/dist/base.css';
import './style.css';
import './panels.css';
import { useReducer } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app.tsx';
import { ErrorBoundary } from './panels/error-boundary.tsx';
import { applyTheme, savedTheme } from './theme.ts';

applyTheme(savedTheme());
const place = document.getElementById('root');
if (place) createRoot(place).render(<Page />);

/** The URL contains the view, so the app can be remounted for other credentials. */
function Page() {
  const [reader, another] = useReducer((count: number) => count + 1, 0);
  return (
    <ErrorBoundary title="The page failed">
      <App key={reader} onCredentials={another} />
    </ErrorBoundary>
  );
}
