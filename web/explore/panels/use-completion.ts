import { useEffect, useRef, useState } from 'react';
import { collectionsOf, ownEntities, projectsOf, versionsOf } from '../completion/listings.ts';
import type { Found, Option, OptionList } from '../completion/option-list.ts';
import { typedPathFrom, type TypedPath } from '../completion/typed-path.ts';
import { wordsOf } from '../gateway.ts';

export interface Completion {
  paths: readonly string[];
  /** What is being searched, how much of it is shown, or why nothing was found. Null if there is nothing to say. */
  note: string | null;
  hasFailed: boolean;
}

const nothing: Completion = { paths: [], note: null, hasFailed: false };
const pauseMs = 250;
const mostPaths = 100;

/**
 * Completes a path with names that this key can see. The search starts after a pause and is cancelled by further typing.
 * Lists are kept while the box is open.
 */
export function useCompletion(typed: string, isWanted: boolean): Completion {
  const [completion, setCompletion] = useState(nothing);
  const lists = useRef(new Map<string, OptionList>());
  useEffect(() => {
    setCompletion(nothing);
    if (!isWanted) lists.current.clear();
    const path = typedPathFrom(typed);
    if (!isWanted || path === null) return;
    const control = new AbortController();
    const timer = setTimeout(() => {
      setCompletion({ ...nothing, note: lookingFor(path) });
      complete(path, lists.current, control.signal)
        .then((found) => {
          if (!control.signal.aborted) setCompletion(found);
        })
        .catch((error: unknown) => {
          if (!control.signal.aborted) setCompletion(failed([], wordsOf(error)));
        });
    }, pauseMs);
    return () => {
      clearTimeout(timer);
      control.abort();
    };
  }, [typed, isWanted]);
  return completion;
}

async function complete(
  path: TypedPath,
  lists: Map<string, OptionList>,
  signal: AbortSignal,
): Promise<Completion> {
  const list = (key: string, create: () => OptionList): OptionList => {
    const known = lists.get(key) ?? create();
    lists.set(key, known);
    return known;
  };
  const versions = (project: string, name: string): OptionList =>
    list(`${project}/${name}:`, () => versionsOf(project, name));
  const { typed } = path;
  switch (path.at) {
    case 'entity': {
      // Other entities than the key's own can be entered too, so no message is shown if none matches.
      const { options } = await list('', ownEntities).find(typed, signal);
      return { ...nothing, paths: options.map(({ path: entity }) => entity) };
    }
    case 'project': {
      const { entity } = path;
      const found = await list(`${entity}/`, () => projectsOf(entity)).find(typed, signal);
      return completionFrom(found, typed, {
        kind: 'projects',
        none: `This key cannot see any projects of ${entity}.`,
        unlike: `No project of ${entity} matches “${typed}”.`,
      });
    }
    case 'collection': {
      const { project } = path;
      const found = await list(`${project}/`, () => collectionsOf(project)).find(typed, signal);
      const same = found.options.find(({ name }) => name.toLowerCase() === typed.toLowerCase());
      // A complete name may be continued with a version.
      const below = same ? (await versions(project, same.name).find('', signal)).options : [];
      return completionFrom({ ...found, options: joined(same, below, found.options) }, typed, {
        kind: 'collections',
        none: found.isThere
          ? `This key cannot see any collections of ${project}.`
          : `This key cannot see a project ${project}.`,
        unlike: `No collection of ${project} matches “${typed}”. To find a run, search for its name alone.`,
      });
    }
    case 'version': {
      const { project, name } = path;
      const found = await versions(project, name).find(typed, signal);
      return completionFrom(found, typed, {
        kind: 'versions and aliases',
        none: 'This key cannot see any versions of it.',
        unlike: `No version or alias of ${name} matches “${typed}”.`,
      });
    }
  }
}

function joined(same: Option | undefined, below: readonly Option[], options: readonly Option[]): Option[] {
  if (!same) return [...options];
  return [same, ...below, ...options.filter((option) => option !== same)];
}

function completionFrom(
  { options, looked, isWhole, problem }: Found,
  typed: string,
  words: { kind: string; none: string; unlike: string },
): Completion {
  const paths = options.slice(0, mostPaths).map(({ path }) => path);
  if (problem !== null) return failed(paths, problem);
  const among = `the first ${looked.toLocaleString('en')} ${words.kind}`;
  if (looked === 0) return { ...nothing, note: words.none };
  if (paths.length === 0) {
    const note = isWhole ? words.unlike : `None of ${among} matches “${typed}”; there are more.`;
    return { ...nothing, note };
  }
  if (isWhole && options.length <= mostPaths) return { ...nothing, paths };
  if (isWhole || typed === '' || options.length > mostPaths) {
    const all = isWhole ? options.length.toLocaleString('en') : 'more';
    return {
      ...nothing,
      paths,
      note: `Showing the first ${paths.length} of ${all}. Keep typing to narrow the list.`,
    };
  }
  return { ...nothing, paths, note: `Searched ${among}; there are more.` };
}

function failed(paths: readonly string[], reason: string): Completion {
  return { paths, note: `Search failed: ${reason}`, hasFailed: true };
}

function lookingFor(path: TypedPath): string {
  switch (path.at) {
    case 'entity':
      return 'Searching your entities…';
    case 'project':
      return `Searching the projects of ${path.entity}…`;
    case 'collection':
      return `Searching the collections of ${path.project}…`;
    case 'version':
      return `Searching the versions of ${path.project}/${path.name}…`;
  }
}
