import { ancestorsOf, incompleteText, provenanceSubject } from './provenance.ts';
import { truncationsOf, type ExportIndex } from '../index.ts';
import type { ExportArtifact, ExportNode } from '../model.ts';
import { isoTime } from '../drawing/text.ts';

const statementType = 'https://in-toto.io/Statement/v1';
const provenanceType = 'https://slsa.dev/provenance/v1';
const buildType = 'https://github.com/wandb/wandb#run';

const uriOf = (node: ExportNode): string => node.url ?? `urn:wandb:${encodeURIComponent(node.id)}`;

/** W&B's digest is a checksum of the manifest, not of the content: it has a name of its own. */
const digestOf = (artifact: ExportArtifact): object =>
  artifact.digest === null ? {} : { digest: { wandbManifestChecksum: artifact.digest } };

function dependency(index: ExportIndex, { node, depth }: { node: ExportNode; depth: number }): object {
  const missing = truncationsOf(index, node);
  const madeFrom = (index.edgesInto.get(node.id) ?? []).map(({ from }) => from).sort();
  const annotations = {
    kind: node.kind,
    depth,
    ...(node.kind === 'ARTIFACT' && { type: node.type, state: node.state }),
    ...(node.kind === 'RUN' && {
      jobType: node.jobType,
      state: node.state,
      commit: node.commit,
      user: node.user,
    }),
    ...(node.kind === 'HIDDEN' && { hidden: node.reason ?? 'UNKNOWN' }),
    ...(madeFrom.length > 0 && { madeFrom: madeFrom.flatMap((id) => nodeUri(index, id)) }),
    ...(missing.length > 0 && { missing }),
  };
  const digest = node.kind === 'ARTIFACT' ? digestOf(node) : {};
  return { uri: uriOf(node), name: node.path ?? node.label, ...digest, annotations };
}

function nodeUri({ byId }: ExportIndex, id: string): string[] {
  const node = byId.get(id);
  return node ? [uriOf(node)] : [];
}

/**
 * An in-toto statement with SLSA provenance: the run that logged the version, and everything that it was made from. No clock is
 * read, so that the same lineage gives the same bytes. What is missing is stated in `wandb_completeness`.
 */
export function inTotoFromIndex(index: ExportIndex): Promise<string> {
  const subject = provenanceSubject(index, 'IN_TOTO');
  const { gatewayVersion, wandbUrl } = index.graph;
  const ancestors = ancestorsOf(index, subject.id);
  const makers = ancestors.flatMap(({ node, depth }) => (depth === 1 && node.kind === 'RUN' ? [node] : []));
  const [maker] = makers;
  const missing = incompleteText(index, [subject, ...ancestors.map(({ node }) => node)]);
  const statement = {
    _type: statementType,
    subject: [{ name: subject.path ?? subject.label, uri: uriOf(subject), ...digestOf(subject) }],
    predicateType: provenanceType,
    predicate: {
      buildDefinition: {
        buildType,
        externalParameters: { run: maker?.path ?? null, jobType: maker?.jobType ?? null },
        resolvedDependencies: ancestors.map((each) => dependency(index, each)),
      },
      runDetails: {
        builder: { id: wandbUrl, version: { 'wandb-lineage-gateway': gatewayVersion } },
        metadata: {
          ...(maker && { invocationId: maker.url ?? maker.path }),
          ...(isoTime(maker?.createdAt ?? null) !== null && { startedOn: isoTime(maker?.createdAt ?? null) }),
        },
      },
      wandb_completeness: { complete: missing.length === 0, missing },
    },
  };
  return Promise.resolve(`${JSON.stringify(statement, null, 2)}\n`);
}
