import { expect, test } from '@jest/globals';
import { createFairSlots, type FairSlots } from '../../src/wandb/fair-slots.ts';

const never = new AbortController().signal;
const later = () => Date.now() + 60_000;
const tick = () => new Promise((resolve) => setImmediate(resolve));

/** A task that ends when it is told to, and notes that it began. */
function task(
  slots: FairSlots,
  owner: object,
  name: string,
  begun: string[],
  signal = never,
  untilMs = later(),
) {
  let end = (): void => undefined;
  const ended = new Promise<void>((resolve) => (end = resolve));
  const result = slots.run({ owner, signal, untilMs }, async () => {
    begun.push(name);
    await ended;
    return name;
  });
  return { result, end };
}

test('no more tasks run side by side than there are slots', async () => {
  const slots = createFairSlots(2);
  let running = 0;
  let most = 0;
  const results = await Promise.all(
    Array.from({ length: 20 }, (_, index) =>
      slots.run({ owner: {}, signal: never, untilMs: later() }, async () => {
        most = Math.max(most, ++running);
        await tick();
        running -= 1;
        return index;
      }),
    ),
  );
  expect(most).toBe(2);
  expect(results).toEqual(Array.from({ length: 20 }, (_, index) => index));
});

test('owners take turns: one with many tasks does not keep the others waiting', async () => {
  const slots = createFairSlots(1);
  const [greedy, modest] = [{}, {}];
  const begun: string[] = [];
  const all = ['a1', 'a2', 'a3', 'a4'].map((name) => task(slots, greedy, name, begun));
  all.push(...['b1', 'b2'].map((name) => task(slots, modest, name, begun)));
  for (const { end } of all) end();
  await Promise.all(all.map(({ result }) => result));
  expect(begun).toEqual(['a1', 'a2', 'b1', 'a3', 'b2', 'a4']);
});

test('whoever gives up while waiting leaves no slot taken behind', async () => {
  const slots = createFairSlots(1);
  const begun: string[] = [];
  const controller = new AbortController();
  const first = task(slots, {}, 'first', begun);
  const second = task(slots, {}, 'second', begun, controller.signal);
  const third = task(slots, {}, 'third', begun);
  controller.abort(new Error('gone'));
  await expect(second.result).rejects.toThrow('gone');
  first.end();
  third.end();
  await expect(Promise.all([first.result, third.result])).resolves.toEqual(['first', 'third']);
  expect(begun).toEqual(['first', 'third']);
});

test('a task that fails frees its slot', async () => {
  const slots = createFairSlots(1);
  const turn = { owner: {}, signal: never, untilMs: later() };
  await expect(slots.run(turn, () => Promise.reject(new Error('no')))).rejects.toThrow('no');
  await expect(slots.run(turn, () => Promise.resolve('yes'))).resolves.toBe('yes');
});

test('nobody waits longer than they want to', async () => {
  const slots = createFairSlots(1);
  const begun: string[] = [];
  const first = task(slots, {}, 'first', begun);
  const late = task(slots, {}, 'late', begun, never, Date.now() + 20);
  await expect(late.result).resolves.toBeNull();
  first.end();
  await first.result;
  expect(begun).toEqual(['first']);
});
