import { describe, expect, test } from '@jest/globals';
import type { ExportGraph } from '../../src/exports/model.ts';
import { exportLineage } from '../../src/exports/export.ts';
import {
  awkwardGraph,
  demoGraph,
  exportArtifact,
  exportGraph,
  exportRun,
  logged,
  used,
} from '../support/export-graphs.ts';
import { draft2020Validators, draft7Validator, problems } from '../support/json-schema.ts';
import { ownSchema, publishedSchemas } from '../support/published-schemas.ts';

type Facets = Record<string, Record<string, unknown> & { _schemaURL: string }>;
interface Dataset {
  namespace: string;
  name: string;
  facets?: Facets;
  inputFacets?: Facets;
  outputFacets?: Facets;
}
interface Event {
  schemaURL: string;
  eventType?: string;
  eventTime: string;
  run?: { runId: string; facets: Facets };
  job?: { name: string; facets?: Facets };
  inputs?: Dataset[];
  outputs?: Dataset[];
  dataset?: Dataset;
}

const graphs = [
  ['demo', demoGraph()],
  ['awkward names', awkwardGraph()],
] as const;
const published = publishedSchemas('openlineage');

async function events(graph: ExportGraph): Promise<Event[]> {
  const { content } = await exportLineage(graph, 'OPENLINEAGE');
  return content
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Event);
}

function facetsOf(event: Event): Record<string, unknown>[] {
  const datasets = [
    ...(event.inputs ?? []),
    ...(event.outputs ?? []),
    ...(event.dataset ? [event.dataset] : []),
  ];
  const groups = datasets.flatMap((dataset) => [dataset.facets, dataset.inputFacets, dataset.outputFacets]);
  return [event.run?.facets, event.job?.facets, ...groups].flatMap((facets) => Object.values(facets ?? {}));
}

const eventOf = async (name: string): Promise<Event | undefined> =>
  (await events(demoGraph())).find((event) => event.job?.name === `acme/vision/${name}`);

describe('The OpenLineage export', () => {
  test.each(graphs)('of the %s graph matches our stricter schema, line by line', async (_, graph) => {
    const validate = draft7Validator(ownSchema('openlineage-emitted.schema.json'));
    for (const event of await events(graph)) expect(problems(validate, event)).toBeNull();
  });

  (published ? test.each(graphs) : test.skip.each(graphs))(
    'of the %s graph fits the published schemas, each facet its own',
    async (_, graph) => {
      const validatorOf = draft2020Validators(published?.values() ?? []);
      const checked = (url: string, value: unknown): string | null => {
        const validate = validatorOf(url);
        return validate ? problems(validate, value) : `no schema ${url}`;
      };
      for (const event of await events(graph)) {
        expect(checked('https://openlineage.io/spec/2-0-2/OpenLineage.json', event)).toBeNull();
        expect(checked(event.schemaURL, event)).toBeNull();
        for (const facet of facetsOf(event)) expect(checked(String(facet['_schemaURL']), facet)).toBeNull();
      }
    },
  );

  test('expresses the state of a run by the event type', async () => {
    const states = [
      'finished',
      'failed',
      'crashed',
      'killed',
      'preempted',
      'running',
      'preempting',
      'pending',
      null,
    ];
    const graph = exportGraph(
      states.map((state) => exportRun(String(state), { state })),
      [],
    );
    const types = (await events(graph)).map((event) => event.eventType);
    expect(types).toEqual([
      'COMPLETE',
      'FAIL',
      'FAIL',
      'ABORT',
      'ABORT',
      'RUNNING',
      'RUNNING',
      'OTHER',
      'OTHER',
    ]);
  });

  test('uses a stable UUID for a run, different on another host', async () => {
    const idOf = async (graph: ExportGraph): Promise<string | undefined> =>
      (await events(graph))[0]?.run?.runId;
    const run = exportRun('UnVuOjE=');
    const first = await idOf(exportGraph([run], []));
    expect(first).toBe(await idOf(exportGraph([run], [], { generatedAt: '2027-01-01T00:00:00.000Z' })));
    expect(first).not.toBe(await idOf(exportGraph([run], [], { wandbUrl: 'https://wandb.example.com' })));
  });

  test('describes each version once in full, where it was logged or first used', async () => {
    const graph = exportGraph(
      [exportRun('r1'), exportRun('r2'), exportArtifact('raw'), exportArtifact('made')],
      [used('raw', 'r1'), used('raw', 'r2'), logged('r1', 'made'), used('made', 'r2')],
    );
    const [first, second] = await events(graph);
    expect(first?.inputs?.[0]).toMatchObject({
      name: 'acme/vision/raw:v0',
      facets: { version: { datasetVersion: 'v0' } },
    });
    expect(first?.outputs?.[0]?.facets).toHaveProperty('wandbArtifact');
    expect(second?.inputs?.map(({ name, facets }) => [name, facets === undefined])).toEqual([
      ['acme/vision/raw:v0', true],
      ['acme/vision/made:v0', true],
    ]);
  });

  test('includes isolated versions as dataset events', async () => {
    const alone = (await events(demoGraph())).filter((event) => event.dataset);
    expect(alone.map((event) => event.dataset?.name)).toEqual(['acme/vision/alone:v0']);
  });

  test('has owners, aliases, names of use, size and the manifest digest in facets', async () => {
    const train = await eventOf('k3j9x2');
    expect(train?.inputs?.[1]).toMatchObject({
      name: 'acme/vision/ds-val:v0',
      inputFacets: { wandbUsedAs: { usedAs: ['validation', 'early-stopping'] } },
    });
    expect(train?.outputs?.[0]).toMatchObject({
      facets: {
        datasetType: { datasetType: 'MODEL', subType: 'model' },
        ownership: { owners: [{ name: 'user:ada', type: 'CREATOR' }] },
        wandbArtifact: { manifestDigest: '9f86d081884c7d659a2feaa0c55ad015' },
      },
      outputFacets: { outputStatistics: { size: 187_432_110 } },
    });
  });

  test('states in every event that the graph is incomplete and what is missing there', async () => {
    const ingest = await eventOf('ingest');
    expect(ingest?.run?.facets['wandbLineage']).toMatchObject({
      complete: false,
      here: [
        { at: 'ingest', reason: 'MAX_DEPTH', omitted: null },
        { at: 'raw', reason: 'HIDDEN', omitted: 1 },
      ],
    });
  });

  test('ends with a job event for truncations at nodes outside the export', async () => {
    const last = (await events(demoGraph())).at(-1);
    expect(last?.job).toMatchObject({
      name: 'wandb-lineage-gateway/export',
      facets: { wandbLineage: { truncations: ['more omitted (W&B failed) at gone'] } },
    });
  });

  test('reads a timestamp without a zone as UTC', async () => {
    const graph = exportGraph([exportRun('r', { heartbeatAt: '2026-03-01T09:30:00' })], []);
    expect((await events(graph))[0]?.eventTime).toBe('2026-03-01T09:30:00.000Z');
  });
});
