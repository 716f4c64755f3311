import { globalIdFromText, type GlobalId } from '../wandb/ids.ts';
import { badUserInput } from './errors.ts';

/** Reads a global id that a client gave for one of W&B's types; refuses any other text. */
export function idOf(id: unknown, argument: string, types: readonly string[]): GlobalId {
  const known = typeof id === 'string' ? globalIdFromText(id) : null;
  if (!known) {
    const wanted = 'a W&B global id: base64 of "Type:...", as the field "id" of an object gives it';
    throw badUserInput(argument, id, wanted);
  }
  if (!types.includes(known.type)) {
    throw badUserInput(
      argument,
      id,
      `the id of ${types.join(' or ')}; this one is of the type ${known.type}`,
    );
  }
  return known;
}

/** Names the GraphQL type of an object that stands where several types may. */
export function withTypename<TName extends string, T extends object>(
  typename: TName,
  value: T,
): T & { __typename: TName } {
  return { ...value, __typename: typename };
}
