import type { Emulator } from '../../../src/emulator/emulator.ts';
import { mulberry32, type FaultRule } from '../../../src/emulator/faults/faults.ts';
import { startGateway, type TestGateway } from '../gateway.ts';
import { recordWandb } from '../recorded-wandb.ts';
import { comparable, judge } from './compare.ts';
import type { Surface, SweepAnswer, SweepTarget } from './surface.ts';

/** Seconds that the gateway waits for W&B: each object that hangs costs them several times. */
const timeoutSeconds = '0.3';
/** The addresses of pages are the same wherever the Wconst timeoutSeconds = '0.3';B listens. */
const wandbAppUrl = 'https://wandb.test';

/** One question with one fault. */
export interface SweepCase {
  surface: Surface;
  fault: string;
  rules: FaultRule[];
  /** Whether it needs a gateway of its own: one that has learned nothing yet, and from which no other case learns. */
  needsOwnGateway: boolean;
}

export interface SweepResult {
  surface: string;
  fault: string;
  difference: string;
  warnings: readonly string[];
}

export interface SweepReport {
  cases: number;
  equal: number;
  warned: number;
  /** Cases whose fault met nothing: the gateway did not ask as it had. */
  unmet: number;
  silent: SweepResult[];
  false: SweepResult[];
}

interface Truth extends SweepAnswer {
  cases: SweepCase[];
}

const wholeRequestFaults = ['500', 'drop', 'cut', 'malformed', 'hang', '429'] as const;

async function openGateway(wandb: Pick<Emulator, 'url' | 'keys' | 'stats'>): Promise<TestGateway> {
  return startGateway(wandb, {
    wandbHttpTimeout: timeoutSeconds,
    wandbRetryMax: '0',
    requestDeadlineMs: '5000',
    wandbAppUrl,
  });
}

function targetOf(emulator: Pick<Emulator, 'url' | 'keys'>, gateway: TestGateway): SweepTarget {
  return {
    gatewayUrl: gateway.url,
    wandbUrl: emulator.url,
    key: emulator.keys[0]?.key ?? '',
    timeoutSeconds,
    wandbAppUrl,
  };
}

/** Asks each surface without faults, and notes what W&B was asked and what it answered: every case comes from there. */
export async function recordTruths(
  emulator: Emulator,
  surfaces: readonly Surface[],
): Promise<Map<Surface, Truth>> {
  const bodies: string[] = [];
  await using recorded = await recordWandb(emulator, (answer) => {
    bodies.push(answer.body);
    return answer;
  });
  const truths = new Map<Surface, Truth>();
  for (const surface of surfaces) {
    await using gateway = await openGateway(recorded);
    const target = targetOf(recorded, gateway);
    const answer = await trueAnswer(emulator, surface, target, bodies);
    truths.set(surface, {
      content: comparable(answer.content),
      warnings: answer.warnings,
      cases: casesOf(surface, bodies, Object.keys(emulator.stats().edgeLists)),
    });
  }
  return truths;
}

/** Asks again where a busy machine was too slow: what all else is held against must be whole. */
async function trueAnswer(
  emulator: Emulator,
  surface: Surface,
  target: SweepTarget,
  bodies: string[],
): Promise<SweepAnswer> {
  for (let turn = 0; ; turn += 1) {
    bodies.length = 0;
    emulator.resetStats();
    const answer = await surface.ask(target);
    const failure = answer.warnings.find((warning) =>
      /gave no answer|WANDB_ERROR|DEADLINE|^error|^HTTP|^exit 1/.test(warning),
    );
    if (failure === undefined) return answer;
    if (turn === 20) throw new Error(`${surface.name}, without faults: ${failure}`);
  }
}

function casesOf(surface: Surface, bodies: readonly string[], lists: readonly string[]): SweepCase[] {
  const cases: SweepCase[] = [];
  const ids = new Set<string>();
  const places = bodies.map((body) => placesIn((JSON.parse(body) as { data: unknown }).data, ids));
  places.forEach((paths, index) => {
    const request = index + 1;
    for (const path of paths) {
      // Requests that are under way together come in any order.
      const requests = [request - 1, request, request + 1].filter(
        (each) => each === request || places[each - 1]?.includes(path) === false,
      );
      cases.push({
        surface,
        fault: `request ${request}, ${path} fails`,
        rules: requests.map((each) => ({ kind: 'partial', request: each, path })),
        // Whether the key is known is asked once.
        needsOwnGateway: path.startsWith('viewer'),
      });
    }
    for (const kind of wholeRequestFaults)
      cases.push({
        surface,
        fault: `request ${request}, ${kind}`,
        rules: [{ kind, request }],
        needsOwnGateway: true,
      });
    cases.push({
      surface,
      fault: `request ${request} and all that follow, 500`,
      rules: Array.from({ length: 60 }, (_, more) => ({ kind: '500' as const, request: request + more })),
      needsOwnGateway: true,
    });
  });
  for (const id of ids)
    cases.push(
      { surface, fault: `${nameOf(id)} fails`, rules: [{ kind: 'partial', id }], needsOwnGateway: false },
      { surface, fault: `${nameOf(id)} hangs`, rules: [{ kind: 'hang', id }], needsOwnGateway: true },
    );
  for (const list of lists) {
    const [field = '', id = ''] = list.split(' ');
    const where = `${field} of ${nameOf(id)}`;
    cases.push(
      { surface, fault: `${where} fails`, rules: [{ kind: 'partial', field, id }], needsOwnGateway: false },
      { surface, fault: `${where} hangs`, rules: [{ kind: 'hang', field, id }], needsOwnGateway: true },
    );
  }
  return cases;
}

const nameOf = (id: string): string => Buffer.from(id, 'base64').toString('utf8');

/**
 * Where a field can fail: every object and list, and of scalars one of each kind of place. Collects the ids of runs and
 * versions.
 */
function placesIn(data: unknown, ids: Set<string>): string[] {
  const places: string[] = [];
  const scalars = new Set<string>();
  const look = (value: unknown, path: readonly (string | number)[]): void => {
    if (Array.isArray(value)) {
      value.forEach((item, index) => look(item, [...path, index]));
      return;
    }
    for (const [name, inner] of Object.entries(value ?? {})) {
      if (name === '__typename') continue;
      const place = [...path, name];
      const isScalar =
        typeof inner !== 'object' || inner === null || typeof (inner as unknown[])[0] === 'string';
      const kind = place
        .filter((step) => typeof step === 'string')
        .map((step) => step.replace(/_\d+$/, ''))
        .join('.');
      if (!isScalar || inner === null || !scalars.has(kind)) places.push(place.join('.'));
      if (isScalar) scalars.add(kind);
      else look(inner, place);
      if (name === 'id' && typeof inner === 'string' && /^(?:Run|Artifact):/.test(nameOf(inner)))
        ids.add(inner);
    }
  };
  look(data, []);
  return places;
}

/** A part of the cases, spread over all surfaces and kinds; the same for the same seed. */
export function sample(cases: readonly SweepCase[], count: number, seed: number): SweepCase[] {
  const random = mulberry32(seed);
  const ranked = cases.map((each) => ({ each, rank: random() }));
  return ranked
    .sort((a, b) => a.rank - b.rank)
    .slice(0, count)
    .map(({ each }) => each);
}

/** Asks again with one fault at a time. */
export async function runSweep(
  emulator: Emulator,
  truths: ReadonlyMap<Surface, Truth>,
  cases: readonly SweepCase[],
): Promise<SweepReport> {
  const report: SweepReport = { cases: 0, equal: 0, warned: 0, unmet: 0, silent: [], false: [] };
  let shared = await openGateway(emulator);
  for (const each of cases) {
    const truth = truths.get(each.surface);
    if (!truth) throw new Error(`Nobody has asked ${each.surface.name} yet.`);
    let answer: SweepAnswer;
    if (each.needsOwnGateway) {
      await using gateway = await openGateway(emulator);
      answer = await askWithFault(emulator, gateway, each);
    } else {
      answer = await askWithFault(emulator, shared, each);
      if (emulator.stats().struck === 0) {
        // A busy machine was too slow at some time, and the gateway has learned to ask for less at once.
        await shared.close();
        shared = await openGateway(emulator);
        answer = await askWithFault(emulator, shared, each);
      }
    }
    report.cases += 1;
    if (emulator.stats().struck === 0) report.unmet += 1;
    const verdict = judge(truth, { content: comparable(answer.content), warnings: answer.warnings });
    if ('difference' in verdict) {
      const { kind, difference } = verdict;
      const { surface, fault } = each;
      report[kind].push({ surface: surface.name, fault, difference, warnings: answer.warnings });
    } else report[verdict.kind] += 1;
  }
  await shared.close();
  return report;
}

async function askWithFault(
  emulator: Emulator,
  gateway: TestGateway,
  { surface, rules }: SweepCase,
): Promise<SweepAnswer> {
  emulator.resetStats();
  emulator.setFaults(rules);
  const answer = await surface.ask(targetOf(emulator, gateway));
  emulator.setFaults([]);
  return answer;
}
