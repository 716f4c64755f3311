/** What the work below takes on an idle core of the machines that the bounds in the tests were set on. */
const idleMs = 55;
const items = Array.from({ length: 4_000 }, (_, index) => ({
  id: `id-${index}`,
  index,
  list: [index, index + 1, { text: String(index) }],
}));

function work(): number {
  let held = 0;
  for (let turn = 0; turn < 12; turn += 1) {
    const copies = JSON.parse(JSON.stringify(items)) as typeof items;
    held += new Map(copies.map((item) => [item.id, item])).size;
  }
  return held;
}

export interface Slowness {
  /** By the clock: what other processes take of the cores is in it. */
  wall: number;
  /** By the time that the cores were at work for this process. */
  cpu: number;
}

/**
 * How many times longer than an idle machine this one takes right now, 1 at least. A test that bounds a time allows so many
 * times of it: what it tells is whether the code has become slow, not whether the machine has other work.
 */
export function slowness(): Slowness {
  // What is compiled on the first turns is no slowness.
  work();
  work();
  const turns = 3;
  const startedMs = performance.now();
  const before = process.cpuUsage();
  for (let turn = 0; turn < turns; turn += 1) work();
  const { user, system } = process.cpuUsage(before);
  return {
    wall: Math.max(1, (performance.now() - startedMs) / turns / idleMs),
    cpu: Math.max(1, (user + system) / 1_000 / turns / idleMs),
  };
}
