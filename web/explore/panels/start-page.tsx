import { useEffect, useMemo, useState } from 'react';
import { isRecord, records, text } from '../json.ts';
import { recentRoots } from '../theme.ts';
import { PathBox } from './path-box.tsx';

interface Example {
  path: string;
  title: string;
}

export function StartPage({ openRoot }: { openRoot: (path: string) => void }) {
  const [typed, setTyped] = useState('');
  const [recent] = useState(recentRoots);
  const examples = useExamples();
  const known = useMemo(() => [...recent, ...examples.map(({ path }) => path)], [recent, examples]);
  return (
    <main className="start">
      <div className="hero">
        <h1>Explore ML lineage</h1>
        <p>Enter a run or an artifact version to see everything upstream and downstream of it.</p>
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
            placeholder="entity/project/name:version"
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
          Artifact version: <code>entity/project/name:v3</code> or <code>…:latest</code>. Run:{' '}
          <code>entity/project/run-id</code>. Or the URL of its page in W&B.
        </p>
        <Roots name="Recent" roots={recent.map((path) => ({ path, title: '' }))} openRoot={openRoot} />
        <Roots name="Examples" roots={examples} openRoot={openRoot} />
      </div>
    </main>
  );
}

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

/** The example roots that the gateway suggests, for its demo data only. */
function useExamples(): Example[] {
  const [examples, setExamples] = useState<Example[]>([]);
  useEffect(() => {
    const control = new AbortController();
    fetch('.', { headers: { accept: 'application/json' }, signal: control.signal })
      .then((response) => response.json())
      .then((body: unknown) => {
        const list = isRecord(body) ? records(body['examples']) : [];
        setExamples(
          list.flatMap((item) => {
            const path = text(item['path']);
            return path === null ? [] : [{ path, title: text(item['title']) ?? '' }];
          }),
        );
      })
      .catch(() => undefined);
    return () => control.abort();
  }, []);
  return examples;
}
