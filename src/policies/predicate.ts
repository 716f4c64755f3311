import { z } from 'zod';
import type { WalkDirection } from '../lineage/graph.ts';
import type { Scope } from './scope.ts';
import type { Outcome } from './truth.ts';

/** One row of the table of predicates: GraphQL input, JSON schema, documentation and messages come from it. */
export interface Predicate {
  /** When it holds, as a sentence. */
  description: string;
  schema: z.ZodObject;
  /** Arguments of a useful rule. */
  example: object;
  /** Where it looks whatever the direction of the rule is, and how many hops at most. */
  looks?: Partial<Record<WalkDirection, number>>;
  /** `args` are what `schema` gives. */
  evaluate: (args: never, scope: Scope) => Outcome | Promise<Outcome>;
}

interface Definition<Shape extends z.ZodRawShape> {
  description: string;
  arguments: Shape | z.ZodObject<Shape>;
  example: object;
  looks?: Partial<Record<WalkDirection, number>>;
  evaluate: (args: z.infer<z.ZodObject<Shape>>, scope: Scope) => Outcome | Promise<Outcome>;
}

/** Checks that `evaluate` takes what the arguments give. */
export function definePredicate<Shape extends z.ZodRawShape>({
  arguments: shape,
  ...rest
}: Definition<Shape>): Predicate {
  return { ...rest, schema: shape instanceof z.ZodObject ? shape : z.strictObject(shape) };
}
