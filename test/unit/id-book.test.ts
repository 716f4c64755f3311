import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { createColumn, createIdBook, createPairBook } from '../../src/lineage/id-book.ts';
import { pairKey } from '../../src/lineage/walk-book.ts';

describe('a book of ids', () => {
  it('numbers ids in their turn and gives each back, whatever its characters and its length', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.string({ unit: 'grapheme', maxLength: 40 }), { maxLength: 400 }),
        (ids) => {
          const book = createIdBook();
          expect(ids.map((id) => [book.numberOf(id), book.add(id)])).toEqual(ids.map((_, at) => [-1, at]));
          expect(ids.map((id) => book.numberOf(id))).toEqual(ids.map((_, at) => at));
          expect(ids.map((_, at) => book.idAt(at))).toEqual(ids);
          expect(book.size).toBe(ids.length);
        },
      ),
    );
  });

  it('holds more than one buffer does, and an id that is longer than a buffer', () => {
    const book = createIdBook();
    const ids = Array.from({ length: 30_000 }, (_, at) => `QXJ0aWZhY3Q6${String(at).padStart(60, '0')}`);
    ids.splice(20_000, 0, 'x'.repeat(3_000_000));
    for (const id of ids) book.add(id);
    expect(ids.findIndex((id, at) => book.idAt(at) !== id || book.numberOf(id) !== at)).toBe(-1);
  });

  it('throws for a number that it never gave', () => {
    expect(() => createIdBook().idAt(0)).toThrow(RangeError);
  });
});

describe('a book of pairs', () => {
  it('keeps the last number of each pair', () => {
    const ends = fc.nat(300);
    fc.assert(
      fc.property(fc.array(fc.tuple(ends, ends, fc.nat(9)), { maxLength: 3_000 }), (entries) => {
        const book = createPairBook();
        const reference = new Map<number, number>();
        for (const [from, to, value] of entries) {
          const key = pairKey(from, to);
          expect(book.get(key)).toBe(reference.get(key));
          book.set(key, value);
          reference.set(key, value);
        }
        for (const [key, value] of reference) expect(book.get(key)).toBe(value);
      }),
    );
  });
});

it('a column is 0 where nothing was set, and as long as it has to be', () => {
  const column = createColumn((length) => new Uint32Array(length));
  column.set(5_000, 7);
  expect([column.get(5_000), column.get(4_999), column.get(1_000_000)]).toEqual([7, 0, 0]);
});
