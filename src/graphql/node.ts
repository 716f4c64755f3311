import { globalIdFromText, runAddressFromId, type GlobalId, type RunAddress } from '../wandb/ids.ts';
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

/** The address inside a run's id; refuses an id of W&B's that holds none, since W&B finds runs by address alone. */
export function runAddressOf(globalId: GlobalId, argument: string, given: unknown): RunAddress {
  const address = runAddressFromId(globalId);
  if (address) return address;
  throw badUserInput(argument, given, 'the id of a run: base64 of "Run:v1:<runId>:<project>:<entity>"');
}

/** Names the GraphQL type of an object that stands where several types may. */
export function withTypename<TName extends string, T extends object>(
  typename: TName,
  value: T,
): T & { __typename: TName } {
  return { ...value, __typename: typename };
}
