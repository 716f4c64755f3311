import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { startEmulator, type Emulator } from '../../src/emulator/emulator.ts';
import { startGateway, type TestGateway } from '../support/gateway.ts';

const platform = `${process.platform}-${process.arch}`.replace('darwin', 'macos');
// npm run test:compat:install
const compiler = resolve('test/compat/node_modules/relay-compiler', platform, 'relay');
const whenInstalled = existsSync(compiler) ? describe : describe.skip;

/** A page of consumers that is refetched by `node(id:)`, and both types of a lineage graph. */
const component = `
import { graphql } from 'relay-runtime';

export const consumers = graphql\`
  fragment consumers_artifact on Artifact
  @refetchable(queryName: "ConsumersPageQuery")
  @argumentDefinitions(count: { type: "Int", defaultValue: 10 }, cursor: { type: "String" }) {
    usedBy(first: $count, after: $cursor) @connection(key: "consumers_usedBy") {
      edges { node { id path } }
    }
  }
\`;

export const query = graphql\`
  query consumersQuery($path: String!) {
    artifact(path: $path) {
      ...consumers_artifact
      lineage(direction: UPSTREAM) {
        nodes { depth node { id path createdAt ... on Run { jobType } ... on Artifact { type } } }
        completeness { complete truncations { reason } }
      }
    }
  }
\`;
`;

whenInstalled("Relay's compiler", () => {
  let emulator: Emulator;
  let gateway: TestGateway;
  let folder: string;

  beforeAll(async () => {
    emulator = await startEmulator({ world: 'demo' });
    gateway = await startGateway(emulator);
    folder = await mkdtemp(join(tmpdir(), 'relay-'));
    await mkdir(join(folder, 'src'));
    // npm does not always keep the mode of a file that no script of its package names.
    await chmod(compiler, 0o755);
  });
  afterAll(async () => {
    await gateway.close();
    await emulator.close();
    await rm(folder, { recursive: true });
  });

  test('reads the schema as served, and compiles a connection, a refetchable fragment and a lineage graph', async () => {
    const schema = await (await fetch(`${gateway.url}/schema.graphql`)).text();
    const config = { src: './src', schema: './schema.graphql', language: 'typescript', eagerEsModules: true };
    await writeFile(join(folder, 'schema.graphql'), schema);
    await writeFile(join(folder, 'relay.config.json'), JSON.stringify(config));
    await writeFile(join(folder, 'src/consumers.ts'), component);
    await promisify(execFile)(compiler, ['relay.config.json'], { cwd: folder });
    const generated = join(folder, 'src/__generated__');
    const page = await readFile(join(generated, 'ConsumersPageQuery.graphql.ts'), 'utf8');
    const text = /"text": ("query ConsumersPageQuery[^\n]*")/.exec(page)?.[1];
    const query = JSON.parse(text ?? 'null') as string;
    const artifact = await gateway.ask('{ artifact(path: "acme/data-platform/train-split:v1") { id } }');
    const { data, errors } = await gateway.ask(query, {
      id: artifact.data.artifact.id,
      count: 1,
      cursor: null,
    });
    expect(errors).toBeUndefined();
    expect(data.node.usedBy.edges).toEqual([
      {
        cursor: expect.any(String),
        node: { __typename: 'Run', id: expect.any(String), path: 'acme/vision/train-8' },
      },
    ]);
  });
});
