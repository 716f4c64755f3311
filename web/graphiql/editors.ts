import { useGraphiQL, useGraphiQLActions, useMonaco } from '@graphiql/react';
import { useEffect, useRef } from 'react';

/** Wraps long lines in all editors. */
export function useBrokenLines(): void {
  const editor = useMonaco((state) => state.monaco?.editor);
  useEffect(() => {
    if (!editor) return;
    const breakLines = (one: { updateOptions(options: { wordWrap: 'on' }): void }): void =>
      one.updateOptions({ wordWrap: 'on' });
    for (const one of editor.getEditors()) breakLines(one);
    // The event fires before the editor is in the list, so the list is read a little later.
    const created = editor.onDidCreateEditor(() =>
      queueMicrotask(() => editor.getEditors().forEach(breakLines)),
    );
    return () => created.dispose();
  }, [editor]);
}

/**
 * The run button is visible seconds before the editors are, and GraphiQL ignores it until then. The query is run once they are
 * ready and its variables are known.
 */
export function useEarlyRun(isWaitingForVariables: boolean): void {
  const hasEditors = useGraphiQL(({ queryEditor, variableEditor, headerEditor, responseEditor }) =>
    Boolean(queryEditor && variableEditor && headerEditor && responseEditor),
  );
  const isReady = hasEditors && !isWaitingForVariables;
  const actions = useGraphiQLActions();
  const isWanted = useRef(false);
  useEffect(() => {
    if (isReady) {
      if (isWanted.current) actions.run();
      isWanted.current = false;
      return;
    }
    const want = (event: MouseEvent): void => {
      if (!(event.target instanceof Element) || !event.target.closest('.graphiql-execute-button')) return;
      event.stopPropagation();
      isWanted.current = true;
    };
    document.addEventListener('click', want, true);
    return () => {
      document.removeEventListener('click', want, true);
    };
  }, [isReady, actions]);
}

/** GraphiQL reads the system's theme only once. Without this, its editors would stay light after a change to dark mode. */
export function useSystemTheme(): void {
  const theme = useGraphiQL((state) => state.theme);
  const { setTheme } = useGraphiQLActions();
  useEffect(() => {
    const dark = matchMedia('(prefers-color-scheme: dark)');
    const follow = (): void => setTheme(theme);
    dark.addEventListener('change', follow);
    return () => {
      dark.removeEventListener('change', follow);
    };
  }, [theme, setTheme]);
}

/** Otherwise a new tab may be outside of the visible part of the tab bar. */
export function useActiveTabInSight(): void {
  const active = useGraphiQL((state) => state.tabs[state.activeTabIndex]?.id);
  useEffect(() => {
    document.querySelector('.graphiql-tab-active')?.scrollIntoView({ inline: 'nearest', block: 'nearest' });
  }, [active]);
}
