/** A number as it stands in a JSON text, for those that JavaScript's numbers cannot hold: `7877034890218063229`, `1.0`. */
export class RawNumber {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }

  toJSON(): string {
    return `\u0001${this.text}\u0001`;
  }
}

const number = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/.source;

export function isNumberText(text: string): boolean {
  return new RegExp(`^${number}$`).test(text);
}

const marked = new RegExp(`"\\\\u0001(NaN|-?Infinity|${number})\\\\u0001"`, 'g');

/** JSON as Python writes it: NaN and infinities stand bare, and whole numbers have any length. */
export function pythonJson(value: unknown): string {
  const text = JSON.stringify(value, (_, inner: unknown) =>
    typeof inner === 'number' && !Number.isFinite(inner) ? `\u0001${pythonName(inner)}\u0001` : inner,
  );
  return text.replace(marked, '$1');
}

function pythonName(value: number): string {
  return Number.isNaN(value) ? 'NaN' : value > 0 ? 'Infinity' : '-Infinity';
}
