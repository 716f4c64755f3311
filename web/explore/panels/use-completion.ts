import { useEffect, useState } from 'react';
import { newestDocument, newestVersions, versionsDocument, viewerDocument } from '../documents.ts';
import { ask, wordsOf } from '../gateway.ts';
import { number, record, text, texts } from '../json.ts';

export interface Completion {
  paths: readonly string[];
  /** What is being looked for, or why it was not found; null: nothing to say. */
  note: string | null;
  hasFailed: boolean;
}

const nothing: Completion = { paths: [], note: null, hasFailed: false };
const pauseMs = 250;

/** `entity/project/name`, with or without the beginning of a version. */
const named = /^([^/\s]+\/[^/\s]+\/[^/:]+?)(?::([^/]*))?$/;

/** What W&B shows this key that begins as was typed. Asked after a pause; typing on takes the question back. */
export function useCompletion(typed: string, isWanted: boolean): Completion {
  const [completion, setCompletion] = useState(nothing);
  useEffect(() => {
    setCompletion(nothing);
    const match = named.exec(typed);
    if (!isWanted || (match === null && typed.includes('/'))) return;
    const control = new AbortController();
    const look = async (): Promise<void> => {
      if (match === null) {
        setCompletion({ ...nothing, paths: await entity(typed, control.signal) });
        return;
      }
      const [, name = '', ref] = match;
      setCompletion({ ...nothing, note: `Looking for versions of ${name} …` });
      const paths = await versionsOf(name, control.signal);
      const wanted = paths.filter((path) => path.startsWith(`${name}:${ref ?? ''}`));
      // What was typed without a colon may be a run's path as well.
      const isUnknown = paths.length === 0 && ref !== undefined;
      setCompletion({ ...nothing, paths: wanted, note: isUnknown ? 'W&B shows no versions of it.' : null });
    };
    const timer = setTimeout(() => {
      look().catch((error: unknown) => {
        if (!control.signal.aborted)
          setCompletion({ paths: [], note: `W&B could not be searched: ${wordsOf(error)}`, hasFailed: true });
      });
    }, pauseMs);
    return () => {
      clearTimeout(timer);
      control.abort();
    };
  }, [typed, isWanted]);
  return completion;
}

async function entity(typed: string, signal: AbortSignal): Promise<string[]> {
  const { data } = await ask(viewerDocument, {}, signal);
  const own = text(record(data['viewer'])['entity']);
  return own?.toLowerCase().startsWith(typed.toLowerCase()) ? [`${own}/`] : [];
}

/** The newest version by its aliases, then the newest numbers that are still there. */
async function versionsOf(name: string, signal: AbortSignal): Promise<string[]> {
  const { data } = await ask(newestDocument, { path: `${name}:latest` }, signal);
  const newest = record(data['artifact']);
  const index = number(newest['versionIndex']);
  if (index === null) return [];
  const paths = Array.from({ length: newestVersions }, (_, back) => `${name}:v${Math.max(0, index - back)}`);
  const asked = Object.fromEntries(paths.map((path, back) => [`path${back}`, path]));
  const versions = (await ask(versionsDocument, asked, signal)).data;
  const isThere = (_: string, back: number): boolean => text(record(versions[`v${back}`])['id']) !== null;
  return [
    ...new Set([...texts(newest['aliases']).map((alias) => `${name}:${alias}`), ...paths.filter(isThere)]),
  ];
}
