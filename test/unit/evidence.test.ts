import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { signStatement, verifiedStatement } from '../../src/exports/evidence/dsse.ts';
import { exportLineage } from '../../src/exports/export.ts';
import type { ExportGraph } from '../../src/exports/model.ts';
import {
  exportArtifact,
  exportGraph,
  exportHidden,
  exportRun,
  logged,
  used,
} from '../support/export-graphs.ts';
import { propertyRuns } from '../support/property-runs.ts';

function keyPair(type: 'ed25519' | 'ed448' = 'ed25519') {
  const { privateKey, publicKey } = generateKeyPairSync(type as 'ed25519');
  return {
    privateKey: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    publicKey: publicKey.export({ type: 'spki', format: 'pem' }).toString(),
  };
}

/** A model of one run, which used a dataset and something hidden. */
function graph(values: Partial<ExportGraph> = {}): ExportGraph {
  return {
    ...exportGraph(
      [
        exportArtifact('model', { type: 'model' }),
        exportRun('train', { depth: 1, commit: 'abc123' }),
        exportArtifact('data', { depth: 2 }),
        exportHidden('secret', { depth: 2, label: 'hidden artifact' }),
      ],
      [logged('train', 'model'), used('data', 'train'), used('secret', 'train')],
    ),
    roots: ['model'],
    direction: 'UPSTREAM',
    completeness: { complete: false, truncations: [{ at: 'train', reason: 'HIDDEN', omitted: 1 }] },
    ...values,
  };
}

interface Statement {
  _type: string;
  subject: { name: string; digest: Record<string, string> }[];
  predicateType: string;
  predicate: {
    buildDefinition: {
      externalParameters: object;
      resolvedDependencies: { uri: string; name: string; annotations: Record<string, unknown> }[];
    };
    wandb_completeness: { complete: boolean; missing: string[] };
  };
}

const statementOf = async (of: ExportGraph): Promise<Statement> =>
  JSON.parse((await exportLineage(of, 'IN_TOTO')).content) as Statement;

describe('The in-toto statement', () => {
  test('names the version with the checksum of its manifest, its run and its ancestors', async () => {
    const { _type, subject, predicateType, predicate } = await statementOf(graph());
    expect([_type, predicateType]).toEqual([
      'https://in-toto.io/Statement/v1',
      'https://slsa.dev/provenance/v1',
    ]);
    expect(subject).toEqual([
      expect.objectContaining({
        name: 'acme/vision/model:v0',
        digest: { wandbManifestChecksum: '9f86d081884c7d659a2feaa0c55ad015' },
      }),
    ]);
    const { externalParameters, resolvedDependencies } = predicate.buildDefinition;
    expect(externalParameters).toEqual({ run: 'acme/vision/train', jobType: 'train' });
    expect(resolvedDependencies.map(({ name }) => name)).toEqual([
      'acme/vision/train',
      'acme/vision/data:v0',
      'hidden artifact',
    ]);
    expect(resolvedDependencies[0]?.annotations).toMatchObject({ kind: 'RUN', depth: 1, commit: 'abc123' });
  });

  test('states what is missing of the ancestry', async () => {
    const { predicate } = await statementOf(graph());
    expect(predicate.wandb_completeness).toEqual({
      complete: false,
      missing: ['acme/vision/train: 1 omitted (not visible)'],
    });
    const whole = await statementOf(graph({ completeness: { complete: true, truncations: [] } }));
    expect(whole.predicate.wandb_completeness).toEqual({ complete: true, missing: [] });
  });

  test('has the same bytes whenever it is made, and in whatever order edges were found', async () => {
    const one = await exportLineage(graph(), 'IN_TOTO');
    const later = graph({ generatedAt: '2030-01-01T00:00:00Z' });
    const other = await exportLineage({ ...later, edges: [...later.edges].reverse() }, 'IN_TOTO');
    expect(other.content).toBe(one.content);
  });

  test.each([
    ['a run', graph({ roots: ['train'] }), 'Give one version'],
    ['two roots', graph({ roots: ['model', 'data'] }), 'Give one version'],
    ['what is downstream', graph({ direction: 'DOWNSTREAM' }), 'Walk UPSTREAM'],
  ])('is refused for %s', async (_, of, message) => {
    await expect(exportLineage(of, 'IN_TOTO')).rejects.toThrow(message);
    await expect(exportLineage(of, 'MODEL_CARD')).rejects.toThrow(message);
  });
});

describe('A signed statement', () => {
  const { privateKey, publicKey } = keyPair();
  const envelope = signStatement('{"a":"ü"}', privateKey);

  test('is the same each time, and gives the statement back', () => {
    expect(signStatement('{"a":"ü"}', privateKey)).toBe(envelope);
    expect(verifiedStatement(envelope, publicKey)).toBe('{"a":"ü"}');
  });

  test('is refused with another key', () => {
    expect(verifiedStatement(envelope, keyPair().publicKey)).toBeNull();
    expect(() => verifiedStatement(envelope, keyPair('ed448').publicKey)).toThrow('an Ed25519 key is needed');
    expect(() => signStatement('{}', 'no key')).toThrow('is no key in PEM');
  });

  test('is refused with any single byte changed in any way', () => {
    const bytes = Buffer.from(envelope);
    for (let at = 0; at < bytes.length; at += 1)
      for (let bit = 0; bit < 8; bit += 1) {
        const changed = Buffer.from(bytes);
        changed[at] = (changed[at] ?? 0) ^ (1 << bit);
        expect([at, bit, verifiedStatement(changed.toString('latin1'), publicKey)]).toEqual([at, bit, null]);
      }
    const position = fc.nat(bytes.length - 1);
    fc.assert(
      fc.property(position, fc.nat(255), (at, byte) => {
        const changed = Buffer.from(bytes);
        changed[at] = byte;
        return byte === bytes[at] || verifiedStatement(changed.toString('latin1'), publicKey) === null;
      }),
      propertyRuns(20),
    );
  });

  test.each(['', '{}', '[]', 'null', '{"payloadType":1}', envelope.replace('}]', '},{}]')])(
    'is refused where it is %j',
    (text) => {
      expect(verifiedStatement(text, publicKey)).toBeNull();
    },
  );
});

describe('The model card', () => {
  test('marks what is from W&B, what is missing there and what people have to write', async () => {
    const { content, mediaType } = await exportLineage(graph(), 'MODEL_CARD');
    expect(mediaType).toBe('text/markdown');
    expect(content).toContain('| Version | `v0` | from W&B |');
    expect(content).toContain('| Description | | **missing** |');
    expect(content).toContain('| Licence | | _yours to write_ |');
    expect(content).toContain('- `acme/vision/train: 1 omitted (not visible)`');
  });

  test('shows names that others wrote as text', async () => {
    const nodes = [exportArtifact('model', { description: 'a | b `c` <img src=x>\n# d', type: 'model' })];
    const { content } = await exportLineage(
      { ...exportGraph(nodes, []), roots: ['model'], direction: 'UPSTREAM' },
      'MODEL_CARD',
    );
    expect(content).toContain("| Description | `a \\| b 'c' <img src=x> # d` | from W&B |");
  });
});
