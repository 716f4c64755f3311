import type {
  ExportArtifact,
  ExportGraph,
  ExportHidden,
  ExportNode,
  ExportRun,
} from '../../src/exports/model.ts';
import { percentEncoded } from '../../src/exports/drawing/text.ts';
import type { LineageEdge } from '../../src/lineage/graph.ts';

const app = 'https://wandb.ai';
const project = 'acme/vision';

export function exportRun(id: string, values: Partial<ExportRun> = {}): ExportRun {
  return {
    kind: 'RUN',
    id,
    label: id,
    url: `${app}/${project}/runs/${percentEncoded(id)}`,
    path: `${project}/${id}`,
    depth: 0,
    runId: id,
    displayName: null,
    state: 'finished',
    jobType: 'train',
    project,
    commit: null,
    createdAt: '2026-03-01T08:00:00Z',
    heartbeatAt: '2026-03-01T09:30:00Z',
    user: 'ada',
    computeSeconds: 60,
    ...values,
  };
}

export function exportArtifact(id: string, values: Partial<ExportArtifact> = {}): ExportArtifact {
  return {
    kind: 'ARTIFACT',
    id,
    label: `${id}:v0`,
    url: `${app}/${project}/artifacts/dataset/${percentEncoded(id)}/v0`,
    path: `${project}/${id}:v0`,
    depth: 0,
    name: id,
    version: 'v0',
    type: 'dataset',
    state: 'COMMITTED',
    aliases: [],
    tags: [],
    digest: '9f86d081884c7d659a2feaa0c55ad015',
    sizeBytes: 1_048_576,
    createdAt: '2026-03-01T09:00:00Z',
    description: null,
    project,
    ...values,
  };
}

export function exportHidden(id: string, values: Partial<ExportHidden> = {}): ExportHidden {
  return {
    kind: 'HIDDEN',
    id,
    label: 'hidden',
    url: null,
    path: null,
    depth: 0,
    reason: 'NOT_VISIBLE',
    ...values,
  };
}

export const used = (from: string, to: string, usedAs: readonly string[] | null = null): LineageEdge => ({
  from,
  to,
  kind: 'USED',
  usedAs,
});
export const logged = (from: string, to: string): LineageEdge => ({ from, to, kind: 'LOGGED', usedAs: null });

export function exportGraph(
  nodes: ExportNode[],
  edges: LineageEdge[],
  values: Partial<ExportGraph> = {},
): ExportGraph {
  return {
    nodes,
    edges,
    completeness: { complete: true, truncations: [] },
    roots: nodes[0] ? [nodes[0].id] : [],
    direction: 'UPSTREAM',
    generatedAt: '2026-03-02T12:00:00.000Z',
    gatewayVersion: '0.1.0',
    wandbUrl: app,
    ...values,
  };
}

/** A model from raw data to production, with all that can befall a node: failed, running, deleted, hidden, cut. */
export function demoGraph(): ExportGraph {
  const nodes: ExportNode[] = [
    exportArtifact('QXJ0aWZhY3Q6MTAw', {
      label: 'street-detector:v7',
      path: 'acme/vision/street-detector:v7',
      name: 'street-detector',
      version: 'v7',
      type: 'model',
      aliases: ['latest', 'production', 'v7', 'champion', 'eu-approved'],
      tags: ['reviewed'],
      description: 'Detector for **street** scenes & signs.\nTrained on two years of data.',
      sizeBytes: 187_432_110,
    }),
    exportRun('UnVuOjE=', {
      displayName: 'train-resnet50-lr3e-4',
      path: 'acme/vision/k3j9x2',
      runId: 'k3j9x2',
      depth: 1,
      commit: '4be1f0c',
    }),
    exportArtifact('ds-train', {
      name: 'street-train',
      version: 'v12',
      label: 'street-train:v12',
      depth: 2,
      aliases: ['latest'],
    }),
    exportArtifact('ds-val', { name: 'street-val', version: 'v12', label: 'street-val:v12', depth: 2 }),
    exportArtifact('pre', {
      name: 'resnet50-imagenet',
      version: 'v0',
      label: 'resnet50-imagenet:v0',
      type: 'model',
      state: 'DELETED',
      depth: 2,
    }),
    exportRun('split', { displayName: 'split-2026-02', jobType: 'preprocess', depth: 3, user: 'grace' }),
    exportArtifact('raw', {
      name: 'street-raw',
      version: 'v3',
      label: 'street-raw:v3',
      depth: 4,
      type: 'dataset',
    }),
    exportHidden('hidden:1', { depth: 4, label: 'hidden artifact' }),
    exportRun('ingest', {
      displayName: 'ingest-cameras',
      jobType: 'ingest',
      depth: 5,
      user: null,
      heartbeatAt: null,
    }),
    exportRun('evaluate', {
      displayName: 'evaluate-nightly',
      jobType: 'evaluate',
      depth: 1,
      state: 'failed',
    }),
    exportRun('deploy', { displayName: 'shadow-deploy', jobType: 'deploy', depth: 1, state: 'running' }),
    exportArtifact('report', {
      name: 'eval-report',
      version: 'v41',
      label: 'eval-report:v41',
      type: 'report',
      depth: 2,
    }),
    exportHidden('hidden:2', { depth: 1, label: 'hidden run', reason: 'UNKNOWN' }),
    exportArtifact('alone', { name: 'labels-draft', label: 'labels-draft:v0', depth: 2, createdAt: null }),
  ];
  const model = 'QXJ0aWZhY3Q6MTAw';
  const edges = [
    logged('UnVuOjE=', model),
    used('ds-train', 'UnVuOjE=', ['train']),
    used('ds-val', 'UnVuOjE=', ['validation', 'early-stopping']),
    used('pre', 'UnVuOjE=', ['backbone']),
    logged('split', 'ds-train'),
    logged('split', 'ds-val'),
    used('raw', 'split'),
    used('hidden:1', 'split'),
    logged('ingest', 'raw'),
    used(model, 'evaluate', ['model']),
    used('ds-val', 'evaluate', []),
    used(model, 'deploy'),
    logged('evaluate', 'report'),
    used(model, 'hidden:2'),
    used(model, 'elsewhere'),
  ];
  return exportGraph(nodes, edges, {
    direction: 'BOTH',
    completeness: {
      complete: false,
      truncations: [
        { at: model, reason: 'FANOUT', omitted: 214 },
        { at: 'ingest', reason: 'MAX_DEPTH', omitted: null },
        { at: 'raw', reason: 'HIDDEN', omitted: 1 },
        { at: 'gone', reason: 'WANDB_ERROR', omitted: null },
      ],
    },
  });
}

export const awkwardNames: readonly string[] = [
  '100% done',
  '%%{init: {"theme": "dark"}}%%',
  '%% comment',
  'a "quoted" \'name\' `code`',
  '"',
  '\\',
  'C:\\new\\N\\G',
  '</title><script>alert(1)</script>',
  ']]></style><script>alert(1)</script>',
  '<!-- --> <img src=x onerror=alert(1)>',
  'end',
  'ﬂ°°60¶ßb',
  'subgraph',
  'graph LR; a-->b',
  'x;y;z',
  'a--b-->c==>d -.- e',
  '#quot; #35; &lt;b&gt; &amp;amp; &#60;',
  'line one\nline two\r\n\tthree',
  '\u0000\u0007\u001b[31m red \ud800 half \ufffe',
  '🤖 模型 модель مدل',
  'שלום \u202Eevil\u202C עולם',
  '1. first',
  '- dash',
  '* star **bold** _it_ ~~no~~',
  '# heading',
  'https://example.com/?a=b&c=d www.example.com',
  'style x:y#fill;',
  'classDef a:b#c;',
  ':::root',
  '|pipe| {brace} [bracket] (round) ([stadium])',
  '__proto__',
  'constructor',
  ' ',
  '',
  `long ${'very '.repeat(400)}name`,
  'x'.repeat(5_000),
];

/** Every awkward name in every place that takes a text, with links that must not be followed. */
export function awkwardGraph(names: readonly string[] = awkwardNames): ExportGraph {
  const links = [
    'javascript:alert(1)',
    'data:text/html,<script>1</script>',
    'https://wandb.ai/a"b<c>%%{d}',
    'not a url',
  ];
  const nodes = names.flatMap((name, index): ExportNode[] => {
    const url = links[index % links.length] ?? null;
    const shared = { label: name, path: name, url, project: name, state: name, depth: index };
    return [
      exportArtifact(`artifact ${index} ${name}`, {
        ...shared,
        name,
        version: name,
        type: index % 2 === 0 ? name : 'model',
        aliases: [name],
        tags: [name],
        digest: name,
        description: name,
        createdAt: name,
        sizeBytes: index % 2 === 0 ? null : 12.5,
      }),
      exportRun(`run ${index} ${name}`, {
        ...shared,
        displayName: name,
        runId: name,
        jobType: name,
        commit: name,
        user: name,
        createdAt: name,
        heartbeatAt: name,
      }),
      exportHidden(`hidden ${index} ${name}`, { label: name, path: name, reason: null }),
    ];
  });
  const ids = nodes.map((node) => node.id);
  const edges = names.flatMap((name, index) => {
    const [artifact = '', run = '', hidden = ''] = ids.slice(index * 3);
    return [
      used(artifact, run, [name, 'twice']),
      used(artifact, run, [name]),
      used(hidden, run),
      logged(run, artifact),
    ];
  });
  const truncations = names.map((_, index) => ({
    at: ids[index * 3] ?? '',
    reason: 'MAX_DEPTH' as const,
    omitted: null,
  }));
  return exportGraph(nodes, edges, { completeness: { complete: false, truncations } });
}

/** `count` nodes in layers: runs that use three versions of the layer before and log one; the first version feeds many. */
export function largeGraph(count: number): ExportGraph {
  const width = 50;
  const nodes: ExportNode[] = [];
  const edges: LineageEdge[] = [];
  for (let index = 0; index < count; index += 1) {
    const layer = Math.floor(index / width);
    const isRun = layer % 2 === 1;
    nodes.push(
      isRun ? exportRun(`r${index}`, { depth: layer }) : exportArtifact(`a${index}`, { depth: layer }),
    );
    if (layer === 0) continue;
    const above = (offset: number): string =>
      `${isRun ? 'a' : 'r'}${(layer - 1) * width + ((index + offset) % width)}`;
    if (!isRun) edges.push(logged(above(0), `a${index}`));
    else for (const offset of [0, 7, 19]) edges.push(used(above(offset), `r${index}`, ['input']));
  }
  return exportGraph(nodes, edges);
}
