import { createProjectLoaders } from '../../project/project.loaders.ts';
import { WandbError } from '../../wandb/errors.ts';
import { needsFrom } from '../../wandb/needs.ts';
import type { WandbSession } from '../../wandb/session.ts';

/** Whether the gateway can serve: W&B answers, and takes the shared key where there is one. */
export interface Readiness {
  ready: boolean;
  /** The user that W&B takes the shared key for; null where there is none. */
  viewer: string | null;
  /** What is wrong, in words for an operator; null where nothing is. */
  problem: string | null;
}

const freshForMs = 10_000;
/** Retries end before the probe does, and a last request a second later, so that it can say what they met. */
const patienceMs = 4_000;
const longestMs = 2 * patienceMs;

/** Asks W&B who the shared key is; the answer is kept for 10 s, so that probes cost next to nothing. */
export function createReadiness(
  openSession: (signal: AbortSignal, timeoutMs: number) => WandbSession,
): () => Promise<Readiness> {
  let last: { at: number; readiness: Promise<Readiness> } | null = null;
  return () => {
    const now = Date.now();
    if (!last || now - last.at > freshForMs)
      last = { at: now, readiness: check(openSession(AbortSignal.timeout(longestMs), patienceMs)) };
    return last.readiness;
  };
}

async function check(session: WandbSession): Promise<Readiness> {
  try {
    const viewer = await createProjectLoaders(session).viewer(
      needsFrom(['UserFields.name', 'UserFields.username']),
    );
    if (!viewer) session.assertCredentialAccepted();
    const name = viewer ? viewer.username : null;
    return {
      ready: true,
      viewer: name instanceof Error ? null : (name ?? viewer?.name ?? null),
      problem: null,
    };
  } catch (error) {
    // Without a key of the gateway's own, a refusal shows all the same that W&B is there.
    if (error instanceof WandbError && error.code === 'UNAUTHENTICATED' && !session.credential) {
      return { ready: true, viewer: null, problem: null };
    }
    return { ready: false, viewer: null, problem: problemOf(error) };
  }
}

/** What is said of a query that took too long is of no use to who sent none. */
function problemOf(error: unknown): string {
  if (error instanceof WandbError && error.code !== 'WANDB_TIMEOUT') return error.message;
  const within = `W&B gave no answer within ${patienceMs / 1_000} s.`;
  return `${within} Check WANDB_BASE_URL, and what stands in between; "lineage-gateway doctor" looks at each step.`;
}
