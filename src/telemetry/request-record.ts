/** What is recorded about a request for the log, the metrics and the trace. Contains none of its data. */
export interface RequestRecord {
  /** The name that the client gave its operation; null where it has none, or was not parsed. */
  operationName: string | null;
  /** Null where it was not estimated. */
  cost: number | null;
  /** The codes of the response's errors, each once. */
  readonly codes: Set<string>;
  /** Whether the response has data beside its errors. */
  hasData: boolean;
  /** W&B requests of earlier contexts of this request. */
  wandbRequestsBefore: number;
}

export function createRequestRecord(): RequestRecord {
  return { operationName: null, cost: null, codes: new Set(), hasData: false, wandbRequestsBefore: 0 };
}

/** `ok`, `partial` (data and errors), or the code of the first error. */
export function outcomeOf({ codes, hasData }: RequestRecord, status: number): string {
  const [code] = codes;
  if (code !== undefined) return hasData ? 'partial' : code;
  return status < 400 ? 'ok' : `HTTP_${status}`;
}

/** One answered request, for the log, the metrics and the trace: no URL, no query, no variable, no header. */
export interface AnsweredRequest {
  requestId: string;
  /** The path as it was registered, so that there are few. */
  route: string;
  operation: string | null;
  /** A hash. */
  caller: string | null;
  cost: number | null;
  wandbRequests: number;
  cacheHits: number;
  durationMs: number;
  status: number;
  outcome: string;
}
