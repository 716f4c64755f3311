import { useGraphiQL, useGraphiQLActions, useMonaco } from '@graphiql/react';
import { useEffect, useRef } from 'react';

/** Long lines are broken in all editors, not cut. */
export function useBrokenLines(): void {
  const editor = useMonaco((state) => state.monaco?.editor);
  useEffect(() => {
    if (!editor) return;
    const breakLines = (one: { updateOptions(options: { wordWrap: 'on' }): void }): void =>
      one.updateOptions({ wordWrap: 'on' });
    for (const one of editor.getEditors()) breakLines(one);
    // Told before it is listed, so that the list is looked at a little later.
    const created = editor.onDidCreateEditor(() =>
      queueMicrotask(() => editor.getEditors().forEach(breakLines)),
    );
    return () => created.dispose();
  }, [editor]);
}

/** The button stands there seconds before the editors do, and GraphiQL ignores it till then: it is run once they are. */
export function useEarlyRun(): void {
  const isReady = useGraphiQL(({ queryEditor, variableEditor, headerEditor, responseEditor }) =>
    Boolean(queryEditor && variableEditor && headerEditor && responseEditor),
  );
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

/** GraphiQL asks once which theme the system prefers: its editors would stay light on a page that has become dark. */
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

/** Else one that was just added stands beyond the end of a full row. */
export function useActiveTabInSight(): void {
  const active = useGraphiQL((state) => state.tabs[state.activeTabIndex]?.id);
  useEffect(() => {
    document.querySelector('.graphiql-tab-active')?.scrollIntoView({ inline: 'nearest', block: 'nearest' });
  }, [active]);
}
