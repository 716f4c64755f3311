/** What is noted of a request while it is answered, for the log, the counters and the trace. Holds nothing of its data. */
export interface RequestRecord {
  /** As the client named its operation; null where it has no name, or none was read. */
  operationName: string | null;
  /** Null: not worked out. */
  cost: number | null;
  /** The codes of the errors in the answer, each once. */
  readonly codes: Set<string>;
  /** Whether there were data beside them. */
  hasData: boolean;
  /** What was asked of W&B before the request's last context was opened. */
  wandbRequestsBefore: number;
}

export function createRequestRecord(): RequestRecord {
  return { operationName: null, cost: null, codes: new Set(), hasData: false, wandbRequestsBefore: 0 };
}

/** `ok`, `partial` (data, and errors beside them), or the code of the first error. */
export function outcomeOf({ codes, hasData }: RequestRecord, status: number): string {
  const [code] = codes;
  if (code !== undefined) return hasData ? 'partial' : code;
  return status < 400 ? 'ok' : `HTTP_${status}`;
}
