import { pathOf } from '../graphql/connection.ts';
import { badUserInput } from '../graphql/errors.ts';
import type { QueryResolvers } from '../graphql/resolver-types.generated.ts';
import type { SearchKind } from '../graphql/schema-types.generated.ts';
import { variantFor } from '../graphql/selection.ts';
import { runFields } from '../run/run.model.ts';
import { nameFromText, projectPathFromText } from '../wandb/addresses.ts';
import { searchWandb } from './search.ts';

const maxTextLength = 200;
const maxPlaces = 50;
const maxHits = 100;
const everyKind: readonly SearchKind[] = ['RUN', 'COLLECTION', 'VERSION', 'PROJECT'];

export const searchQueries: Pick<QueryResolvers, 'search'> = {
  search(_, { text: given, in: places, kinds, first }, context, info) {
    const text = given.trim();
    if (text === '') throw badUserInput('text', given, 'a text of at least one character to search for');
    if (text.length > maxTextLength)
      throw badUserInput('text', `${text.length} characters`, `at most ${maxTextLength} characters`);
    if (first < 1 || first > maxHits)
      throw badUserInput('first', first, `a whole number from 1 to ${maxHits}`);
    if (places && (places.length === 0 || places.length > maxPlaces))
      throw badUserInput('in', `${places.length} places`, `a list of 1 to ${maxPlaces}, or left out`);
    const request = {
      text,
      places: places?.map((place, index) => placeFrom(place, `in[${index}]`)) ?? null,
      kinds: new Set(kinds && kinds.length > 0 ? kinds : everyKind),
      first,
      variant: variantFor(info, [runFields], ['hits.node']),
    };
    const reported = new Set<string>();
    return searchWandb(request, context, (error) => {
      // One failed request may cost fifty projects; each has its note in the result.
      if (!reported.has(error.message)) context.report(error, pathOf(info));
      reported.add(error.message);
    });
  },
};

function placeFrom(text: string, argument: string) {
  const place = nameFromText(text.trim()) ?? projectPathFromText(text);
  if (place === null)
    throw badUserInput(argument, text, 'an entity (a user, team or organisation) or entity/project');
  return place;
}
