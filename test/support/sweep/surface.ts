/** Where a surface is asked: a gateway in front of a W&B that may fail. */
export interface SweepTarget {
  gatewayUrl: string;
  wandbUrl: string;
  /** The W&B key of commands. */
  key: string;
  /** Seconds that commands wait for W&B. */
  timeoutSeconds: string;
  wandbAppUrl: string;
}

/** What somebody reads who asks once. */
export interface SweepAnswer {
  /** JSON, or lines of a text. */
  content: unknown;
  /** Everything that says that the content is not all: errors, failures among the truncations, exit codes, notes. */
  warnings: readonly string[];
}

/** One way to ask: a query, a file, a tool, a command. */
export interface Surface {
  name: string;
  ask(target: SweepTarget): Promise<SweepAnswer>;
}

const failureReasons = new Set(['WANDB_ERROR', 'DEADLINE', 'CHANGED', 'REQUEST_BUDGET']);

/** What a JSON answer itself says of failures: in its completeness, and by nodes that stand for failed ones. */
export function warningsIn(content: unknown): string[] {
  const warnings: string[] = [];
  const look = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return;
    const { reason, complete, at } = value as { reason?: unknown; complete?: unknown; at?: unknown };
    if (typeof reason === 'string' && failureReasons.has(reason)) warnings.push(`${reason} ${String(at)}`);
    if (complete === false) warnings.push('incomplete');
    for (const inner of Object.values(value)) look(inner);
  };
  look(content);
  return warnings;
}

/** The lines of a text that speak of something missing. */
export function warningsInText(text: string): string[] {
  return text
    .split('\n')
    .filter((line) =>
      /\b(?:W&B failed|W&amp;B failed|failed|incomplete|not complete|could not|unknown number|timed out|timeout|did not respond|Problem:|NO\b|error|unreadable)/i.test(
        line,
      ),
    );
}

/** JSON as what it says, lines of JSON as a list, also of one, other texts as lines; null for nothing. */
export function contentOf(text: string): unknown {
  if (text.trim() === '') return null;
  const lines = text.split('\n').filter((line) => line !== '');
  for (const read of [
    () => lines.map((line) => JSON.parse(line) as unknown),
    () => JSON.parse(text) as unknown,
  ])
    try {
      return read();
    } catch {
      // Another form, then.
    }
  return lines;
}

export function answerFromText(text: string): SweepAnswer {
  const content = contentOf(text);
  const isText = Array.isArray(content) && content.every((line) => typeof line === 'string');
  return { content, warnings: isText ? warningsInText(text) : warningsIn(content) };
}
