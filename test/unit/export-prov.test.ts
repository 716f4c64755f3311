import { describe, expect, test } from '@jest/globals';
import { exportLineage } from '../../src/exports/export.ts';
import { awkwardGraph, demoGraph } from '../support/export-graphs.ts';
import { draft7Validator, problems } from '../support/json-schema.ts';
import { ownSchema, publishedSchemas } from '../support/published-schemas.ts';

type Part = Record<string, Record<string, unknown>>;
const graphs = [
  ['demo', demoGraph()],
  ['awkward names', awkwardGraph()],
] as const;
const published = publishedSchemas('prov')?.get('prov-json.schema.json');

async function prov(graph = demoGraph()): Promise<Record<string, Part>> {
  return JSON.parse((await exportLineage(graph, 'PROV_JSON')).content) as Record<string, Part>;
}

describe('The PROV-JSON export', () => {
  test.each(graphs)('of the %s graph matches our stricter schema', async (_, graph) => {
    const validate = draft7Validator(ownSchema('prov-json-emitted.schema.json'));
    expect(problems(validate, await prov(graph))).toBeNull();
  });

  (published ? test.each(graphs) : test.skip.each(graphs))(
    "of the %s graph fits W3C's schema",
    async (_, graph) => {
      expect(problems(draft7Validator(published ?? {}), await prov(graph))).toBeNull();
    },
  );

  test('refers only to entities, activities and agents that it contains', async () => {
    const { entity = {}, activity = {}, agent = {}, ...relations } = await prov();
    const known = { 'prov:entity': entity, 'prov:activity': activity, 'prov:agent': agent };
    for (const name of [
      'used',
      'wasGeneratedBy',
      'wasAssociatedWith',
      'wasAttributedTo',
      'wasInvalidatedBy',
    ]) {
      for (const relation of Object.values(relations[name] ?? {})) {
        for (const [role, part] of Object.entries(known)) {
          if (role in relation) expect(Object.keys(part)).toContain(relation[role]);
        }
      }
    }
  });

  test('represents versions as entities, runs as activities and users as agents', async () => {
    const { entity = {}, activity = {}, agent = {}, used = {}, wasInvalidatedBy = {} } = await prov();
    expect(entity['wandb:QXJ0aWZhY3Q6MTAw']).toMatchObject({ 'lineage:version': 'v7', 'lineage:root': true });
    expect(activity['wandb:evaluate']).toMatchObject({
      'lineage:state': 'failed',
      'prov:startTime': '2026-03-01T08:00:00.000Z',
    });
    expect(Object.keys(agent)).toEqual(['lineage:gateway', 'wandb:user-ada', 'wandb:user-grace']);
    expect(Object.values(used)).toContainEqual({
      'prov:activity': 'wandb:UnVuOjE%3D',
      'prov:entity': 'wandb:ds-val',
      'prov:role': ['validation', 'early-stopping'],
    });
    expect(Object.values(wasInvalidatedBy)).toEqual([{ 'prov:entity': 'wandb:pre' }]);
  });

  test('has no end time for a run that is still running', async () => {
    const { activity = {} } = await prov();
    expect(activity['wandb:deploy']).not.toHaveProperty('prov:endTime');
    expect(activity['wandb:evaluate']).toHaveProperty('prov:endTime');
  });

  test('distinguishes a hidden run from a hidden artifact by its edges', async () => {
    const { entity = {}, activity = {} } = await prov();
    expect(entity['wandb:hidden%3A1']).toMatchObject({ 'lineage:hidden': 'NOT_VISIBLE' });
    expect(activity['wandb:hidden%3A2']).toMatchObject({ 'lineage:hidden': 'UNKNOWN' });
  });

  test('states for the document and the node what is missing', async () => {
    const { entity = {} } = await prov();
    expect(entity['lineage:export']).toMatchObject({
      'lineage:complete': false,
      'lineage:truncation': expect.arrayContaining(['more omitted (W&B failed) at gone']),
    });
    expect(entity['wandb:raw']).toMatchObject({ 'lineage:incomplete': ['1 omitted (not visible)'] });
  });
});
