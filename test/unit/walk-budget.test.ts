import { setImmediate } from 'node:timers/promises';
import { expect, test } from '@jest/globals';
import { createLargeWalks, createWalkBudgets } from '../../src/lineage/limits.ts';

const largeWalks = createLargeWalks();

function operation(untilMs = Date.now() + 60_000, mostNodes = 100_000) {
  const control = new AbortController();
  const budgets = createWalkBudgets({
    largeWalks,
    wait: { signal: control.signal, untilMs },
    mostNodes,
  });
  return { ...budgets, hangUp: () => control.abort(new Error('hung up')) };
}

/** The state of a promise after everything that was due has run. */
async function stateOf(promise: Promise<boolean>): Promise<boolean | 'waits'> {
  await setImmediate();
  return Promise.race([promise, Promise.resolve('waits' as const)]);
}

test('Three operations with large walks run at once, and a fourth starts when one of them ends or is aborted.', async () => {
  const operations = [1, 2, 3, 4, 5, 6].map(() => operation());
  const [first, second, third, ...late] = operations;
  try {
    for (const one of [first, second, third]) expect(await one?.open().reserve(5_000)).toBe(true);
    const [fourth, fifth, sixth] = late.map((one) => one.open().reserve(5_000));
    if (!fourth || !fifth || !sixth) throw new Error('No such operation.');
    expect(await Promise.all([fourth, fifth, sixth].map(stateOf))).toEqual(['waits', 'waits', 'waits']);
    // Whoever has a place keeps it for all of its walks; small ones need none.
    expect(await first?.open().reserve(5_000)).toBe(true);
    const small = operation();
    expect(await small.open().reserve(1_000)).toBe(true);
    first?.close();
    first?.close();
    expect(await Promise.all([fourth, fifth, sixth].map(stateOf))).toEqual([true, 'waits', 'waits']);
    second?.hangUp();
    expect(await Promise.all([fifth, sixth].map(stateOf))).toEqual([true, 'waits']);
    late[2]?.hangUp();
    await expect(sixth).rejects.toThrow('hung up');
    third?.close();
    expect(await operation().open().reserve(10)).toBe(true);
  } finally {
    for (const one of operations) one.close();
  }
  const after = [1, 2, 3].map(() => operation());
  expect(await Promise.all(after.map((one) => stateOf(one.open().reserve(2_000))))).toEqual([
    true,
    true,
    true,
  ]);
  for (const one of after) one.close();
});

test('Many small walks of one operation count as a large one.', async () => {
  const others = [1, 2, 3].map(() => operation());
  for (const one of others) await one.open().reserve(1_001);
  const many = operation();
  for (let walk = 0; walk < 10; walk += 1) expect(await many.open().reserve(100)).toBe(true);
  const next = many.open().reserve(100);
  expect(await stateOf(next)).toBe('waits');
  for (const one of others) one.close();
  expect(await next).toBe(true);
  many.close();
});

test('An operation that gets no slot before its deadline ends without taking one.', async () => {
  const others = [1, 2, 3].map(() => operation());
  for (const one of others) await one.open().reserve(1_001);
  const late = operation(Date.now() + 30);
  expect(await late.open().reserve(1_001)).toBe(false);
  expect(await late.open().reserve(1)).toBe(false);
  for (const one of [...others, late]) one.close();
  const again = [1, 2, 3].map(() => operation());
  for (const one of again) expect(await one.open().reserve(1_001)).toBe(true);
  for (const one of again) one.close();
});

test('A single walk may have any size, and several share the budget.', async () => {
  const alone = operation(undefined, 500);
  const walk = alone.open();
  for (let level = 0; level < 20; level += 1) expect(await walk.reserve(100)).toBe(true);
  expect(await alone.open().reserve(1)).toBe(false);
  // What the second has expanded counts for the first one.
  expect(await walk.reserve(100)).toBe(true);
  alone.close();

  const both = operation(undefined, 500);
  const [one, other] = [both.open(), both.open()];
  expect(await one.reserve(499)).toBe(true);
  expect(await other.reserve(499)).toBe(true);
  expect(await other.reserve(1)).toBe(true);
  expect(await one.reserve(1)).toBe(false);
  expect(await other.reserve(1)).toBe(true);
  both.close();
});
