import { ExportSubjectError } from '../errors.ts';
import { truncationWords, type ExportIndex } from '../index.ts';
import type { ExportArtifact, ExportNode } from '../model.ts';

/** The artifact version that a document is about; its ancestors have to be there. */
export function provenanceSubject(
  { graph, byId }: ExportIndex,
  format: 'IN_TOTO' | 'MODEL_CARD',
): ExportArtifact {
  const [id = ''] = graph.roots;
  const node = byId.get(id);
  if (graph.roots.length !== 1 || node?.kind !== 'ARTIFACT')
    throw new ExportSubjectError(
      `${format} states where one artifact version comes from; this graph has another root. Give one version.`,
    );
  if (graph.direction === 'DOWNSTREAM')
    throw new ExportSubjectError(
      `${format} states where a version comes from; this graph is downstream of it. Walk UPSTREAM.`,
    );
  return node;
}

/** Everything upstream of a node, nearest first; nodes of one distance in the order of their ids. */
export function ancestorsOf(
  { edgesInto, byId }: ExportIndex,
  id: string,
): { node: ExportNode; depth: number }[] {
  const ancestors: { node: ExportNode; depth: number }[] = [];
  const met = new Set([id]);
  for (let level = [id], depth = 1; level.length > 0; depth += 1) {
    const next = new Set(level.flatMap((each) => (edgesInto.get(each) ?? []).map(({ from }) => from)));
    level = [...next].filter((each) => !met.has(each)).sort();
    for (const each of level) {
      met.add(each);
      const node = byId.get(each);
      if (node) ancestors.push({ node, depth });
    }
  }
  return ancestors;
}

/** What is missing at these nodes, by name, as sentences. */
export function incompleteText(index: ExportIndex, nodes: readonly ExportNode[]): string[] {
  const met = new Set(nodes.map(({ id }) => id));
  const at = nodes.flatMap((node) =>
    (index.truncationsAt.get(node.id) ?? []).map(
      (cut) => `${node.path ?? node.label}: ${truncationWords(cut)}`,
    ),
  );
  const elsewhere = index.graph.completeness.truncations.filter(
    ({ at: id, reason }) => !index.byId.has(id) || (reason === 'MAX_NODES' && !met.has(id)),
  );
  return [...at, ...elsewhere.map((cut) => `elsewhere: ${truncationWords(cut)}`)];
}
