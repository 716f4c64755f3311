import { createContext, useContext } from 'react';
import { addressFromView, initialView } from '../address.ts';
import { record, text, type Fields } from '../json.ts';

/** Shows a node: selects its card if it is drawn, and makes it the root otherwise. */
export const ShowNode = createContext<(id: string | null, path: string) => void>(() => undefined);

/** The name of a node of a response with `id`, `label` and `path` or `runPath`, as a link to it where it can be shown. */
export function NodeLink({ node, name }: { node: unknown; name?: string }) {
  const show = useContext(ShowNode);
  const fields: Fields = record(node);
  const path = text(fields['path']) ?? text(fields['runPath']);
  const label = name ?? text(fields['label']) ?? path ?? 'hidden';
  if (path === null) return <>{label}</>;
  return (
    <a
      href={`explore${addressFromView({ ...initialView, root: path })}`}
      onClick={(event) => {
        if (event.metaKey || event.ctrlKey || event.shiftKey) return;
        event.preventDefault();
        show(text(fields['id']), path);
      }}
    >
      {label}
    </a>
  );
}
