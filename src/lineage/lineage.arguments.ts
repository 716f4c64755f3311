import type { GatewayContext } from '../context.ts';
import { badUserInput } from '../graphql/errors.ts';
import type { LineageFilter as FilterInput } from '../graphql/schema-types.generated.ts';
import { projectPathForm, projectPathFromText } from '../wandb/addresses.ts';
import type { LineageFilter } from './filter.ts';
import type { LineageDirection } from './graph.ts';

export interface WalkArguments {
  direction: LineageDirection;
  maxDepth: number;
  maxNodes: number;
  maxFanout?: number | null | undefined;
  filter?: FilterInput | null | undefined;
  stopAt?: FilterInput | null | undefined;
  after?: string | null | undefined;
}

/** In one list of a filter. */
const maxAlternatives = 1_000;

type Limits = GatewayContext['gateway']['limits'];

/** Throws BAD_USER_INPUT with the range where a number lies outside of it. */
export function checkRange(argument: string, value: number, least: number, most: number): number {
  if (Number.isInteger(value) && value >= least && value <= most) return value;
  throw badUserInput(argument, value, `a whole number from ${least} to ${most.toLocaleString('en')}`);
}

export function checkWalk(args: WalkArguments, limits: Limits) {
  if (args.maxFanout !== null && args.maxFanout !== undefined)
    checkRange('maxFanout', args.maxFanout, 1, 1_000_000);
  return {
    direction: args.direction,
    maxDepth: checkRange('maxDepth', args.maxDepth, 0, limits.maxDepth),
    maxNodes: checkRange('maxNodes', args.maxNodes, 1, limits.maxNodes),
    maxFanout: args.maxFanout ?? null,
    filter: filterFrom(args.filter, 'filter'),
    stopAt: filterFrom(args.stopAt, 'stopAt'),
    after: args.after ?? null,
  };
}

/** A client's filter in the engine's terms; throws BAD_USER_INPUT where a project has the wrong form. */
export function filterFrom(input: FilterInput | null | undefined, argument: string): LineageFilter | null {
  if (!input) return null;
  for (const [name, list] of Object.entries(input))
    if (Array.isArray(list) && list.length > maxAlternatives)
      throw badUserInput(
        `${argument}.${name}`,
        `${list.length} texts`,
        `a list of at most ${maxAlternatives.toLocaleString('en')}`,
      );
  for (const project of input.projects ?? []) {
    if (!projectPathFromText(project)) throw badUserInput(`${argument}.projects`, project, projectPathForm);
  }
  const { createdAfter, createdBefore, ...rest } = input;
  return {
    ...rest,
    createdAfterMs: createdAfter?.getTime() ?? null,
    createdBeforeMs: createdBefore?.getTime() ?? null,
  };
}
