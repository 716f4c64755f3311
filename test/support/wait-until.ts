const patienceMs = 15_000;
const pollMs = 5;

/** Resolves as soon as the condition holds, and rejects if it never does: what it waits for is an event, not a length of time. */
export async function waitUntil(condition: () => boolean | Promise<boolean>): Promise<void> {
  const deadlineMs = performance.now() + patienceMs;
  while (!(await condition())) {
    if (performance.now() > deadlineMs) throw new Error(`Still not true after 15 s: ${condition.toString()}`);
    await new Promise((resolve) => setTimeout(resolve, pollMs));
  }
}
