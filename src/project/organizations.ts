import type { GatewayContext } from '../context.ts';
import { badReference } from '../graphql/errors.ts';
import type { Organization } from './project.model.ts';

type Lookups = Pick<GatewayContext, 'loaders' | 'wandb'>;

/**
 * The entity that owns an organisation's registries, as W&B's SDK finds it: `given` is the organisation's name or entity, or
 * empty for the key's own. Null where the request has no key. Throws BAD_USER_INPUT where the key does not belong to it, or
 * belongs to several and none was given.
 */
export async function registryEntity(
  given: string,
  argument: string,
  { loaders, wandb }: Lookups,
): Promise<string | null> {
  const membership = await loaders.organizationsOfViewer.load('viewer');
  if (!membership) {
    wandb.assertCredentialAccepted();
    return null;
  }
  const { own, all } = membership;
  if (given === '') {
    const [only, other] = own ? [own] : all;
    if (only && !other) return only.entity;
    throw badReference(argument, given, `${ownersOf(all)} Write the organisation in front of the registry.`);
  }
  const wanted = given.toLowerCase();
  const found = all.find((each) => [each.name, each.entity].some((name) => name.toLowerCase() === wanted));
  if (found) return found.entity;
  throw badReference(
    argument,
    given,
    `This is no organisation of this key's whose registries W&B shows. ${ownersOf(all)} Ask with a key of that organisation, or correct its name.`,
  );
}

function ownersOf(all: readonly Organization[]): string {
  if (all.length === 0) return 'The key belongs to no organisation.';
  return `The key belongs to ${all.map(({ name, entity }) => `"${name}" (${entity})`).join(' and ')}.`;
}
