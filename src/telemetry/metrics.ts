import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { SharedStoreObserver } from '../cache/shared-store.ts';
import type { WandbObserver } from '../wandb/transport/observer.ts';
import type { AnsweredRequest } from './request-record.ts';

const durationBuckets = [0.001, 0.005, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20, 30];

/** What Prometheus reads at `/metrics`: numbers and words of our own, never a name or an id of a caller's. */
export interface Metrics {
  readonly contentType: string;
  text(): Promise<string>;
  readonly wandb: WandbObserver;
  readonly sharedStore: SharedStoreObserver;
  readonly countRequest: (request: AnsweredRequest) => void;
  readonly countRefusal: (reason: string) => void;
}

/** `sharedCaller` is the hash of the shared key; the rate limits of all other keys share one label. */
export function createMetrics(inFlight: () => number, sharedCaller: string | null): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const metric = describeMetric(registry);
  const requests = new Counter(
    metric('requests_total', 'Requests, by route and outcome.', ['route', 'outcome']),
  );
  const seconds = new Histogram({
    ...metric('request_duration_seconds', 'Duration of requests, by route.', ['route']),
    buckets: durationBuckets,
  });
  const cost = new Histogram({
    ...metric('operation_cost', 'Estimated cost of operations, in values of the response.'),
    buckets: [10, 100, 1_000, 10_000, 100_000, 1_000_000],
  });
  const refusals = new Counter(metric('refusals_total', 'Refused requests, by reason.', ['reason']));
  const cacheHits = new Counter(metric('cache_hits_total', 'Lookups answered without a W&B request.'));
  const lookups = new Counter(
    metric('shared_cache_lookups_total', 'Redis lookups, by outcome.', ['outcome']),
  );
  const sharedAway = new Gauge(
    metric('shared_cache_away', '1 while Redis is skipped because it failed, else 0.'),
  );
  new Gauge({
    ...metric('requests_in_flight', 'Requests that are answered or wait for a slot.'),
    collect() {
      this.set(inFlight());
    },
  });
  return {
    contentType: registry.contentType,
    text: () => registry.metrics(),
    wandb: createWandbMetrics(metric, sharedCaller),
    sharedStore: {
      onLookups: (outcome, count) => lookups.inc({ outcome }, count),
      onAway: (isAway) => sharedAway.set(isAway ? 1 : 0),
    },
    countRequest(request) {
      requests.inc({ route: request.route, outcome: request.outcome });
      seconds.observe({ route: request.route }, request.durationMs / 1_000);
      cacheHits.inc(request.cacheHits);
      if (request.cost !== null) cost.observe(request.cost);
    },
    countRefusal: (reason) => refusals.inc({ reason }),
  };
}

const breakerStates = { closed: 0, halfOpen: 1, open: 2 } as const;

function createWandbMetrics(metric: DescribeMetric, sharedCaller: string | null): WandbObserver {
  const requests = new Counter(
    metric('wandb_requests_total', 'HTTP requests to W&B, with retries.', ['outcome']),
  );
  const seconds = new Histogram({
    ...metric('wandb_request_duration_seconds', 'Duration of HTTP requests to W&B.'),
    buckets: durationBuckets,
  });
  const batchSize = new Histogram({
    ...metric('wandb_batch_size', 'Lookups in one HTTP request to W&B.'),
    buckets: [1, 2, 5, 10, 20, 50, 100, 500],
  });
  const waits = new Histogram({
    ...metric('wandb_wait_seconds', 'Waits before requests to W&B, by reason.', ['reason']),
    buckets: durationBuckets,
  });
  const breaker = new Gauge(metric('wandb_breaker_state', 'Circuit breaker: 0 closed, 1 half open, 2 open.'));
  const remaining = new Gauge(
    metric(
      'wandb_rate_limit_remaining',
      "What remains of W&B's rate limit, of 1,000: of the shared key, or of any other.",
      ['key'],
    ),
  );
  return {
    onRequest(event) {
      requests.inc({ outcome: event.outcome });
      seconds.observe(event.durationMs / 1_000);
      batchSize.observe(event.batchSize);
    },
    onWait: ({ reason, waitedMs }) => waits.observe({ reason }, waitedMs / 1_000),
    onRateLimit: (event) =>
      remaining.set({ key: event.caller === sharedCaller ? 'shared' : 'callers' }, event.remaining),
    onBreaker: (state) => breaker.set(breakerStates[state]),
  };
}

type DescribeMetric = ReturnType<typeof describeMetric>;

const describeMetric =
  (registry: Registry) =>
  (name: string, help: string, labelNames: readonly string[] = []) => ({
    name: `lineage_gateway_${name}`,
    help,
    labelNames,
    registers: [registry],
  });
