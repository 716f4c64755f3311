import { describe, expect, test } from '@jest/globals';
import { demoWorld } from '../../src/emulator/worlds/demo.ts';
import { createSpans } from '../../src/telemetry/spans.ts';
import { createLeakWatch, type Place } from '../support/leak-watch.ts';

const key = 'wandb_v1_0123456789abcdefghijklmnopqrstuvwxyz';

/** The watch that stands over every gateway of the tests can bark. */
describe('The leak watch', () => {
  const watch = () => {
    const made = createLeakWatch(demoWorld());
    made.addSecret(key);
    return made;
  };

  test.each<[string, Place, string]>([
    ['a key', 'log', `{"key":"${key}"}`],
    ['the first half of a key', 'errors', `no such key: ${key.slice(0, 22)}`],
    ['an Authorization header', 'log', `Basic ${Buffer.from(`api:${key}`).toString('base64')}`],
    ['a key in an error', 'errors', key],
    ["W&B's words", 'errors', 'W&B said: secret detail of W&B'],
    ['the name of a run', 'log', '{"path":"acme/vision/train-8"}'],
    ['the name of an artifact as a label', 'metrics', 'lookups{artifact="flower-classifier"} 1'],
    ['a key in what the program prints', 'output', `W&B with ${key}`],
  ])('detects %s in %s', (_, place, text) => {
    const made = watch();
    made.said(place, text);
    expect(() => made.check()).toThrow(/^1 leaks|^2 leaks/);
  });

  test('detects secrets in span attributes', () => {
    const made = watch();
    const { startRequest } = createSpans(made.tracer);
    startRequest('GET', '/lineage.json?root=acme/vision/train-8', {});
    expect(() => made.check()).toThrow(/the name train-8 in traces/);
  });

  test('accepts names in responses, and the last characters of a key', () => {
    const made = watch();
    made.said('errors', 'path is "acme/vision/train-8"; write entity/project/runId');
    made.said('log', `{"route":"/graphql","key":"…${key.slice(-4)}"}`);
    made.said('metrics', 'lineage_gateway_requests_total{route="/graphql",outcome="ok"} 3');
    expect(() => made.check()).not.toThrow();
  });
});
