import { useMonaco } from '@graphiql/react';
import { useEffect } from 'react';

/** Stands on the page whatever else is open, and so sees to its editors as well: long lines are broken, not cut. */
export function HomeLink() {
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
  return (
    <a className="home" href=".">
      W&amp;B lineage
    </a>
  );
}
