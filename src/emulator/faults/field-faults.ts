import {
  defaultFieldResolver,
  GraphQLError,
  isObjectType,
  type GraphQLResolveInfo,
  type GraphQLSchema,
} from 'graphql';
import type { EmulatorContext } from '../context.ts';
import type { FaultRule, ReplacedValue } from './faults.ts';
import { artifactId, runId } from '../ids.ts';
import type { ArtifactNode, RunNode } from '../world.ts';

type Path = readonly (string | number)[];

/** Makes every field look whether a fault is meant for it before it resolves. */
export function letFieldsFail(schema: GraphQLSchema): void {
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type) || type.name.startsWith('__')) continue;
    for (const field of Object.values(type.getFields())) {
      const resolve = field.resolve ?? defaultFieldResolver;
      const place = `${type.name}.${field.name}`;
      field.resolve = (source, args: Record<string, unknown>, context: EmulatorContext, info) => {
        const value: unknown = resolve(source, args, context, info);
        for (const rule of context.fieldFaults) {
          if (!isMeant(rule, place, source, args, value, info) || !context.reach(rule)) continue;
          if (rule.kind === 'partial' || rule.kind === 'partial400')
            throw new GraphQLError('internal error: secret detail of W&B that nobody may see');
          if (rule.kind === 'nullNonNull' || rule.kind === 'value')
            context.replaced.push({ path: pathOf(info), value: rule.value ?? null });
        }
        return value;
      };
    }
  }
}

function isMeant(
  { field, id, path }: FaultRule,
  place: string,
  source: unknown,
  args: Record<string, unknown>,
  value: unknown,
  info: GraphQLResolveInfo,
): boolean {
  if (path !== undefined && path !== pathOf(info).join('.')) return false;
  if (field === undefined) return id === undefined || id === idOf(value);
  return field === place && (id === undefined || id === idOf(source) || Object.values(args).includes(id));
}

function idOf(source: unknown): string | null {
  const kind = (source as { kind?: unknown } | null | undefined)?.kind;
  if (kind === 'run') return runId(source as RunNode);
  return kind === 'artifact' ? artifactId(source as ArtifactNode) : null;
}

function pathOf({ path }: GraphQLResolveInfo): Path {
  const keys: (string | number)[] = [];
  for (let at: typeof path | undefined = path; at; at = at.prev) keys.unshift(at.key);
  return keys;
}

/** Puts values at places, which the executor itself would not do where the schema says otherwise. */
export function replaceValues(data: unknown, replaced: readonly ReplacedValue[]): void {
  for (const { path, value } of replaced) {
    let parent = data as Record<string | number, unknown> | null | undefined;
    for (const key of path.slice(0, -1)) parent = parent?.[key] as typeof parent;
    const last = path.at(-1);
    if (parent && last !== undefined) parent[last] = value;
  }
}
