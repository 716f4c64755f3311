import { type ExportIndex } from './index.ts';
import { TextWriter } from './drawing/text.ts';

/** The graph as it is, every edge included; test/support/schemas/lineage-export.schema.json describes it. */
export async function jsonFromIndex(index: ExportIndex): Promise<string> {
  const { nodes, edges, completeness, roots, direction, generatedAt, gatewayVersion, wandbUrl } = index.graph;
  const text = new TextWriter();
  const head = {
    format: 'wandb-lineage',
    formatVersion: 1,
    generatedAt,
    gatewayVersion,
    wandbUrl,
    direction,
    roots,
    complete: completeness.complete,
    incompleteBecause: index.incompleteBecause,
  };
  text.add(JSON.stringify(head, null, 2).slice(0, -2));
  await text.jsonArray('truncations', completeness.truncations);
  await text.jsonArray('nodes', nodes);
  await text.jsonArray('edges', edges);
  text.add('\n}\n');
  return text.toString();
}
