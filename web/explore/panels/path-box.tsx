import { useEffect, useId, useMemo, useState, type KeyboardEvent } from 'react';
import { useCompletion } from './use-completion.ts';
import { useSearch, type SearchOption } from './use-search.ts';

interface PathBoxProps {
  label: string;
  value: string;
  onChange: (value: string) => void;
  /** Called with a complete path that was chosen from the list. */
  onChoose: (path: string) => void;
  /** Paths that the page already knows, most likely first. */
  known: readonly string[];
  isFirst?: boolean;
  placeholder?: string;
}

const mostKnown = 7;

/** A search box: it completes paths with names that the key can see, finds names, and offers known paths. */
export function PathBox({ label, value, onChange, onChoose, known, isFirst, placeholder }: PathBoxProps) {
  const [isOpen, setOpen] = useState(false);
  const [active, setActive] = useState(-1);
  const list = useId();
  const completion = useCompletion(value, isOpen);
  const search = useSearch(value, isOpen);
  const options = useMemo(() => {
    const words = value.toLowerCase().split(/\s+/).filter(Boolean);
    const near = known.filter((path) => words.every((word) => path.toLowerCase().includes(word)));
    const found = new Set(search.hits.map(({ path }) => path));
    const paths = [...new Set([...completion.paths, ...near.slice(0, mostKnown)])];
    return [
      ...search.hits,
      ...paths.filter((path) => path !== value && !found.has(path)).map(optionFromPath),
    ];
  }, [known, value, completion.paths, search.hits]);
  const note = completion.note ?? search.note;
  const isShown = isOpen && (options.length > 0 || note !== null);
  const current = isShown ? options[active] : undefined;

  useEffect(() => {
    if (active >= 0) document.getElementById(`${list}-${active}`)?.scrollIntoView({ block: 'nearest' });
  }, [list, active]);

  const close = (): void => {
    setOpen(false);
    setActive(-1);
  };
  const choose = ({ path }: SearchOption): void => {
    onChange(path);
    setActive(-1);
    if (path.endsWith('/')) return;
    setOpen(false);
    onChoose(path);
  };
  const press = (event: KeyboardEvent): void => {
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      setOpen(true);
      const step = event.key === 'ArrowDown' ? 1 : -1;
      // -1 is the input itself, between the last and the first option.
      const places = options.length + 1;
      setActive(((active + 1 + step + places) % places) - 1);
    } else if (event.key === 'Enter' && current !== undefined) {
      event.preventDefault();
      choose(current);
    } else if (event.key === 'Enter' && search.hits[0] !== undefined) {
      // The text is no path, so its best match is meant.
      event.preventDefault();
      choose(search.hits[0]);
    } else if (event.key === 'Enter') close();
    else if (event.key === 'Escape' && isShown) {
      event.stopPropagation();
      close();
    }
  };
  return (
    <div className="path-box">
      <input
        role="combobox"
        aria-label={label}
        aria-expanded={isShown}
        aria-controls={list}
        aria-autocomplete="list"
        aria-activedescendant={current === undefined ? undefined : `${list}-${active}`}
        {...(isFirst && { autoFocus: true, 'data-find': true })}
        data-search
        placeholder={placeholder}
        spellCheck={false}
        autoComplete="off"
        value={value}
        onChange={(event) => {
          onChange(event.target.value);
          setActive(-1);
          setOpen(true);
        }}
        onKeyDown={press}
        onBlur={close}
      />
      <div className="options" hidden={!isShown}>
        <ul id={list} role="listbox" aria-label="Matches">
          {options.map((option, index) => (
            <li
              key={`${option.kind} ${option.path}`}
              id={`${list}-${index}`}
              role="option"
              aria-selected={index === active}
              // The input must keep the focus, because losing it closes the list.
              onMouseDown={(event) => event.preventDefault()}
              onClick={() => choose(option)}
            >
              {option.kind === 'path' ? (
                option.path
              ) : (
                <>
                  <span className={`dot ${option.kind}`} aria-hidden="true" />
                  <span className="hit">
                    <b>{option.title}</b> <span className="detail">{option.detail}</span>
                    <span className="where-found">{option.path}</span>
                  </span>
                </>
              )}
            </li>
          ))}
        </ul>
        <p role="status" className={completion.hasFailed || search.hasFailed ? 'small bad' : 'small'}>
          {note}
        </p>
      </div>
    </div>
  );
}

function optionFromPath(path: string): SearchOption {
  return { path, title: '', detail: '', kind: 'path' };
}
