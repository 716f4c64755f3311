import { useEffect, useState } from 'react';
import { searchDocument } from '../documents.ts';
import { ask, wordsOf } from '../gateway.ts';
import { record, records, text, type Fields } from '../json.ts';
import { shortDate } from './words.ts';

/** What a search box offers. */
export interface SearchOption {
  path: string;
  /** The name of a hit. Empty for a path. */
  title: string;
  /** Kind, state and date of a hit. */
  detail: string;
  kind: 'run' | 'artifact' | 'collection' | 'project' | 'path';
}

export interface Search {
  hits: readonly SearchOption[];
  /** What is searched, or was not, or why the search failed. Null if there is nothing to say. */
  note: string | null;
  hasFailed: boolean;
}

const nothing: Search = { hits: [], note: null, hasFailed: false };
const pauseMs = 300;
const mostHits = 12;
const shortest = 2;

/** Searches runs, versions, collections and projects by name, tag and alias, once typing pauses. Paths are not searched. */
export function useSearch(typed: string, isWanted: boolean): Search {
  const [search, setSearch] = useState(nothing);
  const wanted = typed.trim();
  const isSearchable = isWanted && wanted.length >= shortest && !wanted.includes('/');
  useEffect(() => {
    setSearch(nothing);
    if (!isSearchable) return;
    const control = new AbortController();
    const timer = setTimeout(() => {
      setSearch({ ...nothing, note: `Searching for “${wanted}”…` });
      ask(searchDocument, { text: wanted, first: mostHits }, control.signal)
        .then(({ data, problems }) => setSearch(searchFrom(record(data['search']), wanted, problems)))
        .catch((error: unknown) => {
          if (!control.signal.aborted)
            setSearch({ ...nothing, note: `Search failed: ${wordsOf(error)}`, hasFailed: true });
        });
    }, pauseMs);
    return () => {
      clearTimeout(timer);
      control.abort();
    };
  }, [wanted, isSearchable]);
  return search;
}

function searchFrom(results: Fields, wanted: string, problems: readonly string[]): Search {
  const hits = records(results['hits']).flatMap((hit) => optionFrom(hit) ?? []);
  const skipped = records(results['skippedProjects']).length;
  const [problem] = problems;
  const notes = [
    ...(hits.length === 0 ? [`Nothing found for “${wanted}”.`] : []),
    ...(results['hasMore'] === true ? ['There are more; keep typing to narrow the list.'] : []),
    ...(skipped > 0
      ? [`${skipped === 1 ? '1 project was' : `${skipped} projects were`} not searched completely.`]
      : []),
    ...(problem === undefined ? [] : [problem]),
  ];
  return { hits, note: notes.length > 0 ? notes.join(' ') : null, hasFailed: problem !== undefined };
}

const kinds: Readonly<Record<string, SearchOption['kind']>> = {
  RUN: 'run',
  VERSION: 'artifact',
  COLLECTION: 'collection',
  PROJECT: 'project',
};

function optionFrom(hit: Fields): SearchOption | null {
  const [path, kind] = [text(hit['path']), kinds[text(hit['kind']) ?? '']];
  if (path === null || kind === undefined) return null;
  const node = record(hit['node']);
  const [matched, field] = [text(hit['matchedText']), text(hit['matched'])];
  const detail = [
    kind === 'artifact' ? 'version' : kind,
    text(node['jobType']) ?? text(node['type']) ?? text(node['collectionType']),
    text(node['runState']),
    text(record(node['user'])['name']),
    shortDate(text(node['startedAt']) ?? text(node['madeAt']) ?? text(node['changedAt'])),
    (field === 'TAG' || field === 'ALIAS') && matched !== null ? `${field.toLowerCase()} ${matched}` : null,
  ];
  return {
    // A project is continued with a name.
    path: kind === 'project' ? `${path}/` : path,
    title: text(hit['label']) ?? path,
    detail: detail.filter((part) => part !== null).join(' · '),
    kind,
  };
}
