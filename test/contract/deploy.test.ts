import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { allSettings, variableOf } from '../../src/config/settings.ts';
import { startEmulator, type Emulator } from '../../src/emulator/emulator.ts';
import { startGateway, type TestGateway } from '../support/gateway.ts';
import { draft7Validator } from '../support/json-schema.ts';

const chart = 'deploy/helm/wandb-lineage-gateway';
const read = (file: string): string => readFileSync(file, 'utf8');

/** Every variable that the gateway reads. */
const variables = new Set([...allSettings.map(variableOf), 'NETRC']);

describe('the board', () => {
  let emulator: Emulator;
  let gateway: TestGateway;

  beforeAll(async () => {
    emulator = await startEmulator({ world: 'demo' });
    gateway = await startGateway(emulator);
  });
  afterAll(async () => {
    await gateway.close();
    await emulator.close();
  });

  test('draws only what /metrics tells', async () => {
    await gateway.ask('{ viewer { username } }');
    const metrics = await (await fetch(`${gateway.url}/metrics`)).text();
    const told = new Set(Array.from(metrics.matchAll(/^# TYPE (\S+)/gm), ([, name]) => name));
    const { panels, templating } = JSON.parse(read('deploy/grafana/boards/lineage-gateway.json')) as {
      panels: { title: string; description: string; targets: { expr: string }[] }[];
      templating: { list: { name: string }[] };
    };
    expect(panels.length).toBeGreaterThan(10);
    for (const { title, description, targets } of panels) {
      expect(description).not.toBe('');
      for (const { expr } of targets) {
        const names = expr.match(/\b(?:lineage_gateway|process|nodejs)_\w+/g) ?? [];
        expect([title, names.length > 0]).toEqual([title, true]);
        for (const name of names) expect([...told]).toContain(name.replace(/_bucket$/, ''));
        for (const [, variable] of expr.matchAll(/"\$(\w+)"/g))
          expect(templating.list.map((each) => each.name)).toContain(variable);
      }
    }
  });
});

test('Compose: what its services mount is there, and every variable is one that the gateway reads', () => {
  const { services } = parse(read('compose.yaml')) as {
    services: Record<
      string,
      { volumes?: string[]; environment?: Record<string, string>; depends_on?: string[] | object }
    >;
  };
  expect(Object.keys(services)).toEqual(['gateway', 'redis', 'supergraph', 'prometheus', 'grafana']);
  for (const { volumes = [], depends_on: before = [] } of Object.values(services)) {
    for (const volume of volumes) expect(existsSync(volume.split(':')[0] ?? '')).toBe(true);
    for (const name of Array.isArray(before) ? (before as string[]) : Object.keys(before))
      expect(Object.keys(services)).toContain(name);
  }
  for (const name of Object.keys(services['gateway']?.environment ?? {})) expect(variables).toContain(name);
  const { scrape_configs: jobs } = parse(read('deploy/prometheus/prometheus.yml')) as {
    scrape_configs: { job_name: string; static_configs: { targets: string[] }[] }[];
  };
  expect(jobs[0]?.static_configs[0]?.targets).toEqual(['gateway:4000']);
  const [source] = (
    parse(read('deploy/grafana/provisioning/datasources/prometheus.yml')) as {
      datasources: { url: string }[];
    }
  ).datasources;
  expect(source?.url).toBe('http://prometheus:9090');
  const [provider] = (
    parse(read('deploy/grafana/provisioning/dashboards/boards.yml')) as {
      providers: { options: { path: string } }[];
    }
  ).providers;
  expect(services['grafana']?.volumes?.join()).toContain(`:${provider?.options.path}:ro`);
});

describe('the Helm chart', () => {
  const values = parse(read(`${chart}/values.yaml`)) as Record<string, unknown> & {
    env: Record<string, string>;
  };
  const templates = readdirSync(`${chart}/templates`).map((name) => ({
    name,
    text: read(`${chart}/templates/${name}`),
  }));

  test.each([
    ['as it stands', {}, true],
    ['a shared key without a secret', { mode: 'sharedKey' }, false],
    ['a shared key in a secret', { mode: 'sharedKey', existingSecret: 'wandb' }, true],
    ['a key among the plain settings', { env: { WANDB_API_KEY: 'x' } }, false],
    ['a mode that is none', { mode: 'open' }, false],
    ['a setting of the chart that is none', { replicas: 3 }, false],
  ])('values: %s', (_, changes, isRight) => {
    const validate = draft7Validator(JSON.parse(read(`${chart}/values.schema.json`)) as object);
    expect(validate({ ...values, ...changes })).toBe(isRight);
  });

  test('names only values that there are, and only variables that the gateway reads', () => {
    for (const { name, text } of templates) {
      for (const [, path = ''] of text.matchAll(/\.Values\.([\w.]+)/g)) {
        const found = path
          .split('.')
          .reduce<unknown>((at, key) => (at as Record<string, unknown> | undefined)?.[key], values);
        expect([name, path, found === undefined]).toEqual([name, path, false]);
      }
    }
    for (const name of Object.keys(values.env)) expect(variables).toContain(name);
    for (const [name] of read(`${chart}/values.yaml`).matchAll(/\b(?:WANDB|GATEWAY|REDIS|SHUTDOWN)_[A-Z_]+/g))
      expect(variables).toContain(name);
  });

  test('without its directives each template is YAML of one object with a kind, and every directive is closed', () => {
    const kinds: string[] = [];
    for (const { name, text } of templates) {
      if (name === 'NOTES.txt') continue;
      const opened = text.match(/\{\{-? (?:if|with|range) /g)?.length ?? 0;
      expect([name, text.match(/\{\{-? end \}\}/g)?.length ?? 0]).toEqual([name, opened]);
      const plain = text
        .replace(/^\s*\{\{-.*\}\}\n/gm, '')
        .replace(/"?\{\{[^}]*\}\}(?::\{\{[^}]*\}\})?"?/g, 'placeholder');
      const { kind, metadata } = parse(plain) as { kind: string; metadata: { name: string } };
      expect(metadata.name).toBe('placeholder');
      kinds.push(kind);
    }
    expect(kinds.sort()).toEqual([
      'Deployment',
      'HorizontalPodAutoscaler',
      'Ingress',
      'NetworkPolicy',
      'PodDisruptionBudget',
      'Service',
    ]);
  });

  test('lets through the network policy what the settings name: a self-managed W&B and an OTLP collector', () => {
    const { text = '' } = templates.find(({ name }) => name === 'network-policy.yaml') ?? {};
    for (const name of ['WANDB_BASE_URL', 'OTEL_EXPORTER_OTLP_ENDPOINT']) expect(text).toContain(`"${name}"`);
    expect(text.replace(/\s+/g, ' ')).toMatch(
      /egress:.*with get \$\.Values\.env \$name.*- port: \{\{ \$port/,
    );
  });

  test('is of the same release as the package', () => {
    const { appVersion } = parse(read(`${chart}/Chart.yaml`)) as { appVersion: string };
    expect(appVersion).toBe((JSON.parse(read('package.json')) as { version: string }).version);
  });
});
