/** The most bytes of one answer, 8,000 together with what programs read: more would crowd out the model's context. */
const maxTextBytes = 5_200;
const maxNodesBytes = 2_400;
const endBytes = 900;
const maxNameLength = 120;

/** Names were written by others: quoted, on one line and of bounded length, so that they read as data. */
export function quoted(text: string): string {
  // eslint-disable-next-line no-control-regex -- removes control characters
  const line = text.replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029\s]+/g, ' ').trim();
  const short = line.length > maxNameLength ? `${line.slice(0, maxNameLength - 1)}…` : line;
  return JSON.stringify(short);
}

export function counted(count: number, one: string, many = `${one}s`): string {
  return `${count.toLocaleString('en')} ${count === 1 ? one : many}`;
}

/** A thing that an answer names, for programs. */
export interface NamedNode {
  kind: 'RUN' | 'ARTIFACT' | 'HIDDEN' | 'COLLECTION' | 'PROJECT';
  id: string | null;
  path: string | null;
  label: string;
}

/** What a tool answers: lines for models, and the same in parts for programs. */
export interface Answer {
  text: string;
  structured: {
    complete: boolean;
    status?: string;
    counts: Record<string, number>;
    nodes: NamedNode[];
    nodesOmitted: number;
  };
}

/** An answer of bounded length: lines that do not fit are omitted, the end is not. */
export class AnswerText {
  readonly #lines: string[] = [];
  readonly #nodes = new Map<string, NamedNode>();
  #bytes = 0;
  #dropped = 0;
  #nodesBytes = 0;
  #nodesOmitted = 0;
  #complete = true;
  /** Of all items, not only of those that are listed. */
  counts: Record<string, number> = {};
  status: string | undefined;

  /** Returns whether the line fits; those that do not are counted. */
  add(line: string): boolean {
    const bytes = Buffer.byteLength(line) + 1;
    if (this.#dropped > 0 || this.#bytes + bytes > maxTextBytes - endBytes) {
      this.#dropped += 1;
      return false;
    }
    this.#lines.push(line);
    this.#bytes += bytes;
    return true;
  }

  /** Adds the line that says whether everything is there, and the problems, each in a line. */
  addCompleteness(complete: boolean, line: string, problems: readonly string[]): void {
    this.#complete &&= complete && problems.length === 0;
    this.add(line);
    for (const problem of problems) this.add(`Problem: ${problem}`);
  }

  /** Lists a node for programs, once. */
  name(node: NamedNode): void {
    const key = node.id ?? node.path ?? node.label;
    if (this.#nodes.has(key)) return;
    const { label, ...rest } = node;
    const short = { ...rest, label: label.slice(0, maxNameLength) };
    this.#nodesBytes += Buffer.byteLength(JSON.stringify(short)) + 1;
    if (this.#nodesBytes > maxNodesBytes) this.#nodesOmitted += 1;
    else this.#nodes.set(key, short);
  }

  /** The whole answer. `next` says how to continue and is always included. */
  end(next = ''): Answer {
    const cut = `Cut here: ${counted(this.#dropped, 'line')} omitted to keep this answer short.\n`;
    const end = Buffer.from(`${this.#dropped > 0 ? cut : ''}${next}`);
    const text = [...this.#lines, end.subarray(0, endBytes).toString()].join('\n').trimEnd();
    const { status, counts } = this;
    const nodes = [...this.#nodes.values()];
    const structured = { complete: this.#complete, counts, nodes, nodesOmitted: this.#nodesOmitted };
    return { text, structured: status === undefined ? structured : { ...structured, status } };
  }
}

export interface Completeness {
  complete: boolean;
  truncations: readonly { at: string; reason: string; omitted: number | null }[];
}

/** The part of a document that `completenessLine` reads. */
export const completenessFields = 'completeness { complete truncations { at reason omitted } }';

const remedies: Record<string, string> = {
  MAX_DEPTH: 'beyond maxDepth: raise maxDepth',
  MAX_NODES: 'beyond maxNodes: raise maxNodes, or narrow the query',
  FANOUT: 'more neighbours than maxFanout',
  DEADLINE: 'the request deadline passed: lower maxDepth, or narrow the query',
  WANDB_ERROR: 'W&B failed: try again',
  CHANGED: 'the graph changed between two pages: start again from the first page',
  HIDDEN: 'W&B does not show it to this key',
  PRODUCER_UNKNOWN: 'W&B names no run that logged these versions: what they were made from is not known',
  FILTERED: 'excluded by the filter, by default what W&B logs by itself: set includeSystemTypes',
};

/** Says whether the answer is complete, and if not what is missing, why, and what helps. */
export function completenessLine({ complete, truncations }: Completeness): string {
  const reasons = new Map<string, { places: number; known: number; unknown: boolean }>();
  for (const { reason, omitted } of truncations) {
    const sum = reasons.get(reason) ?? { places: 0, known: 0, unknown: false };
    reasons.set(reason, {
      places: sum.places + 1,
      known: sum.known + (omitted ?? 0),
      unknown: sum.unknown || omitted === null,
    });
  }
  const words = [...reasons].map(([reason, { places, known, unknown }]) => {
    const amount = unknown ? (known > 0 ? `at least ${known}` : 'an unknown number') : String(known);
    return `${reason}: ${amount} at ${counted(places, 'place')} (${remedies[reason] ?? 'unknown'})`;
  });
  if (words.length === 0)
    return complete ? 'Complete: yes.' : 'Complete: NO, there is more than was requested.';
  const verdict = complete ? 'Complete: yes' : 'Complete: NO, counts are lower bounds';
  return `${verdict}. Omitted: ${words.join('; ')}.`;
}
