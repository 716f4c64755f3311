import { number, record, records, text, texts, type Fields } from '../json.ts';
import { isProduction } from './model.ts';

/** A person with runs downstream of a node. */
export interface AffectedPerson {
  name: string;
  username: string | null;
  /** The number of their runs downstream. */
  runs: number;
  /** The distance of the nearest of these runs in hops. */
  nearest: number;
  /** The versions in production that these runs logged. */
  production: readonly string[];
}

/** The people whose runs are in a downstream lineage: those with versions in production first, then the nearest. */
export function affectedPeople(lineage: Fields): AffectedPerson[] {
  const hits = records(lineage['nodes']).map((hit) => ({
    depth: number(hit['depth']) ?? 0,
    node: record(hit['node']),
  }));
  const production = new Map(
    hits
      .filter(({ node }) => texts(node['aliases']).some(isProduction))
      .map(({ node }) => [text(node['id']) ?? '', text(node['label']) ?? 'unnamed']),
  );
  const logged = new Map<string, string[]>();
  for (const edge of records(lineage['edges'])) {
    const [from, version] = [text(edge['from']) ?? '', production.get(text(edge['to']) ?? '')];
    if (edge['kind'] === 'LOGGED' && version !== undefined)
      logged.set(from, [...(logged.get(from) ?? []), version]);
  }
  const people = new Map<string, AffectedPerson>();
  for (const { depth, node } of hits) {
    if (node['__typename'] !== 'Run' || depth === 0) continue;
    const user = record(node['user']);
    const username = text(user['username']);
    const name = text(user['name']) ?? username ?? 'not shown by W&B';
    const known = people.get(username ?? name) ?? { name, username, runs: 0, nearest: depth, production: [] };
    people.set(username ?? name, {
      ...known,
      runs: known.runs + 1,
      nearest: Math.min(known.nearest, depth),
      production: [...known.production, ...(logged.get(text(node['id']) ?? '') ?? [])],
    });
  }
  return [...people.values()].sort(
    (one, other) => other.production.length - one.production.length || one.nearest - other.nearest,
  );
}
