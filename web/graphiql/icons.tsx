export function LineageIcon() {
  return (
    <svg viewBox="0 0 20 20" width="20" height="20" fill="none" stroke="currentColor" aria-hidden="true">
      <path d="M6 5h5a3 3 0 0 1 3 3v1M6 15h5a3 3 0 0 0 3-3v-1" strokeWidth="1.5" />
      <circle cx="4" cy="5" r="2" />
      <circle cx="4" cy="15" r="2" />
      <circle cx="16" cy="10" r="2" />
    </svg>
  );
}

export function ExamplesIcon() {
  return (
    <svg viewBox="0 0 20 20" width="20" height="20" fill="none" stroke="currentColor" aria-hidden="true">
      <path d="M3.5 3.5h13v13h-13zM6.5 7.5h7M6.5 10.5h7M6.5 13.5h4" strokeWidth="1.4" />
    </svg>
  );
}
