import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { artifactId } from '../../src/emulator/ids.ts';
import fc from 'fast-check';
import type { FaultRule } from '../../src/emulator/faults/faults.ts';
import { startEmulator, type Emulator } from '../../src/emulator/emulator.ts';
import { createWorldBuilder } from '../../src/emulator/world-builder.ts';
import type { ArtifactNode, World } from '../../src/emulator/world.ts';
import { demoPaths } from '../../src/emulator/worlds/demo.ts';
import { propertyRuns } from '../support/property-runs.ts';
import { requestCount, startGateway, type TestGateway } from '../support/gateway.ts';

const verdicts = `query ($path: String!, $policies: [String!]) {
  artifact(path: $path) { checks(policies: $policies) { policy verdict rules { name verdict findings { message reason node { label } } } } }
}`;
const adHoc = `query ($ref: ID!, $policy: PolicyInput!) {
  check(ref: $ref, policy: $policy) { verdict subject { label } rules { name verdict findings { message reason node { label } path { label } } } }
}`;

interface Check {
  policy: string;
  verdict: string;
  rules: {
    name: string;
    verdict: string;
    findings: { message: string; reason: string | null; node: { label: string } }[];
  }[];
}

describe('Checks in GraphQL', () => {
  let emulator: Emulator;
  let gateway: TestGateway;
  beforeAll(async () => {
    emulator = await startEmulator({ world: 'demo' });
    gateway = await startGateway(emulator, { policies: 'examples/policies' });
  });
  afterAll(async () => {
    await gateway.close();
    await emulator.close();
  });

  test.each([
    [demoPaths.model, 'PASS'],
    [demoPaths.olderModel, 'FAIL'],
    [demoPaths.legacyModel, 'UNKNOWN'],
  ])('decide the policies of the service for %s: %s', async (path, verdict) => {
    const { data, errors } = await gateway.ask(verdicts, { path });
    expect(errors).toBeUndefined();
    const checks = data.artifact.checks as Check[];
    expect(checks.map((check) => [check.policy, check.verdict])).toEqual([['release', verdict]]);
  });

  test('cost the walks, and one more request for the inputs of evaluations, not one for each rule', async () => {
    const { requests } = await gateway.ask(verdicts, { path: demoPaths.model });
    expect(requests).toBeLessThanOrEqual(requestCount(4, 14));
  });

  test('load metadata for the nodes alone that a rule asks for, in one request', async () => {
    const require = {
      metadata: { nodes: { collections: ['acme/data-platform/field-photos'] }, key: 'photos', min: 10_000 },
    };
    const policy = { name: 'x', origins: [{ projects: ['acme/*'] }], rules: [{ name: 'a', require }] };
    const { data, operations } = await gateway.ask(adHoc, { ref: demoPaths.model, policy });
    expect(data.check.verdict).toBe('PASS');
    const sent = operations.filter((name) => name.includes('Metadata'));
    expect(sent).toHaveLength(1);
  });

  test('refuse the name of a policy that the service does not have', async () => {
    const { data, errors } = await gateway.ask(verdicts, { path: demoPaths.model, policies: ['relase'] });
    expect(data.artifact.checks).toBeNull();
    expect(errors?.[0]).toMatchObject({
      message: expect.stringContaining('one of release'),
      extensions: { code: 'BAD_USER_INPUT' },
    });
  });

  test('are null where W&B shows no such node', async () => {
    const policy = { name: 'x', rules: [{ name: 'a', require: { nothingHidden: {} } }] };
    const { data, errors } = await gateway.ask(adHoc, { ref: 'acme/vision/nothing:v0', policy });
    expect([data, errors]).toEqual([{ check: null }, undefined]);
  });

  test('explain what is wrong with a policy', async () => {
    const rule = { name: 'a', require: { nothingHidden: {} } };
    const { data, errors } = await gateway.ask(adHoc, {
      ref: demoPaths.model,
      policy: { name: 'x', rules: [rule, rule] },
    });
    expect(data).toEqual({ check: null });
    expect(errors?.[0]).toMatchObject({ extensions: { code: 'BAD_USER_INPUT' } });
    expect(errors?.[0]?.message).toContain('rules[1].name is "a", as a rule before');
  });

  test('of a run look downstream as well', async () => {
    const require = { descendsFrom: { aliases: ['production'] } };
    const policy = { name: 'x', rules: [{ name: 'in production', direction: 'DOWNSTREAM', require }] };
    const { data } = await gateway.ask(adHoc, { ref: 'acme/vision/train-9', policy });
    expect(data.check.verdict).toBe('PASS');
  });

  test('are UNKNOWN where one node fails, say where, and report the failure', async () => {
    const split = emulator.world.artifacts.find(({ collection }) => collection.name === 'train-split');
    emulator.setFaults([
      {
        kind: 'partial',
        field: 'Artifact.createdBy',
        id: artifactId(
          emulator.world.artifacts.find(
            ({ collection, versionIndex }) => collection === split?.collection && versionIndex === 1,
          ) as never,
        ),
      },
    ]);
    try {
      const { data, errors } = await gateway.ask(verdicts, { path: demoPaths.model });
      const [check] = data.artifact.checks as Check[];
      expect(check?.verdict).toBe('UNKNOWN');
      const [first] = check?.rules ?? [];
      expect(first?.findings).toEqual([
        { message: 'W&B failed here', reason: 'WANDB_ERROR', node: { label: 'train-split:v1' } },
      ]);
      expect(errors?.length).toBeGreaterThan(0);
    } finally {
      emulator.setFaults([]);
    }
  });

  test('never pass or fail wrongly while W&B fails in parts', async () => {
    const truths: Record<string, string> = {
      [demoPaths.model]: 'PASS',
      [demoPaths.olderModel]: 'FAIL',
      [demoPaths.legacyModel]: 'UNKNOWN',
    };
    const kind = fc.constantFrom<FaultRule['kind']>(
      'partial',
      'partial',
      'partial',
      '500',
      '429',
      'malformed',
    );
    const field = fc.constantFrom(
      ...[
        'Artifact.createdBy',
        'Artifact.tags',
        'Artifact.usedBy',
        'Artifact.digest',
        'Artifact.artifactType',
      ],
      ...['Run.inputArtifacts', 'Run.state', 'Run.jobType', 'Run.commit', 'Run.project'],
    );
    const probability = fc.constantFrom(0.1, 0.5, 1);
    const rules = fc.array(fc.record({ kind, field, probability }), { minLength: 1, maxLength: 3 });
    const seen = new Set<string>();
    const property = fc.asyncProperty(
      rules,
      fc.constantFrom(...Object.keys(truths)),
      async (faults, path) => {
        emulator.setFaults(
          faults.map(({ kind: of, ...rest }) =>
            of === 'partial' ? { kind: of, ...rest } : { kind: of, probability: rest.probability / 5 },
          ),
        );
        const { data } = await gateway.ask(verdicts, { path });
        const [check] = (data?.artifact?.checks ?? []) as Check[];
        const verdict = check?.verdict ?? 'none';
        seen.add(verdict);
        return verdict === 'none' || verdict === 'UNKNOWN' || verdict === truths[path];
      },
    );
    try {
      await fc.assert(property, propertyRuns(0.4));
      expect(seen.has('UNKNOWN')).toBe(true);
    } finally {
      emulator.setFaults([]);
    }
  });

  test('stop a service from starting whose policies are wrong', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'policies-'));
    await writeFile(join(folder, 'a.yaml'), 'name: x\nrules: []\n');
    await expect(startGateway(emulator, { policies: folder })).rejects.toThrow(
      'a.yaml:2: rules is a list of 0; the least is 1.',
    );
    await rm(folder, { recursive: true });
  });
});

/** A model and 48 nodes upstream of it: each run has three inputs, and the last of these were uploaded. */
function tree(): World {
  const world = createWorldBuilder('tree');
  const ada = world.user('ada', { name: 'Ada', entity: 'team' });
  const project = world.project('team', 'tree');
  const metadata = { license: 'MIT' };
  const model = world.artifact(world.collection(project, 'model', 'model'), { metadata });
  const targets = [model];
  for (let step = 0; step < 12; step += 1) {
    const run = world.run(project, `run-${step}`, { jobType: 'train' });
    world.logs(run, targets[step] as ArtifactNode);
    for (const part of ['a', 'b', 'c']) {
      const name = `set-${step}-${part}`;
      const isUpload = targets.length >= 12;
      const input = world.artifact(world.collection(project, name, 'dataset'), {
        metadata,
        ...(isUpload && { creator: ada }),
      });
      world.uses(run, input);
      targets.push(input);
    }
  }
  world.key('a'.repeat(40), 'everything', ada, '*');
  world.root('model', model);
  return world.build();
}

test('A check of an ancestry of 48 nodes, with all its metadata, takes at most three W&B requests', async () => {
  await using emulator = await startEmulator({ world: tree() });
  await using gateway = await startGateway(emulator);
  const ref = 'team/tree/model:v0';
  const walked = await gateway.ask(
    `{ artifact(path: "${ref}") { lineage(direction: UPSTREAM) { nodes { depth } } } }`,
  );
  expect(walked.data.artifact.lineage.nodes).toHaveLength(49);
  const rules = [
    {
      name: 'licensed',
      require: { metadata: { nodes: { kind: 'ARTIFACT' }, key: 'license', anyOf: ['MIT'] } },
    },
    { name: 'finished', require: { finished: {} } },
  ];
  const policy = { name: 'x', origins: [{ types: ['dataset'] }], rules };
  const { data, requests } = await gateway.ask(adHoc, { ref, policy });
  expect(data.check.verdict).toBe('PASS');
  expect(requests).toBeLessThanOrEqual(requestCount(3, 12));
});
