/** A filter of W&B's lists, which are written as MongoDB writes queries. */
export interface WandbFilter {
  readonly [fieldOrOperator: string]: unknown;
}

/**
 * Texts that contain this one, whatever the case. W&B's databases differ in the flags of their expressions, so that each letter
 * is given in both cases.
 */
export function matchesText(text: string): { $regex: string } {
  return { $regex: Array.from(text, patternOf).join('') };
}

function patternOf(character: string): string {
  const [lower, upper] = [character.toLowerCase(), character.toUpperCase()];
  if (lower !== upper && lower.length === 1 && upper.length === 1) return `[${lower}${upper}]`;
  return /[\\^$.*+?()[\]{}|]/.test(character) ? `\\${character}` : character;
}

/** A point in time as W&B compares it: seconds, in UTC. */
export function dateForWandb(date: Date): string {
  return date.toISOString().replace('.000Z', 'Z');
}
