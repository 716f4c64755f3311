import type { Emulator } from '../../src/emulator/emulator.ts';
import type { FaultRule } from '../../src/emulator/faults/faults.ts';
import { judge } from './chaos-compare.ts';
import type { Question } from './chaos-questions.ts';
import type { AnswerError } from './gateway.ts';

/** What can go wrong with one W&B request in five. */
export const faultsByName: Readonly<Record<string, FaultRule[]>> = {
  '429 with Retry-After': [{ kind: '429', probability: 0.2, retryAfter: '1' }],
  '500': [{ kind: '500', probability: 0.2 }],
  '502 HTML': [{ kind: '502', probability: 0.2 }],
  'dropped connection': [{ kind: 'drop', probability: 0.2 }],
  'malformed JSON': [{ kind: 'malformed', probability: 0.2 }],
  'cut body': [{ kind: 'cut', probability: 0.2 }],
  'partial error': [
    { kind: 'partial', field: 'Run.user', probability: 0.05 },
    { kind: 'partial', field: 'Artifact.artifactSequence', probability: 0.05 },
    { kind: 'partial400', field: 'Artifact.createdBy', probability: 0.05 },
    { kind: 'partial', field: 'Project.run', probability: 0.05 },
  ],
  slow: [{ kind: 'slow', probability: 0.2, delayMs: 1_500 }],
  'null that may not be': [
    { kind: 'nullNonNull', field: 'Artifact.digest', probability: 0.1 },
    { kind: 'nullNonNull', field: 'Run.name', probability: 0.1 },
  ],
  'HTML with 200': [{ kind: 'html200', probability: 0.2 }],
};

interface Body {
  data?: Record<string, unknown> | null;
  errors?: AnswerError[];
}

export interface ChaosRow {
  fault: string;
  queries: number;
  /** W&B requests that a fault hit. */
  faults: number;
  wandbRequests: number;
  /** The answer that comes without faults. */
  equal: number;
  /** Less than that, with errors for what is missing. */
  incomplete: number;
  /** Of these, the answers that lack no more than what failed. */
  minimal: number;
  /** Everything else. */
  wrong: string[];
  p50Ms: number;
  p99Ms: number;
}

/** Asks as a client over HTTP. Throws where the answer is no GraphQL answer. */
export async function askOverHttp(
  url: string,
  key: string,
  { query, variables }: Question,
  headers: Record<string, string> = {},
): Promise<Body> {
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${key}`, ...headers },
    body: JSON.stringify({ query, variables }),
  });
  const text = await response.text();
  if (response.status !== 200) throw new Error(`HTTP ${response.status}: ${text.slice(0, 200)}`);
  return JSON.parse(text) as Body;
}

/** A busy machine is slow at times: what others are held against must be whole. */
async function askUntilWhole(url: string, key: string, question: Question): Promise<Body> {
  let answer: Body = {};
  for (let turn = 0; turn < 20; turn += 1) {
    answer = await askOverHttp(url, key, question);
    if (!answer.errors && !JSON.stringify(answer).includes('"DEADLINE"')) return answer;
  }
  throw new Error(`Without faults: ${JSON.stringify(answer.errors)}`);
}

/** All questions to a gateway, by as many callers side by side as there are keys; in the questions' order. */
export async function askAll<T>(
  questions: readonly Question[],
  keys: readonly string[],
  use: (question: Question, key: string, index: number) => Promise<T>,
): Promise<T[]> {
  const results: T[] = [];
  await Promise.all(
    keys.map(async (key, caller) => {
      for (let index = caller; index < questions.length; index += keys.length)
        results[index] = await use(questions[index] as Question, key, index);
    }),
  );
  return results;
}

/** One fault at a time: every question again, held against its answer without faults. */
export async function runChaos(
  emulator: Emulator,
  url: string,
  questions: readonly Question[],
  faults: Readonly<Record<string, readonly FaultRule[]>>,
  onRow: (row: ChaosRow) => void = () => undefined,
): Promise<ChaosRow[]> {
  const keys = emulator.keys.map(({ key }) => key);
  emulator.setFaults([]);
  const whole = await askAll(questions, keys, (question, key) => askUntilWhole(url, key, question));
  const rows: ChaosRow[] = [];
  for (const [fault, rules] of Object.entries(faults)) {
    emulator.setFaults(rules);
    emulator.resetStats();
    const row: ChaosRow = {
      fault,
      queries: questions.length,
      faults: 0,
      wandbRequests: 0,
      equal: 0,
      incomplete: 0,
      minimal: 0,
      wrong: [],
      p50Ms: 0,
      p99Ms: 0,
    };
    const times: number[] = [];
    await askAll(questions, keys, async (question, key, index) => {
      const startedMs = performance.now();
      try {
        // From the cache alone a fast machine would meet no fault at all: half of the callers bypass it.
        const headers = (index / keys.length) % 2 < 1 ? {} : { 'cache-control': 'no-cache' };
        const given = await askOverHttp(url, key, question, headers);
        const verdict = judge(whole[index] ?? {}, given, question.variables['direction']);
        if (verdict.kind === 'wrong') row.wrong.push(`${verdict.why}\n${JSON.stringify(question)}`);
        else row[verdict.kind] += 1;
        if (verdict.kind === 'incomplete' && verdict.isMinimal) row.minimal += 1;
      } catch (error) {
        row.wrong.push(`${String(error)}\n${JSON.stringify(question)}`);
      }
      times.push(performance.now() - startedMs);
    });
    times.sort((a, b) => a - b);
    row.p50Ms = Math.round(times[Math.floor(times.length / 2)] ?? 0);
    row.p99Ms = Math.round(times[Math.floor(times.length * 0.99)] ?? 0);
    row.faults = emulator.stats().struck;
    row.wandbRequests = emulator.stats().requests;
    rows.push(row);
    onRow(row);
  }
  emulator.setFaults([]);
  return rows;
}
