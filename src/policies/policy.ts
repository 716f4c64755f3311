import { z } from 'zod';
import { graphPredicates } from './graph-predicates.ts';
import { nodePredicates } from './node-predicates.ts';
import type { Predicate } from './predicate.ts';
import { selectorSchema } from './selector.ts';

/** Every predicate by its name, in the order of the documentation. */
export const predicates: Readonly<Record<string, Predicate>> = { ...graphPredicates, ...nodePredicates };

/** Everything that is set has to hold. */
export interface Condition {
  all?: readonly Condition[] | undefined;
  any?: readonly Condition[] | undefined;
  not?: Condition | undefined;
  [predicate: string]: unknown;
}

const nested = (description: string) =>
  z.array(conditionSchema).min(1).max(100).optional().describe(description);

export const conditionSchema: z.ZodType<Condition> = z
  .strictObject({
    get all() {
      return nested('All of these hold.');
    },
    get any() {
      return nested('At least one of these holds.');
    },
    get not() {
      return conditionSchema.optional().describe('This does not hold.');
    },
    ...Object.fromEntries(
      Object.entries(predicates).map(([name, { schema, description }]) => {
        const id = `Policy${name[0]?.toUpperCase() ?? ''}${name.slice(1)}`;
        const named = schema === selectorSchema ? schema : schema.meta({ id, description });
        return [name, named.optional().describe(description)];
      }),
    ),
  })
  .refine((condition) => Object.values(condition).some((value) => value !== undefined), {
    error: 'has no condition; write one, such as nothingHidden: {}',
  })
  .meta({ id: 'PolicyCondition', description: 'What a rule requires. Everything that is set has to hold.' });

const name = z
  .string()
  .regex(/^[\w][\w .-]{0,99}$/, { error: 'must be 1 to 100 letters, digits, spaces, dots, - or _' });
const text = z.string().max(2_000);
const maxRules = 200;

export type Rule = z.infer<typeof ruleSchema>;
const ruleSchema = z
  .strictObject({
    name: name.describe('Names the rule; unique in its policy.'),
    description: text.optional().describe('Why the rule is there. Shown where it fails.'),
    direction: z
      .enum(['UPSTREAM', 'DOWNSTREAM'])
      .default('UPSTREAM')
      .meta({ id: 'PolicyDirection' })
      .describe(
        'What the conditions look at: what the checked node was made from, or what was made from it.',
      ),
    maxDepth: z
      .int()
      .min(0)
      .max(50)
      .optional()
      .describe(
        'How many hops away the conditions look. As far as a walk may go if omitted; what lies beyond then leaves the rule undecided.',
      ),
    require: conditionSchema.describe('What has to hold.'),
  })
  .meta({ id: 'PolicyRule', description: 'A named condition.' });

export type Policy = z.infer<typeof policySchema>;
export const policySchema = z
  .strictObject({
    name: name.describe('Names the policy.'),
    description: text.optional().describe('What the policy is for.'),
    origins: z
      .array(selectorSchema)
      .max(100)
      .optional()
      .describe(
        'Where lineage may begin: a chosen version may have been uploaded, or its run deleted. Elsewhere a version without a known producer leaves rules undecided.',
      ),
    rules: z.array(ruleSchema).min(1).max(maxRules).describe('The rules. All have to hold.'),
  })
  .superRefine(({ rules }, context) => {
    const names = new Set<string>();
    for (const [index, rule] of rules.entries()) {
      if (names.has(rule.name))
        context.addIssue({
          code: 'custom',
          path: ['rules', index, 'name'],
          message: `is "${rule.name}", as a rule before; give each rule a name of its own`,
        });
      names.add(rule.name);
    }
  })
  .meta({ id: 'Policy', description: 'Named rules about the lineage of a run or an artifact version.' });
