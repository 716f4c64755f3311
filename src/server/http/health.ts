import type { FastifyInstance } from 'fastify';
import { projectLoaders } from '../../project/project.loaders.ts';
import { WandbError } from '../../wandb/errors.ts';
import { createBatch } from '../../wandb/batch.ts';
import type { WandbClient } from '../../wandb/client.ts';
import type { InFlightRequests } from './in-flight.ts';

/** Whether the gateway can serve requests: W&B responds, and accepts the shared key if there is one. */
export interface Readiness {
  ready: boolean;
  /** The owner of the shared key; null without one. */
  viewer: string | null;
  /** Why the gateway is not ready, for operators; null if it is. */
  problem: string | null;
}

const cachedForMs = 10_000;
/** Retries end after this time. The last attempt may take as long again, so that its error can be reported. */
const timeoutMs = 4_000;

/** Requests the owner of the shared key. The result is cached for 10 s, because orchestrators probe every few seconds. */
export function createReadiness(
  openClient: (signal: AbortSignal, timeoutMs: number) => WandbClient,
): () => Promise<Readiness> {
  let last: { at: number; readiness: Promise<Readiness> } | null = null;
  return () => {
    const now = Date.now();
    if (!last || now - last.at > cachedForMs)
      last = { at: now, readiness: check(openClient(AbortSignal.timeout(2 * timeoutMs), timeoutMs)) };
    return last.readiness;
  };
}

async function check(client: WandbClient): Promise<Readiness> {
  try {
    const viewer = await createBatch(client).createLoaders(projectLoaders).viewer.load('viewer');
    if (!viewer) client.assertCredentialAccepted();
    const name = viewer ? viewer.username : null;
    return {
      ready: true,
      viewer: name instanceof Error ? null : (name ?? viewer?.name ?? null),
      problem: null,
    };
  } catch (error) {
    // Without a shared key, 401 shows that W&B is reachable.
    if (error instanceof WandbError && error.code === 'UNAUTHENTICATED' && !client.credential)
      return { ready: true, viewer: null, problem: null };
    return { ready: false, viewer: null, problem: problemOf(error) };
  }
}

/** The message of a timeout mentions a query, which a probe does not have. */
function problemOf(error: unknown): string {
  if (error instanceof WandbError && error.code !== 'WANDB_TIMEOUT') return error.message;
  return `W&B gave no answer within ${timeoutMs / 1_000} s. Check WANDB_BASE_URL and the network; the command "doctor" checks each step.`;
}

/** Probes for orchestrators: `/health/live` and `/health/ready`. */
export function registerHealth(
  app: FastifyInstance,
  readiness: () => Promise<Readiness>,
  inFlight: InFlightRequests,
): void {
  const open = { config: { open: true, anyHost: true } };
  app.get('/health/live', open, () => ({ status: 'ok' }));
  app.get('/health/ready', open, async (_, reply) => {
    const { ready, problem } = inFlight.isShuttingDown
      ? { ready: false, problem: 'The gateway is shutting down.' }
      : await readiness();
    // Whose key it is is not for everybody: `doctor` and the banner say it.
    return reply.code(ready ? 200 : 503).send({ status: ready ? 'ready' : 'not ready', ready, problem });
  });
}
