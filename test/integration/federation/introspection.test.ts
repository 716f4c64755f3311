import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { buildClientSchema, getIntrospectionQuery, printSchema, type IntrospectionQuery } from 'graphql';
import { startEmulator, type Emulator } from '../../../src/emulator/emulator.ts';
import { startGateway, type TestGateway } from '../../support/gateway.ts';

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

describe('Introspection', () => {
  test('gives the schema of /schema.graphql, without types of federation', async () => {
    const { data, requests } = await gateway.ask(getIntrospectionQuery());
    const served = await (await fetch(`${gateway.url}/schema.graphql`)).text();
    expect(printSchema(buildClientSchema(data as IntrospectionQuery)).trim()).toBe(served.trim());
    expect(requests).toBe(0);
  });

  test('of one type takes variables and operation names', async () => {
    const { data } = await gateway.ask(
      'query Type($name: String!) { __type(name: $name) { name fields { name } } __typename }',
      { name: 'LineageNode' },
    );
    expect(data.__typename).toBe('Query');
    expect(data.__type.fields.map(({ name }: { name: string }) => name)).toContain('path');
  });

  test('leaves routers their SDL', async () => {
    const { data } = await gateway.ask('{ _service { sdl } }');
    expect(data._service.sdl).toContain('@key(fields: "id")');
  });

  test('is refused where it is off', async () => {
    await using closed = await startGateway(emulator, { introspection: 'off' });
    const { data, errors } = await closed.ask('{ __schema { types { name } } }');
    expect(data).toBeUndefined();
    expect(errors?.length).toBeGreaterThan(0);
  });
});
