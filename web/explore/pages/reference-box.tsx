import { useState } from 'react';
import { PathBox } from '../panels/path-box.tsx';
import { recentRoots } from '../theme.ts';
import { pathFromTyped } from '../web-address.ts';

interface ReferenceBoxProps {
  label: string;
  value: string;
  onOpen: (path: string) => void;
  placeholder?: string;
  isFirst?: boolean;
}

/** A search box for what a page is about. */
export function ReferenceBox({ label, value, placeholder, onOpen, isFirst }: ReferenceBoxProps) {
  const [typed, setTyped] = useState(value);
  const [known] = useState(recentRoots);
  return (
    <form
      role="search"
      aria-label={label}
      className="reference"
      onSubmit={(event) => {
        event.preventDefault();
        const path = pathFromTyped(typed);
        if (path !== '') onOpen(path);
      }}
    >
      <span className="small">{label}</span>
      <PathBox
        label={label}
        placeholder={placeholder ?? 'Search, or enter entity/project/name:version'}
        value={typed}
        onChange={setTyped}
        onChoose={onOpen}
        known={known}
        {...(isFirst === true && { isFirst })}
      />
    </form>
  );
}
