/** JSON as Python writes it: NaN and infinities stand bare. */
export function pythonJson(value: unknown): string {
  const text = JSON.stringify(value, (_, inner: unknown) =>
    typeof inner === 'number' && !Number.isFinite(inner) ? `\u0001${pythonName(inner)}\u0001` : inner,
  );
  return text.replace(/"\\u0001(NaN|-?Infinity)\\u0001"/g, '$1');
}

function pythonName(value: number): string {
  return Number.isNaN(value) ? 'NaN' : value > 0 ? 'Infinity' : '-Infinity';
}
