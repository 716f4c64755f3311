import type { LineageExportFormat } from './model.ts';

export interface ExportBound {
  format: LineageExportFormat;
  /** What is counted: "nodes", "edges". */
  counted: string;
  count: number;
  bound: number;
  /** What the caller can do, as a sentence. */
  advice: string;
}

/** The graph is fine, but this format cannot show one so large. A client's mistake (BAD_USER_INPUT), not a fault. */
export class ExportTooLargeError extends Error {
  override readonly name = 'ExportTooLargeError';
  readonly limit: ExportBound;

  constructor(limit: ExportBound) {
    const { format, counted, count, bound, advice } = limit;
    super(`${format} can show at most ${bound} ${counted}; this graph has ${count}. ${advice}`);
    this.limit = limit;
  }
}

/** Graphviz gave up or ran out of time on a graph within the bounds. `cause` has its own words. */
export class ExportLayoutError extends Error {
  override readonly name = 'ExportLayoutError';
}

/** The format is about another kind of graph than this one. */
export class ExportSubjectError extends Error {
  override readonly name = 'ExportSubjectError';
}

/** Whether a format turned a graph down: what was asked for cannot be had, and the message says why. */
export function isExportRefusal(
  error: unknown,
): error is ExportTooLargeError | ExportLayoutError | ExportSubjectError {
  return [ExportTooLargeError, ExportLayoutError, ExportSubjectError].some((type) => error instanceof type);
}
