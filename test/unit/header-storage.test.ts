import { expect, test } from '@jest/globals';
import { storageWithoutHeaders } from '../../web/graphiql/storage.ts';

const secret = 'a'.repeat(40);

function memory() {
  const kept = new Map<string, string>();
  const storage = {
    get length() {
      return kept.size;
    },
    getItem: (name: string) => kept.get(name) ?? null,
    setItem: (name: string, value: string) => void kept.set(name, value),
    removeItem: (name: string) => void kept.delete(name),
    clear: () => kept.clear(),
  };
  return { kept, storage };
}

test('Headers are stored neither with tabs, nor in the history, nor separately.', () => {
  const { kept, storage } = memory();
  const guarded = storageWithoutHeaders(() => storage);
  const headers = JSON.stringify({ 'X-WandB-Api-Key': secret });
  guarded.setItem(
    'graphiql:tabState',
    JSON.stringify({ tabs: [{ query: '{ a }', headers }], activeTabIndex: 0 }),
  );
  guarded.setItem('graphiql:queries', JSON.stringify({ queries: [{ query: '{ a }', headers }] }));
  guarded.setItem('graphiql:favorites', JSON.stringify({ favorites: [{ query: '{ a }', headers }] }));
  guarded.setItem('graphiql:headers', headers);
  expect([...kept.values()].join()).not.toContain(secret);
  expect(JSON.parse(guarded.getItem('graphiql:queries') ?? '')).toEqual({
    queries: [{ query: '{ a }', headers: null }],
  });
});

test('Queries are stored unchanged, even when they mention headers.', () => {
  const { storage } = memory();
  const guarded = storageWithoutHeaders(() => storage);
  for (const [name, value] of [
    ['graphiql:variables', '{ "headers": 1 }'],
    ['graphiql:query', '{ "headers" }'],
    ['graphiql:theme', 'dark'],
  ] as const) {
    guarded.setItem(name, value);
    expect(guarded.getItem(name)).toBe(value);
  }
});

test('Storage that the browser forbids is ignored.', () => {
  const guarded = storageWithoutHeaders(() => {
    throw new Error('SecurityError');
  });
  guarded.setItem('graphiql:theme', 'dark');
  expect(guarded.getItem('graphiql:theme')).toBeNull();
  expect(guarded.length).toBe(0);
});
