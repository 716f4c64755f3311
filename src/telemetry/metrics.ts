import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { SharedStoreObserver } from '../cache/shared-store.ts';
import type { WandbObserver } from '../wandb/observer.ts';

/** One answered request, as it is counted. */
export interface CountedRequest {
  route: string;
  outcome: string;
  durationMs: number;
  cacheHits: number;
  cost: number | null;
}

/** What Prometheus reads at `/metrics`: numbers and our own words, never a name or an id of a caller's. */
export interface Metrics {
  readonly contentType: string;
  text(): Promise<string>;
  readonly wandb: WandbObserver;
  readonly sharedStore: SharedStoreObserver;
  readonly countRequest: (request: CountedRequest) => void;
  readonly countRefusal: (reason: string) => void;
}

const breakerStates = { closed: 0, halfOpen: 1, open: 2 } as const;

/** `inFlight` is asked whenever somebody reads. `sharedCaller` is the hash of the shared key: others' limits are not shown one by one. */
export function createMetrics(inFlight: () => number, sharedCaller: string | null): Metrics {
  const registers = [new Registry()];
  const [registry] = registers as [Registry];
  collectDefaultMetrics({ register: registry });
  const named = <TLabel extends string>(name: string, help: string, labelNames: readonly TLabel[] = []) => ({
    name: `lineage_gateway_${name}`,
    help,
    labelNames,
    registers,
  });
  const requests = new Counter(
    named('requests_total', 'Requests answered, by route and outcome.', ['route', 'outcome']),
  );
  const seconds = new Histogram({
    ...named('request_duration_seconds', 'How long answers took, by route.', ['route']),
    buckets: [0.005, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30],
  });
  const cost = new Histogram({
    ...named('operation_cost', 'What operations were reckoned to cost, in values of the answer.'),
    buckets: [10, 100, 1_000, 10_000, 100_000, 1_000_000],
  });
  const refusals = new Counter(
    named('refusals_total', 'Requests turned away at the door, by reason.', ['reason']),
  );
  const cacheHits = new Counter(named('cache_hits_total', 'Lookups answered without asking W&B.'));
  const sharedLookups = new Counter(
    named('shared_cache_lookups_total', 'What Redis was asked for, by what it answered.', ['outcome']),
  );
  const sharedAway = new Gauge(
    named(
      'shared_cache_away',
      '1: Redis failed and is left alone for a while; 0: it is used, or there is none.',
    ),
  );
  new Gauge({
    ...named('requests_in_flight', 'Requests that are being answered, or wait for it.'),
    collect() {
      this.set(inFlight());
    },
  });
  const wandbRequests = new Counter(
    named('wandb_requests_total', 'HTTP requests to W&B by how they ended, retries included.', ['outcome']),
  );
  const wandbSeconds = new Histogram({
    ...named('wandb_request_duration_seconds', 'How long HTTP requests to W&B took.'),
    buckets: [0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20],
  });
  const batch = new Histogram({
    ...named('wandb_batch_size', 'Pieces of work in one HTTP request to W&B.'),
    buckets: [1, 2, 5, 10, 20, 50, 100, 500],
  });
  const waited = new Histogram({
    ...named('wandb_wait_seconds', 'How long requests to W&B waited before they were sent, by reason.', [
      'reason',
    ]),
    buckets: [0.001, 0.01, 0.1, 0.5, 1, 5, 30],
  });
  const breaker = new Gauge(
    named(
      'wandb_breaker_state',
      '0: W&B is asked; 1: one request tries; 2: W&B counts as down and is left alone.',
    ),
  );
  const remaining = new Gauge(
    named(
      'wandb_rate_limit_remaining',
      'What W&B leaves of the limit, of 1,000: the shared key, or any caller.',
      ['key'],
    ),
  );

  return {
    contentType: registry.contentType,
    text: () => registry.metrics(),
    wandb: {
      onRequest({ outcome, durationMs, batchSize }) {
        wandbRequests.inc({ outcome });
        wandbSeconds.observe(durationMs / 1_000);
        batch.observe(batchSize);
      },
      onWait: ({ reason, waitedMs }) => waited.observe({ reason }, waitedMs / 1_000),
      onRateLimit: (event) =>
        remaining.set({ key: event.caller === sharedCaller ? 'shared' : 'callers' }, event.remaining),
      onBreaker: (state) => breaker.set(breakerStates[state]),
    },
    sharedStore: {
      onLookups: (outcome, count) => sharedLookups.inc({ outcome }, count),
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
