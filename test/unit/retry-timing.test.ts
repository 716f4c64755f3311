import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { pauseSeconds, rateLimitFrom } from '../../src/wandb/transport/limits.ts';
import { backoffMs, isWorthRetrying } from '../../src/wandb/transport/retry.ts';

const policy = { maxRetries: 4, minWaitMs: 250, maxWaitMs: 8_000 };

test.each([408, 425, 429, 500, 502, 503, 504, 520, 599, null])('Status %s is retried.', (status) => {
  expect(isWorthRetrying(status)).toBe(true);
});

test.each([200, 301, 400, 401, 403, 404, 409, 410, 413, 422, 501])('Status %s is not retried.', (status) => {
  expect(isWorthRetrying(status)).toBe(false);
});

test('The backoff doubles from try to try, up to the maximum.', () => {
  const longest = [1, 2, 3, 4, 5, 6, 7, 2_000].map((attempt) => backoffMs(attempt, policy, () => 1));
  expect(longest).toEqual([250, 500, 1_000, 2_000, 4_000, 8_000, 8_000, 8_000]);
});

test('The wait is random within the backoff.', () => {
  expect(backoffMs(3, policy, () => 0)).toBe(0);
  expect(backoffMs(3, policy, () => 0.5)).toBe(500);
  const many = Array.from({ length: 2_000 }, () => backoffMs(3, policy));
  const mean = many.reduce((sum, ms) => sum + ms, 0) / many.length;
  expect(mean).toBeGreaterThan(450);
  expect(mean).toBeLessThan(550);
  expect(many.filter((ms) => ms < 100).length).toBeGreaterThan(100);
});

test('The wait is never NaN, negative or too long for any policy and attempt.', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 100_000 }),
      fc.nat(10_000),
      fc.nat(600_000),
      fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
      (attempt, minWaitMs, maxWaitMs, random) => {
        const ms = backoffMs(attempt, { maxRetries: 1, minWaitMs, maxWaitMs }, () => random);
        expect(ms).toBeGreaterThanOrEqual(0);
        expect(ms).toBeLessThanOrEqual(maxWaitMs);
      },
    ),
  );
});

const now = Date.parse('2024-03-01T10:00:00Z');
const pause = (status: number | null, headers: Record<string, string>) =>
  pauseSeconds(status, rateLimitFrom(new Headers(headers), now));

test.each<[Record<string, string>, number | null]>([
  [{ 'retry-after': '7' }, 7],
  [{ 'retry-after': '0.2' }, 0.2],
  [{ 'retry-after': 'Fri, 01 Mar 2024 10:00:30 GMT' }, 30],
  [{ 'retry-after': 'Fri, 01 Mar 2024 09:00:00 GMT' }, 0],
  [{ 'ratelimit-reset': '12.4' }, 12.4],
  [{ 'retry-after': '3', 'ratelimit-reset': '60' }, 3],
  [{ 'retry-after': 'soon', 'ratelimit-reset': '5' }, 5],
  [{ 'retry-after': 'soon' }, null],
  [{ 'retry-after': '-5' }, null],
  [{ 'retry-after': '1, 2' }, null],
  [{ 'retry-after': 'in 5' }, null],
  [{ 'retry-after': '' }, null],
  [{ 'ratelimit-reset': '-1' }, null],
  [{}, null],
])('A 429 with %j asks for a pause of %p s.', (headers, seconds) => {
  expect(pause(429, headers)).toBe(seconds);
});

test.each<[number, Record<string, string>, number | null]>([
  [503, { 'retry-after': '7' }, 7],
  [500, { 'ratelimit-remaining': '900', 'ratelimit-reset': '50' }, null],
  [200, { 'ratelimit-remaining': '900', 'ratelimit-reset': '50' }, null],
  [200, { 'ratelimit-remaining': '0', 'ratelimit-reset': '4' }, 4],
  [200, { 'ratelimit-remaining': '0' }, null],
  [200, { 'retry-after': '4' }, null],
  [400, { 'retry-after': '4' }, null],
])('Status %s with %j asks for a pause of %p s.', (status, headers, seconds) => {
  expect(pause(status, headers)).toBe(seconds);
});

test('The pause is a number from 0 or unknown for any headers.', () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), fc.string(), (after, remaining, reset) => {
      const get = (name: string) =>
        ({ 'retry-after': after, 'ratelimit-remaining': remaining, 'ratelimit-reset': reset })[name] ?? null;
      const seconds = pauseSeconds(429, rateLimitFrom({ get }, now));
      expect(seconds === null || (Number.isFinite(seconds) && seconds >= 0)).toBe(true);
    }),
  );
});
