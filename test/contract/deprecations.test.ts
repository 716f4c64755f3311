import { ApolloServer } from '@apollo/server';
import { describe, expect, test } from '@jest/globals';
import { buildSchema, parse } from 'graphql';
import { createSchema } from '../../src/schema.ts';
import { createMetrics } from '../../src/telemetry/metrics.ts';
import {
  createDeprecationPlugin,
  deprecatedIn,
  deprecations,
} from '../../src/server/plugins/deprecation-plugin.ts';
import type { GatewayContext } from '../../src/context.ts';

const rule = /^Use .+\. Gone after \d{4}-\d\d-\d\d\.$/;

const old = buildSchema(`
  type Query {
    was(first: Int, top: Int @deprecated(reason: "Use first. Gone after 2027-06-01.")): String
      @deprecated(reason: "Use now. Gone after 2027-06-01.")
    now(by: By, filter: Filter): String
  }
  enum By { NAME TITLE @deprecated(reason: "Use NAME. Gone after 2027-06-01.") }
  input Filter { name: String title: String @deprecated(reason: "Use name. Gone after 2027-06-01.") }
`);

describe('what is deprecated', () => {
  test('names its replacement and the day when it goes', () => {
    const wrong = deprecations(createSchema().schema).filter(({ reason }) => !rule.test(reason));
    expect(wrong).toEqual([]);
  });

  test('is found wherever it stands, and a reason of another form is seen', () => {
    expect(
      deprecations(old)
        .map(({ name }) => name)
        .sort(),
    ).toEqual(['By.TITLE', 'Filter.title', 'Query.was', 'Query.was(top:)']);
    expect('No longer supported').not.toMatch(rule);
  });

  test.each([
    ['{ now(by: NAME) }', []],
    ['{ was(first: 1) }', ['Query.was']],
    ['{ a: was(top: 1) b: was }', ['Query.was', 'Query.was(top:)']],
    ['{ now(by: TITLE, filter: { title: "x" }) }', ['By.TITLE', 'Filter.title']],
  ])('is counted where %s uses it', (query, names) => {
    expect(deprecatedIn(old, parse(query)).sort()).toEqual(names);
  });

  test.each<[string, Record<string, unknown>, string[]]>([
    ['query ($by: By) { now(by: $by) }', { by: 'TITLE' }, ['By.TITLE']],
    ['query ($by: By) { now(by: $by) }', { by: 'NAME' }, []],
    ['query ($filter: Filter) { now(filter: $filter) }', { filter: { title: 'x' } }, ['Filter.title']],
    ['query ($filter: Filter) { now(filter: $filter) }', { filter: { constructor: 1 } }, []],
    ['query ($filter: Filter) { now(filter: $filter) }', { filter: null }, []],
  ])('is counted where a variable of %s holds it: %j', (query, variables, names) => {
    expect(deprecatedIn(old, parse(query), variables)).toEqual(names);
  });

  test('is told of with each operation, and counted by its place in the schema alone', async () => {
    const used: string[] = [];
    const metrics = createMetrics(() => 0, null);
    const server = new ApolloServer<GatewayContext>({
      schema: old,
      plugins: [
        createDeprecationPlugin(old, (name) => {
          used.push(name);
          metrics.countDeprecated(name);
        }),
      ],
    });
    for (const query of ['{ was now }', '{ mine: was }', '{ now }', '{ nothing }', '{ was('])
      await server.executeOperation({ query }, { contextValue: {} as GatewayContext });
    await server.stop();
    expect(used).toEqual(['Query.was', 'Query.was']);
    const lines = (await metrics.text()).split('\n');
    expect(lines.filter((line) => line.startsWith('lineage_gateway_deprecated_uses_total{'))).toEqual([
      'lineage_gateway_deprecated_uses_total{element="Query.was"} 2',
    ]);
  });
});
