import { useEffect, useState, type ReactNode } from 'react';
import './pages.css';
import { addressFromView, initialView, type Page } from '../address.ts';
import type { PageProps } from '../app.tsx';
import { Dialog } from '../panels/dialog.tsx';
import { KeyForm } from '../panels/key-form.tsx';
import { ShowNode } from '../panels/node-link.tsx';
import { PageLink } from '../panels/page-link.tsx';
import { ThemeButton } from '../panels/top-bar.tsx';
import type { QuestionProps } from '../use-view.ts';
import { ChecksPage } from './checks-page.tsx';
import { ComparePage } from './compare-page.tsx';
import { ImpactPage } from './impact-page.tsx';
import { StalePage } from './stale-page.tsx';

interface Question {
  name: string;
  Content: (props: QuestionProps) => ReactNode;
}

const questions: Readonly<Record<Exclude<Page, ''>, Question>> = {
  compare: { name: 'Compare', Content: ComparePage },
  impact: { name: 'Impact', Content: ImpactPage },
  checks: { name: 'Checks', Content: ChecksPage },
  stale: { name: 'Out of date', Content: StalePage },
};

/** A page that answers one question about a version, or about the versions of a project. */
export default function QuestionPage({ view, change, openRoot, onCredentials }: PageProps) {
  const [isKeyOpen, setKeyOpen] = useState(false);
  const page = view.page === '' ? 'compare' : view.page;
  const { name, Content } = questions[page];
  useEffect(() => {
    document.title = view.root === '' ? `${name} · Lineage` : `${name}: ${view.root} · Lineage`;
  }, [name, view.root]);
  useEffect(() => {
    const press = (event: KeyboardEvent): void => {
      if (event.key.toLowerCase() !== 'k' || !(event.ctrlKey || event.metaKey)) return;
      event.preventDefault();
      document.querySelector<HTMLInputElement>('[data-search]')?.select();
    };
    window.addEventListener('keydown', press);
    return () => window.removeEventListener('keydown', press);
  }, []);
  return (
    <ShowNode value={(_, path) => openRoot(path)}>
      <div className="app">
        <header className="bar">
          <a className="brand" href="explore">
            <span className="logo" aria-hidden="true" />
            Lineage
          </a>
          <nav aria-label="Questions" className="questions">
            {Object.entries(questions).map(([key, { name: text }]) => (
              <PageLink
                key={key}
                view={{ page: key as Page, root: key === 'stale' || page === 'stale' ? '' : view.root }}
                isCurrent={key === page}
              >
                {text}
              </PageLink>
            ))}
          </nav>
          <span className="grow" />
          {view.root !== '' && page !== 'stale' && (
            <a className="button" href={`explore${addressFromView({ ...initialView, root: view.root })}`}>
              Lineage
            </a>
          )}
          <button className="quiet" title="Use another API key" onClick={() => setKeyOpen(true)}>
            Key
          </button>
          <ThemeButton />
        </header>
        <main className="question">
          <Content key={`${page} ${view.root}`} view={view} change={change} />
        </main>
        {isKeyOpen && (
          <Dialog title="Use another API key" onClose={() => setKeyOpen(false)}>
            <KeyForm onDone={onCredentials} />
          </Dialog>
        )}
      </div>
    </ShowNode>
  );
}
