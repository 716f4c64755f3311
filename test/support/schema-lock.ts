import { CriticalityLevel, diff } from '@graphql-inspector/core';
import { buildASTSchema, isTypeDefinitionNode, Kind, parse, print, type GraphQLSchema } from 'graphql';

/** A change after which something that worked with the released contract fails. */
export interface BrokenPromise {
  /** What the CHANGELOG has to name. */
  path: string;
  message: string;
}

export async function brokenPromises(locked: string, current: string): Promise<BrokenPromise[]> {
  const changes = await diff(schemaFrom(locked), schemaFrom(current));
  const broken = changes
    .filter(
      ({ criticality, type }) =>
        criticality.level === CriticalityLevel.Breaking && !type.startsWith('DIRECTIVE'),
    )
    .map(({ path = '', message }) => ({ path, message }));
  const keys = keysOf(current);
  const lost = keysOf(locked).filter((key) => !keys.includes(key));
  return [...broken, ...lost.map((path) => ({ path, message: `The key ${path} was removed.` }))];
}

/** Those that the heading does not name between backticks. */
export function unannounced(broken: readonly BrokenPromise[], heading: string): string[] {
  return broken.filter(({ path }) => !heading.includes(`\`${path}\``)).map(({ message }) => message);
}

/** What the CHANGELOG has under *Schema* for the next release. */
export function schemaHeadingOf(changelog: string): string {
  const unreleased = /^## Unreleased\n(.*?)(?=^## |(?![\s\S]))/ms.exec(changelog)?.[1] ?? '';
  return /^### Schema\n(.*?)(?=^### |(?![\s\S]))/ms.exec(unreleased)?.[1] ?? '';
}

function schemaFrom(sdl: string): GraphQLSchema {
  return buildASTSchema(parse(sdl), { assumeValid: true, assumeValidSDL: true });
}

/** Routers find entities by them. */
function keysOf(sdl: string): string[] {
  return parse(sdl).definitions.flatMap((definition) =>
    isTypeDefinitionNode(definition) && definition.kind === Kind.OBJECT_TYPE_DEFINITION
      ? (definition.directives ?? [])
          .filter(({ name }) => name.value === 'key')
          .map((key) => `${definition.name.value} ${print(key)}`)
      : [],
  );
}
