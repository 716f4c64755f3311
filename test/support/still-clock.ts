import { afterEach, beforeEach, jest } from '@jest/globals';

/** For the tests of a block: the time of day stands still but for `passTime`. Timers go on in real time. */
export function useStillClock(): void {
  beforeEach(() => {
    const timers = ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'setImmediate'] as const;
    jest.useFakeTimers({
      doNotFake: [...timers, 'clearImmediate', 'nextTick', 'performance', 'hrtime', 'queueMicrotask'],
    });
  });
  afterEach(() => void jest.useRealTimers());
}

export function passTime(ms: number): void {
  jest.setSystemTime(Date.now() + ms);
}
