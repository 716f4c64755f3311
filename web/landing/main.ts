import { inPublishedNames } from '../explore/prefix.ts';
import { record, records, text, texts } from '../explore/json.ts';
import { noResponse, viewerStatus } from './viewer-status.ts';

interface Root {
  path: string;
  title: string;
}

/** What the gateway returns about itself as JSON at the URL of this page. */
interface Facts {
  version: string;
  wandb: string;
  mode: string;
  endpoints: readonly string[];
  roots: readonly Root[];
}

async function factsOfGateway(): Promise<Facts> {
  const response = await fetch('.', { headers: { accept: 'application/json' } });
  const told = record(await response.json());
  return {
    version: text(told['version']) ?? '',
    wandb: text(told['wandb']) ?? '',
    mode: text(told['mode']) ?? '',
    endpoints: texts(told['endpoints']),
    roots: records(told['examples']).flatMap((root) => {
      const path = text(root['path']);
      return path === null ? [] : [{ path, title: text(root['title']) ?? '' }];
    }),
  };
}

async function ask(query: string): Promise<unknown> {
  const response = await fetch('graphql', {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/json' },
    body: JSON.stringify({ query }),
  });
  return response.json();
}

const viewerQuery = `query Viewer {
  viewer { username name }
}`;

const originQuery = (path: string): string => `query Origin {
  artifact(path: ${JSON.stringify(path)}) {
    path
    loggedBy {
      path
      usedArtifacts {
        nodes { path loggedBy { path } }
      }
    }
  }
}`;

function part<T extends HTMLElement>(id: string, type: new () => T): T {
  const element = document.getElementById(id);
  if (element instanceof type) return element;
  throw new Error(`The page has no ${type.name} with the id "${id}".`);
}

const explorerOf = (path: string): string =>
  `explore?root=${encodeURIComponent(path).replaceAll('%2F', '/').replaceAll('%3A', ':')}`;

function showFacts({ version, endpoints, roots }: Facts): void {
  part('version', HTMLElement).textContent = version;
  for (const door of document.querySelectorAll<HTMLElement>('[data-at]'))
    door.hidden = !endpoints.includes(door.dataset['at'] ?? '');
  const list = part('roots', HTMLUListElement);
  list.replaceChildren(
    ...roots.map(({ path, title }) => {
      const [item, link, name, what] = ['li', 'a', 'span', 'span'].map((tag) => document.createElement(tag));
      if (!(link instanceof HTMLAnchorElement) || !item || !name || !what) throw new Error('No elements.');
      link.href = explorerOf(path);
      name.className = 'path';
      name.textContent = path;
      what.className = 'what';
      what.textContent = title;
      link.append(name, what);
      item.append(link);
      return item;
    }),
  );
  list.hidden = roots.length === 0;
  part('endpoint', HTMLElement).textContent = `POST ${new URL('graphql', location.href).href}`;
  part('addresses', HTMLElement).textContent = endpoints.join(' ');
}

async function showViewer({ mode, wandb }: Facts): Promise<void> {
  const notice = part('viewer', HTMLElement);
  const answer = await ask(await inPublishedNames(viewerQuery)).catch(() => null);
  const { words, isGood } = viewerStatus(answer, mode, wandb);
  notice.textContent = words;
  notice.classList.toggle('warning', !isGood);
}

async function showExample({ roots: [first] }: Facts): Promise<void> {
  const query = await inPublishedNames(first ? originQuery(first.path) : viewerQuery);
  part('query', HTMLPreElement).textContent = query;
  part('open-query', HTMLAnchorElement).href = `graphiql?${new URLSearchParams({ query }).toString()}`;
  const [shown, cost] = [part('answer', HTMLPreElement), part('cost', HTMLElement)];
  try {
    const answer = record(await ask(query));
    const { wandbRequests, durationMs } = record(record(answer['extensions'])['lineage']);
    const isCounted = typeof wandbRequests === 'number' && typeof durationMs === 'number';
    cost.textContent = isCounted
      ? `${String(wandbRequests)} W&B ${wandbRequests === 1 ? 'request' : 'requests'}, ${String(durationMs)} ms`
      : 'Response';
    shown.textContent = JSON.stringify(
      'data' in answer ? { ...answer, extensions: undefined } : answer,
      null,
      2,
    );
  } catch {
    cost.textContent = 'No response';
    shown.textContent = noResponse;
  }
}

part('open', HTMLFormElement).addEventListener('submit', (event) => {
  event.preventDefault();
  const path = part('path', HTMLInputElement).value.trim();
  if (path !== '') location.assign(explorerOf(path));
});

try {
  const facts = await factsOfGateway();
  showFacts(facts);
  await Promise.all([showViewer(facts), showExample(facts)]);
} catch {
  const notice = part('viewer', HTMLElement);
  notice.textContent = noResponse;
  notice.classList.add('warning');
  part('cost', HTMLElement).textContent = 'No response';
}
