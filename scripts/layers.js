import { dirname, join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

const src = fileURLToPath(new URL('../src', import.meta.url));

const wandb = ['wandb', 'wandb/prefetch', 'wandb/transport'];
const domain = ['artifact', 'run', 'project', 'graphql', ...wandb, 'context.ts'];

/**
 * What each folder of src, and each file directly in src, may import beside itself. Generated files import
 * the types that they map, and are not checked.
 */
const mayImport = {
  'main.ts': ['cli', 'config', 'version.ts'],
  'index.ts': ['cli', 'cli/snapshots', 'config', 'embedding', 'server', 'version.ts'],
  'version.ts': [],
  cli: [
    ...[
      'cli/snapshots',
      'cli/checks',
      'config',
      'server',
      'server/http',
      'mcp',
      'exports',
      'exports/drawing',
      'exports/evidence',
      'exports/openlineage',
    ],
    ...['lineage', 'lineage/questions', 'graphql', ...wandb, 'cache', 'telemetry', 'emulator'],
    ...['context.ts', 'schema.ts', 'version.ts'],
  ],
  'cli/snapshots': ['cli', 'config', 'server', 'lineage', 'wandb', 'emulator'],
  'cli/checks': [
    ...[
      'cli',
      'exports',
      'exports/evidence',
      'policies',
      'policies/checks',
      'policies/reports',
      'lineage',
      'graphql',
      'wandb',
      'context.ts',
    ],
  ],
  embedding: ['config'],
  config: ['federation', ...wandb, 'cache'],
  server: [
    ...['server/http', 'server/plugins', 'server/routes', 'config', 'policies', 'lineage', 'graphql'],
    ...[...wandb, 'cache', 'telemetry', 'federation', 'context.ts', 'schema.ts'],
  ],
  'server/routes': [
    ...[
      'server',
      'server/http',
      'server/plugins',
      'mcp',
      'config',
      'exports',
      'lineage',
      'graphql',
      ...wandb,
    ],
    ...['telemetry', 'context.ts'],
  ],
  'server/plugins': [
    'server/http',
    'config',
    'search',
    'lineage',
    'graphql',
    ...wandb,
    'cache',
    'telemetry',
    'context.ts',
  ],
  'server/http': ['config', 'project', 'graphql', ...wandb, 'telemetry', 'context.ts'],
  mcp: ['exports', 'lineage', 'graphql', ...wandb, 'context.ts'],
  exports: [
    'exports/drawing',
    'exports/openlineage',
    'exports/cyclonedx',
    'exports/evidence',
    'lineage',
    ...domain,
  ],
  'exports/evidence': ['exports', 'exports/drawing', 'lineage'],
  'exports/drawing': ['exports', 'lineage', 'wandb'],
  'exports/openlineage': ['exports', 'exports/drawing', 'lineage', 'wandb'],
  'exports/cyclonedx': ['exports', 'exports/drawing', 'lineage', 'wandb'],
  'schema.ts': [
    ...[
      'node.resolvers.ts',
      'exports',
      'search',
      'policies/checks',
      'lineage',
      'lineage/questions',
      'artifact',
      'run',
      'project',
    ],
    ...['federation', 'graphql'],
  ],
  'node.resolvers.ts': domain,
  'context.ts': [
    'policies',
    'search',
    'lineage',
    'artifact',
    'run',
    'project',
    'graphql',
    ...wandb,
    'telemetry',
  ],
  policies: ['lineage', 'lineage/questions', 'wandb'],
  'policies/checks': ['policies', 'lineage', 'lineage/questions', ...domain],
  'policies/reports': ['policies', 'exports/drawing', 'lineage', ...domain],
  'lineage/questions': ['lineage', ...domain],
  search: ['lineage', ...domain],
  lineage: [...domain],
  artifact: ['run', 'project', 'graphql', ...wandb, 'context.ts'],
  run: ['artifact', 'project', 'graphql', ...wandb, 'context.ts'],
  project: ['graphql', ...wandb, 'context.ts'],
  federation: ['graphql'],
  graphql: [...wandb],
  'wandb/prefetch': ['wandb'],
  'wandb/transport': ['wandb'],
  telemetry: [...wandb, 'cache'],
  wandb: ['wandb/transport', 'cache'],
  cache: [],
  emulator: ['emulator/faults', 'emulator/resolvers', 'emulator/worlds'],
  'emulator/faults': ['emulator'],
  'emulator/resolvers': ['emulator', 'emulator/faults'],
  'emulator/worlds': ['emulator'],
};

/** The folder of a file, from src; a file directly in src stands for itself; null outside of src. */
function layerOf(file) {
  const path = relative(src, file).split(sep).join('/');
  if (path.startsWith('..')) return null;
  return path.includes('/') ? dirname(path) : path;
}

const layersRule = {
  meta: {
    type: 'problem',
    messages: {
      unlisted: '"{{layer}}" is not listed in scripts/layers.js: say there what it may import.',
      forbidden:
        '"{{layer}}" may not import from "{{target}}": data flows one way through the tree. See scripts/layers.js.',
    },
  },
  create(context) {
    const layer = layerOf(context.filename);
    const allowed = mayImport[layer];
    const check = ({ source }) => {
      if (typeof source?.value !== 'string' || !source.value.startsWith('.')) return;
      const target = layerOf(join(dirname(context.filename), source.value));
      if (target === null || target === layer || allowed === undefined || allowed.includes(target)) return;
      context.report({ node: source, messageId: 'forbidden', data: { layer, target } });
    };
    return {
      Program(node) {
        if (allowed === undefined) context.report({ node, messageId: 'unlisted', data: { layer } });
      },
      ImportDeclaration: check,
      ExportNamedDeclaration: check,
      ExportAllDeclaration: check,
      ImportExpression: check,
      TSImportType: check,
    };
  },
};

export const layers = { rules: { imports: layersRule } };
