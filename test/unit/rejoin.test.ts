import { describe, expect, test } from '@jest/globals';
import { setImmediate } from 'node:timers/promises';
import { buildSchema, graphql, type GraphQLResolveInfo } from 'graphql';
import { pageOf, type KnownEdge, type PageContext } from '../../src/graphql/connection.ts';
import { createRejoin } from '../../src/graphql/rejoin.ts';
import { WandbError } from '../../src/wandb/errors.ts';
import type { FilledPage } from '../../src/wandb/paging.ts';

const schema = buildSchema(`
  type Query { root: Thing! }
  type Thing { id: ID! all(first: Int): Things }
  type Things { totalCount: Int! nodes: [Thing!]! }
`);

interface Thing {
  id: string;
  loaded: never;
}

/** A lattice without end: every level has the same two things, each of which leads to both. */
function ask(query: string, { page = wholePage, full = () => false, signal = new AbortController().signal }) {
  const things = ['a', 'b'].map((id) => ({ id }) as Thing);
  const asked: string[] = [];
  const reported: string[] = [];
  const rejoin = createRejoin(signal, () => undefined);
  const room = { isFull: full, take: () => !full() };
  const report = (_: Error, path: readonly (string | number)[]) => void reported.push(path.join('.'));
  const context: PageContext = { rejoin, room, report };
  const all = (of: Thing, args: { first?: number }, info: GraphQLResolveInfo) =>
    pageOf(of, args, context, info, async ({ first }) => {
      asked.push(`${of.id} ${first}`);
      await setImmediate();
      return page(things);
    });
  const resolve = (source: unknown, args: { first?: number }, _: unknown, info: GraphQLResolveInfo) => {
    if (info.fieldName === 'root') return things[0];
    return info.fieldName === 'all'
      ? all(source as Thing, args, info)
      : (source as Record<string, unknown>)[info.fieldName];
  };
  const answer = graphql({ schema, source: query, fieldResolver: resolve });
  return { answer, asked, reported, rejoin };
}

const wholePage = (things: readonly Thing[]): FilledPage<KnownEdge<Thing>> => ({
  totalCount: things.length,
  edges: things.map((node) => ({ cursor: node.id, node })),
  hasNextPage: false,
  endCursor: null,
  failure: null,
});
const nest = (levels: number, inner = 'id'): string =>
  levels === 0 ? inner : `all { nodes { id ${nest(levels - 1, inner)} } }`;

describe('where paths rejoin', () => {
  test('each thing is loaded once at each level, however many ways lead to it', async () => {
    const { answer, asked, rejoin } = ask(`{ root { ${nest(12)} } }`, {});
    const { data, errors } = await answer;
    expect(errors).toBeUndefined();
    // 2 + 4 + ... + 2^12 of them are written down.
    expect(JSON.stringify(data).split('"id"').length - 1).toBe(2 ** 13 - 2);
    // One at the root, two at each level below it.
    expect(asked).toHaveLength(1 + 2 * 11);
    expect(rejoin.loads).toBe(asked.length);
  });

  test('aliases that select the same share it; those that ask for something else do not', async () => {
    const { answer, asked } = ask(
      '{ root { x: all(first: 5) { nodes { id } } y: all(first: 5) { nodes { id } } z: all(first: 6) { nodes { id } } } }',
      {},
    );
    expect(asked).toEqual(['a 5', 'a 6']);
    const nodes = { nodes: [{ id: 'a' }, { id: 'b' }] };
    expect((await answer).data?.['root']).toEqual({ x: nodes, y: nodes, z: nodes });
  });

  test('what is to be told beside a page is told at each place where it is given out', async () => {
    const failure = new WandbError('WANDB_ERROR', 'no');
    const { answer, reported } = ask(`{ root { ${nest(3)} } }`, {
      page: (things) => ({ ...wholePage(things), failure }),
    });
    await answer;
    const below = (path: string) => [0, 1].map((at) => `${path}.nodes.${at}.all`);
    const second = below('root.all');
    expect(reported.sort()).toEqual(['root.all', ...second, ...second.flatMap(below)].sort());
  });

  test('a load that fails fails at each place', async () => {
    let pages = 0;
    const { answer, asked } = ask(`{ root { ${nest(3)} } }`, {
      page(things) {
        pages += 1;
        if (pages > 3) throw new WandbError('WANDB_ERROR', 'no');
        return wholePage(things);
      },
    });
    const { errors } = await answer;
    expect(asked).toHaveLength(5);
    expect(errors?.map(({ path }) => path?.join('.')).sort()).toEqual(
      [0, 1].flatMap((at) => [0, 1].map((below) => `root.all.nodes.${at}.all.nodes.${below}.all`)),
    );
  });

  test('nothing is loaded for an answer that is full', async () => {
    const { answer, asked: loads } = ask(`{ root { ${nest(2)} } }`, { full: () => true });
    expect((await answer).data).toEqual({ root: { all: null } });
    expect(loads).toEqual([]);
  });

  test('who waits is told when nobody wants the answer any more', async () => {
    const caller = new AbortController();
    const { answer } = ask(`{ root { ${nest(14)} } }`, { signal: caller.signal });
    for (let turn = 0; turn < 20; turn += 1) await setImmediate();
    caller.abort(new WandbError('WANDB_UNAVAILABLE', 'cancelled'));
    const { errors } = await answer;
    expect(errors?.[0]?.message).toBe('cancelled');
  });

  test('a large answer gives way to what else there is to do', async () => {
    const { answer } = ask(`{ root { ${nest(14)} } }`, {});
    let turns = 0;
    const over = new AbortController();
    const others = (async () => {
      while (!over.signal.aborted) {
        turns += 1;
        await setImmediate();
      }
    })();
    const started = performance.now();
    await answer;
    const tookMs = performance.now() - started;
    over.abort();
    await others;
    // It is at work for some hundred ms: 8 ms at a stretch.
    expect(tookMs).toBeGreaterThan(50);
    expect(turns).toBeGreaterThan(tookMs / 100);
  });
});

test('long lists that come all at once are given out in several turns of the event loop, in their order', async () => {
  const rejoin = createRejoin(new AbortController().signal, () => undefined);
  let turn = 0;
  const given: [string, number][] = [];
  const lists = ['a', 'b', 'c', 'd', 'e'].map((name) =>
    rejoin.spread(3_000, () => {
      given.push([name, turn]);
      return name;
    }),
  );
  for (; given.length < lists.length && turn < 20; turn += 1) await setImmediate();
  expect(await Promise.all(lists.map((list) => Promise.resolve(list)))).toEqual(['a', 'b', 'c', 'd', 'e']);
  expect(given.map(([name]) => name)).toEqual(['a', 'b', 'c', 'd', 'e']);
  const perTurn = given.map(([, at]) => given.filter(([, other]) => other === at).length);
  expect(Math.max(...perTurn)).toBeLessThanOrEqual(2);
  // Short lists do not wait.
  expect(rejoin.spread(10, () => 'at once')).toBe('at once');
});
