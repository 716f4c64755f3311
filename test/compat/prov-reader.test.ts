import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@jest/globals';
import { exportLineage } from '../../src/exports/export.ts';
import { awkwardGraph, demoGraph } from '../support/export-graphs.ts';

const python = '/usr/bin/python3';
const reader = fileURLToPath(new URL('./support/prov-reader.py', import.meta.url));
const isInstalled = spawnSync(python, ['-c', 'import prov']).status === 0;
if (!isInstalled && !process.env['CI'])
  console.warn("Skipped: Debian's python3-prov, which reads PROV-JSON, is not installed.");

/** Our section names, and the kinds of PROV-DM that the reader takes them for. */
const kindOf: Record<string, string> = {
  entity: 'Entity',
  activity: 'Activity',
  agent: 'Agent',
  used: 'Usage',
  wasGeneratedBy: 'Generation',
  wasAssociatedWith: 'Association',
  wasAttributedTo: 'Attribution',
  wasInvalidatedBy: 'Invalidation',
};

(isInstalled || process.env['CI'] ? test : test.skip).each([
  ['demo', demoGraph()],
  ['awkward names', awkwardGraph()],
] as const)(
  'an independent reader understands every record of the PROV-JSON of the %s graph',
  async (_, graph) => {
    const { content } = await exportLineage(graph, 'PROV_JSON');
    const { prefix: _prefix, ...sections } = JSON.parse(content) as Record<string, Record<string, unknown>>;
    const expected = Object.fromEntries(
      Object.entries(sections)
        .map(([section, records]) => [kindOf[section] ?? section, Object.keys(records).length] as const)
        .filter(([, count]) => count > 0),
    );
    const { stdout, stderr } = spawnSync(python, [reader], { input: content, encoding: 'utf8' });
    expect(stderr).toBe('');
    expect(JSON.parse(stdout)).toEqual({ kinds: expected, same: true });
  },
);
