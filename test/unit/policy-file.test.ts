import { describe, expect, it } from '@jest/globals';
import { policyFromYaml, readPolicy } from '../../src/policies/policy-file.ts';

const rule = (require: string): string => `name: x\nrules:\n  - name: a\n    require:\n      ${require}\n`;
const named = (...names: string[]): string =>
  `name: x\nrules:\n${names.map((name) => `  - { name: ${name}, require: { nothingHidden: {} } }\n`).join('')}`;
const nested = (levels: number): string =>
  rule(`${'{ not: '.repeat(levels)}{ nothingHidden: {} }${' }'.repeat(levels)}`);
const bomb = [
  'name: x',
  `a: &a [${'x, '.repeat(9)}x]`,
  ...['b', 'c', 'd', 'e'].map(
    (name, index) => `${name}: &${name} [${`*${'abcd'[index] ?? ''}, `.repeat(9)}x]`,
  ),
  'rules: [*e]',
].join('\n');

function messageOf(text: string): string {
  try {
    policyFromYaml(text, 'p.yaml');
    return '';
  } catch (error) {
    return `${(error as Error).name}: ${(error as Error).message}`;
  }
}

describe('A policy file', () => {
  it.each([
    [
      'an unknown predicate',
      rule('descendFrom: { types: [a] }'),
      'p.yaml:5: rules[0].require.descendFrom is not known; did you mean descendsFrom? Known here: all, any, not, descendsFrom, doesNotDescendFrom, count',
    ],
    [
      'a wrong type',
      rule('depth: { max: many }'),
      'p.yaml:5: rules[0].require.depth.max is "many"; write a number.',
    ],
    [
      'a duplicate name',
      named('a', 'b', 'a'),
      'p.yaml:5: rules[2].name is "a", as a rule before; give each rule a name of its own.',
    ],
    [
      '10,000 rules',
      named(...Array.from({ length: 10_000 }, (_, index) => `r${index}`)),
      'p.yaml:2: rules is a list of 10,000; the most is 200.',
    ],
    ['a bomb of aliases', bomb, 'p.yaml:1: its aliases (*name) stand for too many values; write them out.'],
    [
      'text that is no YAML',
      'name: x\n  rules: [',
      'p.yaml:1: this is no YAML: Nested mappings are not allowed in compact mappings.',
    ],
    ['a key twice', 'name: x\nname: y', 'p.yaml:2: this is no YAML: Map keys must be unique.'],
    ['no rule', 'name: x\nrules: []', 'p.yaml:2: rules is a list of 0; the least is 1.'],
    ['a bare text', 'hello', 'p.yaml:1: the policy is "hello"; write a mapping of names to values.'],
    ['nothing', '', 'p.yaml:1: the policy is null; write a mapping of names to values.'],
    [
      'no condition',
      rule('{}'),
      'p.yaml:4: rules[0].require has no condition; write one, such as nothingHidden: {}.',
    ],
    [
      'a rule without a condition',
      'name: x\nrules:\n  - name: a',
      'p.yaml:3: rules[0].require is missing; write a mapping of names to values.',
    ],
    [
      'an unknown direction',
      'name: x\nrules:\n  - name: a\n    direction: up\n    require: { nothingHidden: {} }',
      'p.yaml:4: rules[0].direction is "up"; write UPSTREAM or DOWNSTREAM.',
    ],
    [
      'conditions that are nested too deeply',
      nested(45),
      'p.yaml:1: is nested deeper than 40 levels; split its rules.',
    ],
    [
      'conditions that would overflow the stack',
      nested(20_000),
      'p.yaml:5: this is no YAML: it is nested too deeply.',
    ],
    [
      'a list among values',
      rule('metadata: { key: a, anyOf: [[1]] }'),
      'p.yaml:5: rules[0].require.metadata.anyOf[0] is a list of 1; write a text, a number, true or false.',
    ],
    [
      'an unknown criterion',
      rule('tag: { nodes: { typ: [a] }, anyOf: [b] }'),
      'p.yaml:5: rules[0].require.tag.nodes.typ is not known; did you mean types? Known here: kind, types, collections',
    ],
    [
      'a misspelt quantifier',
      rule('finished: { quantifier: every }'),
      'p.yaml:5: rules[0].require.finished.quantifier is "every"; write EVERY or SOME or NO.',
    ],
    [
      'a name that no report could show',
      'name: "a\\nb"\nrules:\n  - name: a\n    require: { nothingHidden: {} }',
      'p.yaml:1: name must be 1 to 100 letters, digits, spaces, dots, - or _.',
    ],
  ])('with %s is refused with one message that says where and what to write', (_, text, message) => {
    const [only = '', ...others] = messageOf(text).split('\n');
    expect(only.startsWith(`PolicyError: ${message}`)).toBe(true);
    expect(others).toEqual([]);
  });

  it('that cannot be read is refused with its name', () => {
    expect(() => readPolicy('/nonexistent/policy.yaml')).toThrow(
      '/nonexistent/policy.yaml: cannot be read (ENOENT).',
    );
  });

  it('may share parts by aliases, and gets its defaults', () => {
    const policy = policyFromYaml(
      'name: x\norigins: [&raw { types: [raw] }]\nrules:\n  - { name: a, require: { descendsFrom: *raw } }',
      'p.yaml',
    );
    expect(policy).toEqual({
      name: 'x',
      origins: [{ types: ['raw'] }],
      rules: [{ name: 'a', direction: 'UPSTREAM', require: { descendsFrom: { types: ['raw'] } } }],
    });
  });
});
