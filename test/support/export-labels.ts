import fc from 'fast-check';
import { drawableText } from '../../src/exports/drawing/text.ts';
import { awkwardNames } from './export-graphs.ts';

const anyCodeUnit = fc.integer({ min: 0, max: 0xffff }).map((code) => String.fromCharCode(code));
const syntax = fc.constantFrom(
  '%%',
  '{',
  '}',
  '"',
  '\\',
  '#',
  ';',
  '&',
  '<',
  '>',
  '--',
  '`',
  '\n',
  ':',
  '|',
  '[',
  ']',
  'end',
  'style',
  ']]>',
  ' ',
);
const label = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.string({ unit: 'grapheme' }),
  fc.string({ unit: anyCodeUnit }),
  fc.string({ unit: syntax, maxLength: 20 }),
  fc
    .tuple(
      fc.constantFrom(...awkwardNames.filter((name) => name.length < 200)),
      fc.string({ unit: syntax, maxLength: 5 }),
    )
    .map((parts) => parts.join('')),
);
/** Names of nodes that are hard to write down in some format: any code units, and pieces of every syntax. */
export const labels = fc.array(label, { minLength: 1, maxLength: 8 });
/** What a drawing shows for them. */
export const titlesFor = (names: readonly string[]): string[] =>
  names.map((name) => drawableText(name, 42) || '(no name)');
