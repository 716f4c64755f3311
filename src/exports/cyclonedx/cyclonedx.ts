import { v5 as uuidFromName } from 'uuid';
import { componentFromArtifact, metadataFromIndex } from './components.ts';
import { compositionsFromIndex, dependencyEntries, workflows } from './lineage.ts';
import type { ExportIndex } from '../index.ts';
import type { ExportNode } from '../model.ts';
import { TextWriter } from '../drawing/text.ts';

const serialNamespace = 'b0b6e9a6-6d5e-5b52-8f0e-0d0a5f5c7d3a';

/** The same graph at the same time is the same document. */
function serialNumberOf({ graph }: ExportIndex): string {
  const subject = [graph.wandbUrl, graph.direction, graph.generatedAt, ...graph.roots].join('\n');
  return `urn:uuid:${uuidFromName(new TextEncoder().encode(subject), serialNamespace)}`;
}

/** What the document is about: its root, where that is one version. It is in the metadata, not among the other components. */
function subjectOf(index: ExportIndex): ExportNode | null {
  const [id = ''] = index.graph.roots;
  const node = index.graph.roots.length === 1 ? index.byId.get(id) : undefined;
  return node?.kind === 'ARTIFACT' ? node : null;
}

function* components(index: ExportIndex, subject: ExportNode | null): Generator<object> {
  for (const node of index.data) if (node !== subject) yield componentFromArtifact(index, node);
}

/** A CycloneDX ML-BOM: versions are components, runs workflows. */
export async function cycloneDxFromIndex(index: ExportIndex, specVersion: '1.6' | '1.7'): Promise<string> {
  const text = new TextWriter();
  const subject = subjectOf(index);
  const head = {
    $schema: `http://cyclonedx.org/schema/bom-${specVersion}.schema.json`,
    bomFormat: 'CycloneDX',
    specVersion,
    serialNumber: serialNumberOf(index),
    version: 1,
    metadata: metadataFromIndex(index, subject),
  };
  text.add(JSON.stringify(head, null, 2).slice(0, -2));
  await text.jsonArray('components', components(index, subject));
  await text.jsonArray('dependencies', dependencyEntries(index));
  text.add(',\n"formulation": [{\n"bom-ref": "formulation"');
  await text.jsonArray('workflows', workflows(index));
  text.add('\n}]');
  await text.jsonArray('compositions', compositionsFromIndex(index));
  text.add('\n}\n');
  return text.toString();
}
