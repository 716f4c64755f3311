import '@xyflow/react/dist/base.css';
import './style.css';
import './panels.css';
import { lazy, Suspense, useReducer } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app.tsx';
import { ErrorBoundary } from './panels/error-boundary.tsx';
import { OpenPage } from './panels/page-link.tsx';
import { applyTheme, savedTheme } from './theme.ts';
import { useView } from './use-view.ts';

// Most users only look at the lineage.
const QuestionPage = lazy(() => import('./pages/question-page.tsx'));

applyTheme(savedTheme());
const place = document.getElementById('root');
if (place) createRoot(place).render(<Page />);

/** The URL contains the view, so the app can be remounted for other credentials. */
function Page() {
  const [reader, another] = useReducer((count: number) => count + 1, 0);
  const place = useView();
  return (
    <ErrorBoundary title="The page failed">
      <OpenPage value={place.change}>
        <Suspense fallback={<p role="status">Loading…</p>}>
          {place.view.page === '' ? (
            <App key={reader} {...place} onCredentials={another} />
          ) : (
            <QuestionPage key={reader} {...place} onCredentials={another} />
          )}
        </Suspense>
      </OpenPage>
    </ErrorBoundary>
  );
}
