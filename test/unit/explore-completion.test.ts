import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { createOptionList, type AskPage, type Option } from '../../web/explore/completion/option-list.ts';
import { typedPathFrom } from '../../web/explore/completion/typed-path.ts';

describe('The text before the cursor', () => {
  test.each([
    ['', { at: 'entity', typed: '' }],
    ['ac', { at: 'entity', typed: 'ac' }],
    ['acme/', { at: 'project', entity: 'acme', typed: '' }],
    ['acme/my pro', { at: 'project', entity: 'acme', typed: 'my pro' }],
    ['acme/vision/', { at: 'collection', project: 'acme/vision', typed: '' }],
    ['acme/vision/with sp', { at: 'collection', project: 'acme/vision', typed: 'with sp' }],
    ['acme/vision/a:', { at: 'version', project: 'acme/vision', name: 'a', typed: '' }],
    ['acme/vision/a:rc/1:2', { at: 'version', project: 'acme/vision', name: 'a', typed: 'rc/1:2' }],
    ['two words', null],
    ['/acme', null],
    ['acme//x', null],
    ['acme/vision/runs/abc', null],
    ['acme/vision:abc', null],
    ['acme/vision/:v1', null],
    [':', null],
  ])('is split into its parts: %j', (text, path) => {
    expect(typedPathFrom(text)).toEqual(path);
  });
});

/** A list as W&B would give it, page by page; it says how far it was read. */
function listOf(options: readonly Option[], cap = Number.POSITIVE_INFINITY) {
  const state = { read: 0, pages: 0, problem: null as string | null };
  const askPage: AskPage = (first, after) => {
    const start = Number(after ?? '0');
    const end = Math.min(start + Math.min(first, cap), options.length);
    state.pages += 1;
    if (state.problem === null) state.read = Math.max(state.read, end);
    return Promise.resolve({
      options: options.slice(start, end),
      next: end < options.length ? String(end) : null,
      problem: state.problem,
    });
  };
  return { askPage, state };
}

const { signal } = new AbortController();
const optionsFrom = (names: readonly string[]): Option[] =>
  names.map((name) => ({ path: `e/p/${name}`, name, isMinor: name.endsWith('~') }));

/** Every option that holds the text: those that begin with it first, of either kind the minor ones last. */
function naively(options: readonly Option[], typed: string): Option[] {
  const rank = ({ name, isMinor }: Option): number =>
    (name.toLowerCase().startsWith(typed.toLowerCase()) ? 0 : 2) + Number(isMinor);
  return options
    .filter(({ name }) => name.toLowerCase().includes(typed.toLowerCase()))
    .sort((a, b) => rank(a) - rank(b));
}

const name = fc.string({ unit: fc.constantFrom('a', 'b', 'A', 'B', '-', '~'), maxLength: 5 });

describe('A list that is searched while the user types', () => {
  test('returns its matches, best first, for queries in any order', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(name, { maxLength: 40 }),
        fc.integer({ min: 7, max: 50 }),
        fc.array(name, { minLength: 1, maxLength: 5 }),
        fc.boolean(),
        async (names, cap, questions, minorIsEnough) => {
          const options = optionsFrom(names);
          const { askPage, state } = listOf(options, cap);
          const list = createOptionList(askPage, minorIsEnough);
          for (const typed of questions) {
            const found = await list.find(typed, signal);
            expect(found.looked).toBe(state.read);
            expect(found.isWhole).toBe(state.read === options.length);
            expect(found.options).toEqual(naively(options.slice(0, state.read), typed));
            // Nothing that begins so was left unread, unless something was found before it.
            const [best] = naively(options, typed);
            if (best && !best.isMinor && best.name.toLowerCase().startsWith(typed.toLowerCase()))
              expect(found.options[0]?.name.toLowerCase().startsWith(typed.toLowerCase())).toBe(true);
          }
          expect(state.pages).toBeLessThanOrEqual(6);
        },
      ),
    );
  });

  test('is read up to a match, and a bounded number of pages without one', async () => {
    const names = Array.from({ length: 10_000 }, (_, index) => `n${index}`);
    const { askPage, state } = listOf(optionsFrom(names));
    const list = createOptionList(askPage, true);
    expect(await list.find('', signal)).toMatchObject({ looked: 100, isWhole: false });
    expect((await list.find('n650', signal)).options.map(({ path }) => path)).toEqual(['e/p/n650']);
    expect(state.read).toBe(1_100);
    expect(await list.find('zz', signal)).toMatchObject({ options: [], looked: 2_600, isWhole: false });
    expect(await list.find('zzz', signal)).toMatchObject({ looked: 2_600 });
    expect(state.pages).toBe(6);
  });

  test('is requested again for a page that is incomplete', async () => {
    const { askPage, state } = listOf(optionsFrom(['a', 'b']));
    const list = createOptionList(askPage, true);
    state.problem = 'W&B is away.';
    const found = await list.find('', signal);
    expect(found).toMatchObject({ problem: 'W&B is away.', looked: 0 });
    expect(found.options).toHaveLength(2);
    state.problem = null;
    expect(await list.find('', signal)).toMatchObject({ problem: null, looked: 2, isWhole: true });
  });

  test('discards a response that arrived too late', async () => {
    const control = new AbortController();
    const { askPage, state } = listOf(optionsFrom(['a', 'b']));
    const list = createOptionList((...asked) => {
      control.abort();
      return askPage(...asked);
    }, true);
    await expect(list.find('', control.signal)).rejects.toThrow();
    expect(state.pages).toBe(1);
    expect(await list.find('', signal)).toMatchObject({ looked: 2 });
  });
});
