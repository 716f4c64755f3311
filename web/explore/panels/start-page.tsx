import { useEffect, useMemo, useState } from 'react';
import { viewerDocument } from '../documents.ts';
import { record, records, text, texts } from '../json.ts';
import { recentRoots } from '../theme.ts';
import { KeyForm } from './key-form.tsx';
import { PageLink } from './page-link.tsx';
import { PathBox } from './path-box.tsx';
import { Projects } from './projects.tsx';
import { Registries } from './registries.tsx';
import { useAnswer } from './use-answer.ts';
import { viewerStatus } from './viewer-status.ts';

interface StartPageProps {
  openRoot: (path: string) => void;
  onCredentials: () => void;
}

/** The front door: a search box, and what the key can see. */
export function StartPage({ openRoot, onCredentials }: StartPageProps) {
  const [typed, setTyped] = useState('');
  const [recent] = useState(recentRoots);
  const facts = useFacts();
  const answer = useAnswer(viewerDocument, {});
  const examples = facts?.examples ?? noExamples;
  const known = useMemo(() => [...recent, ...examples.map(({ path }) => path)], [recent, examples]);
  const viewer = answer.status === 'there' ? record(answer.data['viewer']) : {};
  const status = answer.status === 'there' && facts ? viewerStatus(viewer, facts.mode, facts.wandb) : null;
  const isRefused =
    answer.status === 'failed' && (answer.code === 'UNAUTHENTICATED' || answer.code === 'FORBIDDEN');
  const needsKey = isRefused || status?.needsKey === true;
  const entities = [...new Set([text(viewer['entity']) ?? '', ...texts(viewer['teams'])])].filter(Boolean);
  return (
    <main className="start">
      <div className="hero">
        <h1>Explore ML lineage</h1>
        <p>Find out what a model was made from, and what was made from a dataset.</p>
        {needsKey && (
          <section className="sign-in" aria-label="API key">
            {isRefused && (
              <p role="alert" className="small bad">
                Access denied: {answer.reason}
              </p>
            )}
            <KeyForm onDone={onCredentials} />
          </section>
        )}
        <form
          role="search"
          onSubmit={(event) => {
            event.preventDefault();
            if (typed.trim() !== '') openRoot(typed.trim());
          }}
        >
          <PathBox
            isFirst
            label="Path of a run or artifact version"
            placeholder="Search for a run, model, dataset, alias or tag"
            value={typed}
            onChange={setTyped}
            onChoose={openRoot}
            known={known}
          />
          <button className="primary" type="submit">
            Show lineage
          </button>
        </form>
        <p className="hint">
          Or enter a path, <code>entity/project/name:version</code> or <code>entity/project/run-id</code>, or
          the URL of a page in W&B. <kbd>Ctrl</kbd> <kbd>K</kbd> opens the search on every page.
        </p>
        <p className={needsKey ? 'hint warning' : 'hint'} role="status">
          {answer.status === 'failed' && !isRefused
            ? `Could not identify you: ${answer.reason}`
            : status?.words}
        </p>
        <Roots name="Recent" roots={recent.map((path) => ({ path, title: '' }))} openRoot={openRoot} />
        <Roots name="Examples" roots={examples} openRoot={openRoot} />
        {answer.status === 'there' && !needsKey && (
          <>
            <nav aria-label="Questions" className="row">
              <PageLink className="button" view={{ page: 'compare' }}>
                Compare two versions
              </PageLink>
              <PageLink className="button" view={{ page: 'impact' }}>
                Impact of a version
              </PageLink>
              <PageLink className="button" view={{ page: 'stale' }}>
                Out-of-date models
              </PageLink>
            </nav>
            <Registries />
            {entities.map((entity) => (
              <Projects
                key={entity}
                entity={entity}
                onContinue={(path) => {
                  setTyped(path);
                  document.querySelector<HTMLInputElement>('[data-search]')?.focus();
                }}
              />
            ))}
          </>
        )}
        {facts && <Doors endpoints={facts.endpoints} />}
      </div>
    </main>
  );
}

interface Example {
  path: string;
  title: string;
}

const noExamples: Example[] = [];

function Roots({
  name,
  roots,
  openRoot,
}: {
  name: string;
  roots: Example[];
  openRoot: (path: string) => void;
}) {
  if (roots.length === 0) return null;
  return (
    <section className="roots" aria-label={name}>
      <h2>{name}</h2>
      <ul>
        {roots.map(({ path, title }) => (
          <li key={path}>
            <button onClick={() => openRoot(path)}>
              <span className="path">{path}</span>
              {title !== '' && <span className="what">{title}</span>}
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}

const doors: [at: string, href: string, name: string][] = [
  ['/graphiql', 'graphiql', 'GraphiQL'],
  ['/docs', 'docs/', 'Documentation'],
  ['/schema.graphql', 'schema.graphql', 'Schema'],
];

function Doors({ endpoints }: { endpoints: readonly string[] }) {
  return (
    <nav aria-label="Pages" className="row">
      {doors
        .filter(([at]) => endpoints.includes(at))
        .map(([at, href, name]) => (
          <a className="button" key={at} href={href}>
            {name}
          </a>
        ))}
    </nav>
  );
}

/** What the gateway returns about itself as JSON at its root. The examples are roots in its demo data. */
interface Facts {
  mode: string;
  wandb: string;
  endpoints: readonly string[];
  examples: Example[];
}

function useFacts(): Facts | null {
  const [facts, setFacts] = useState<Facts | null>(null);
  useEffect(() => {
    const control = new AbortController();
    fetch('.', { headers: { accept: 'application/json' }, signal: control.signal })
      .then((response) => response.json())
      .then((body: unknown) => {
        const told = record(body);
        setFacts({
          mode: text(told['mode']) ?? '',
          wandb: text(told['wandb']) ?? '',
          endpoints: texts(told['endpoints']),
          examples: records(told['examples']).flatMap((item) => {
            const path = text(item['path']);
            return path === null ? [] : [{ path, title: text(item['title']) ?? '' }];
          }),
        });
      })
      .catch(() => undefined);
    return () => control.abort();
  }, []);
  return facts;
}
