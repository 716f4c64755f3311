import type { PreparedField, PreparedOperation, PreparedSelection } from './operation.ts';

/** One operation with its variables: the unit that is batched. */
export interface Work {
  operation: PreparedOperation;
  variables: Readonly<Record<string, unknown>>;
}

export interface MergedRequest {
  operationName: string;
  query: string;
  variables: Record<string, unknown>;
  /** For each piece of work, the names that its fields have in the merged answer where those differ from their own. */
  aliases: readonly ReadonlyMap<PreparedField, string>[];
}

interface MergedSelection {
  /** Keyed by name and arguments: equal work of two operations is asked once. */
  fields: Map<string, { alias: string; name: string; args: string; children: MergedSelection | null }>;
  names: Map<string, number>;
  inline: Map<string, MergedSelection>;
  spreads: Set<string>;
}

function emptySelection(): MergedSelection {
  return { fields: new Map(), names: new Map(), inline: new Map(), spreads: new Set() };
}

/**
 * Puts many operations into one document. Values travel as variables, equal ones once; fields with equal arguments are
 * shared (many runs of one project stand under one `project`), others get aliases.
 */
export function mergeWork(work: readonly Work[]): MergedRequest {
  const variables: Record<string, unknown> = {};
  const declarations: string[] = [];
  const variableNames = new Map<string, string>();
  const fragments = new Map<string, { on: string; selection: PreparedSelection; suffix: string }>();
  const suffixes = new Map<string, string>();
  const root = emptySelection();

  const intern = ({ operation, variables: given }: Work, variable: string): string | null => {
    const value = given[variable];
    if (value === undefined || value === null) return null;
    // The type's nullability differs between operations; values are never null here, so the stricter one serves both.
    const type = (operation.variableTypes.get(variable) ?? 'String').replace(/!$/, '');
    const key = `${type} ${JSON.stringify(value)}`;
    let name = variableNames.get(key);
    if (name === undefined) {
      name = `v${variableNames.size}`;
      variableNames.set(key, name);
      variables[name] = value;
      declarations.push(`$${name}: ${type}!`);
    }
    return name;
  };

  const suffixOf = (needsKey: string): string => {
    let suffix = suffixes.get(needsKey);
    if (suffix === undefined) {
      suffix = suffixes.size === 0 ? '' : `_${suffixes.size}`;
      suffixes.set(needsKey, suffix);
    }
    return suffix;
  };

  const add = (
    into: MergedSelection,
    selection: PreparedSelection,
    piece: Work,
    aliases: Map<PreparedField, string>,
  ): void => {
    for (const field of selection.fields) {
      const args = field.args
        .map(({ name, variable }) => ({ name, variable: intern(piece, variable) }))
        .filter(({ variable }) => variable !== null)
        .map(({ name, variable }) => `${name}: $${variable}`)
        .join(', ');
      const key = `${field.key}(${args})`;
      let merged = into.fields.get(key);
      if (!merged) {
        const taken = into.names.get(field.key) ?? 0;
        into.names.set(field.key, taken + 1);
        const alias = taken === 0 ? field.key : `${field.key}_${taken}`;
        merged = { alias, name: field.key, args, children: field.children ? emptySelection() : null };
        into.fields.set(key, merged);
      }
      if (merged.alias !== field.key) aliases.set(field, merged.alias);
      if (field.children && merged.children) add(merged.children, field.children, piece, aliases);
    }
    for (const fragment of selection.fragments) {
      if (fragment.name === null) {
        const inline = into.inline.get(fragment.on) ?? emptySelection();
        into.inline.set(fragment.on, inline);
        add(inline, fragment.selection, piece, aliases);
      } else {
        const suffix = suffixOf(piece.operation.needsKey);
        const spread = `${fragment.name}${suffix}`;
        into.spreads.add(spread);
        // Whoever noted it noted what it spreads too, and the same needs prune them alike.
        if (fragments.has(spread)) continue;
        for (const [name, body] of piece.operation.fragmentBodies)
          fragments.set(`${name}${suffix}`, { ...body, suffix });
      }
    }
  };

  const aliases = work.map((piece) => {
    const own = new Map<PreparedField, string>();
    add(root, piece.operation.selection, piece, own);
    return own;
  });

  const names = [...new Set(work.map((piece) => piece.operation.name))].sort();
  const operationName = names.join('_');
  const head = declarations.length > 0 ? `(${declarations.join(', ')})` : '';
  const used = usedFragments(root, fragments);
  const query = [
    `query ${operationName}${head} ${printMerged(root)}`,
    ...used.map(
      ([name, { on, selection, suffix }]) => `fragment ${name} on ${on} ${printPrepared(selection, suffix)}`,
    ),
  ].join('\n');
  return { operationName, query, variables, aliases };
}

function printMerged(selection: MergedSelection): string {
  const parts: string[] = [];
  for (const { alias, name, args, children } of selection.fields.values()) {
    const head = `${alias === name ? '' : `${alias}: `}${name}${args === '' ? '' : `(${args})`}`;
    parts.push(children ? `${head} ${printMerged(children)}` : head);
  }
  for (const [on, inline] of selection.inline) parts.push(`... on ${on} ${printMerged(inline)}`);
  for (const spread of selection.spreads) parts.push(`...${spread}`);
  return `{ ${parts.join(' ')} }`;
}

function printPrepared(selection: PreparedSelection, suffix: string): string {
  const fields = selection.fields.map(({ key, children }) =>
    children ? `${key} ${printPrepared(children, suffix)}` : key,
  );
  const fragments = selection.fragments.map(({ on, name, selection: inner }) =>
    name === null ? `... on ${on} ${printPrepared(inner, suffix)}` : `...${name}${suffix}`,
  );
  return `{ ${[...fields, ...fragments].join(' ')} }`;
}

/** GraphQL refuses fragments that nobody spreads; pruning may have left some. */
function usedFragments<T extends { selection: PreparedSelection; suffix: string }>(
  root: MergedSelection,
  fragments: ReadonlyMap<string, T>,
): [string, T][] {
  const used = new Map<string, T>();
  const visit = (name: string): void => {
    const fragment = fragments.get(name);
    if (!fragment || used.has(name)) return;
    used.set(name, fragment);
    visitPrepared(fragment.selection, fragment.suffix);
  };
  const visitPrepared = (selection: PreparedSelection, suffix: string): void => {
    for (const { children } of selection.fields) if (children) visitPrepared(children, suffix);
    for (const { name, selection: inner } of selection.fragments) {
      if (name === null) visitPrepared(inner, suffix);
      else visit(`${name}${suffix}`);
    }
  };
  const visitMerged = (selection: MergedSelection): void => {
    for (const { children } of selection.fields.values()) if (children) visitMerged(children);
    for (const inline of selection.inline.values()) visitMerged(inline);
    for (const spread of selection.spreads) visit(spread);
  };
  visitMerged(root);
  return [...used];
}
