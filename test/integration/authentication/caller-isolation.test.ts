import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { startEmulator, type Emulator } from '../../../src/emulator/emulator.ts';
import { mulberry32 } from '../../../src/emulator/faults/faults.ts';
import { startGateway, type Answer, type TestGateway } from '../../support/gateway.ts';
import { canaries, isolationQuestions } from '../../support/isolation-questions.ts';
import { allKey, memberKey, specialWorld } from '../../support/special-world.ts';

const rounds = 2;
const callers = 200;
describe.each([
  { cache: 'off', wandbMaxFusedHops: '1' },
  { cache: 'on', wandbMaxFusedHops: '8' },
])('With CACHE=$cache and WANDB_MAX_FUSED_HOPS=$wandbMaxFusedHops,', ({ cache, wandbMaxFusedHops }) => {
  let emulator: Emulator;
  let gateway: TestGateway;
  beforeAll(async () => {
    emulator = await startEmulator({ world: specialWorld() });
    gateway = await startGateway(emulator, { passthrough: true, cache, wandbMaxFusedHops }, {});
  });
  afterAll(async () => {
    await gateway.close();
    await emulator.close();
  });

  const ask = (key: string, { query, variables }: { query: string; variables: Record<string, unknown> }) =>
    gateway.ask(query, variables, { authorization: `Bearer ${key}` });
  const told = ({ data, errors }: Answer): string => JSON.stringify({ data, errors });

  test('200 concurrent callers with two keys each get the response that their key gets alone', async () => {
    const all = isolationQuestions(emulator.world);
    const alone = new Map<string, string>();
    for (const key of [memberKey, allKey]) {
      for (const [index, question] of all.entries())
        alone.set(`${key} ${index}`, told(await ask(key, question)));
    }
    const memberText = all.map((_, index) => alone.get(`${memberKey} ${index}`) ?? '').join('\n');
    const allText = all.map((_, index) => alone.get(`${allKey} ${index}`) ?? '').join('\n');
    // One key reads all canaries and the other none, so that a mix-up would show.
    for (const canary of canaries) {
      expect(allText).toContain(canary);
      expect(memberText).not.toContain(canary);
    }

    const random = mulberry32(4);
    for (let round = 0; round < rounds; round += 1) {
      // Rate limits and failures must not cause a mix-up either.
      emulator.setFaults(
        round === 0
          ? []
          : [
              { kind: '500', probability: 0.05 },
              { kind: 'drop', probability: 0.05 },
              { kind: '429', probability: 0.02, retryAfter: '0.05' },
            ],
      );
      const picks = Array.from({ length: callers }, (_, caller) => ({
        key: caller % 2 === 0 ? memberKey : allKey,
        index: Math.floor(random() * all.length),
      }));
      const answers = await Promise.all(
        picks.map(({ key, index }) => ask(key, all[index] ?? { query: '', variables: {} })),
      );
      for (const [place, answer] of answers.entries()) {
        const pick = picks[place];
        if (!pick) throw new Error('no pick');
        const text = told(answer);
        if (pick.key === memberKey) for (const canary of canaries) expect(text).not.toContain(canary);
        if (!answer.errors) expect(text).toBe(alone.get(`${pick.key} ${pick.index}`));
      }
      // With the cache on there is something to mix up.
      const hits = answers.filter(({ extensions }) => extensions.lineage.cacheHits > 0);
      if (cache === 'on') expect(hits.length).toBeGreaterThan(callers / 4);
      expect(answers.filter(({ errors }) => !errors).length).toBeGreaterThan(
        callers * (round === 0 ? 0.99 : 0.8),
      );
    }
    emulator.setFaults([]);
  });

  test('the log contains no key and no part of one', () => {
    const logged = gateway.logs.join('\n');
    for (const key of [memberKey, allKey]) expect(logged).not.toContain(key.slice(0, 20));
  });
});
