import { badUserInput } from '../graphql/errors.ts';
import type { RunFilter, RunOrder } from '../graphql/schema-types.generated.ts';
import { dateForWandb, matchesText, type WandbFilter } from '../wandb/filters.ts';

const maxAlternatives = 100;
const maxTextLength = 200;

/** W&B's names of the orders. */
const orders: Readonly<Record<RunOrder, string>> = {
  CREATED_AT_DESC: '-created_at',
  CREATED_AT_ASC: '+created_at',
  HEARTBEAT_AT_DESC: '-heartbeat_at',
  HEARTBEAT_AT_ASC: '+heartbeat_at',
};

export function wandbOrderFrom(order: RunOrder | null | undefined): string {
  return orders[order ?? 'CREATED_AT_DESC'];
}

/** W&B's form of a filter: all conditions hold together, and an empty list is none. Throws BAD_USER_INPUT for one too long. */
export function wandbFilterFrom(filter: RunFilter | null | undefined): WandbFilter {
  if (!filter) return {};
  const { nameContains, tags, jobTypes, states, users, createdAfter, createdBefore } = filter;
  const conditions: WandbFilter[] = [];
  const oneOf = (field: string, name: string, values: readonly string[] | null | undefined): void => {
    if (!values || values.length === 0) return;
    if (values.length > maxAlternatives)
      throw badUserInput(`filter.${name}`, `${values.length} texts`, `a list of at most ${maxAlternatives}`);
    conditions.push({ [field]: { $in: values } });
  };
  if (nameContains != null && nameContains !== '') {
    if (nameContains.length > maxTextLength)
      throw badUserInput(
        'filter.nameContains',
        `${nameContains.length} characters`,
        `at most ${maxTextLength} characters`,
      );
    conditions.push(runNameFilter(nameContains));
  }
  oneOf('tags', 'tags', tags);
  oneOf('jobType', 'jobTypes', jobTypes);
  oneOf('state', 'states', states);
  oneOf('username', 'users', users);
  if (createdAfter) conditions.push({ createdAt: { $gte: dateForWandb(createdAfter) } });
  if (createdBefore) conditions.push({ createdAt: { $lt: dateForWandb(createdBefore) } });
  return conditions.length === 1
    ? (conditions[0] ?? {})
    : conditions.length === 0
      ? {}
      : { $and: conditions };
}

/** Runs whose display name or id contains the text. */
export function runNameFilter(text: string): WandbFilter {
  return { $or: [{ display_name: matchesText(text) }, { name: matchesText(text) }] };
}
