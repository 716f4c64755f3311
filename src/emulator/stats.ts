/** What the emulator was asked since the last reset; tests hold the gateway to it. */
export interface EmulatorStats {
  requests: number;
  /** The operation name of each request, in order. */
  operationNames: readonly string[];
  /** Runs and artifact versions that were sent, each as often as it was. */
  objects: { readonly Run: number; readonly Artifact: number };
  /** How often each page of each edge list was sent: `Artifact.usedBy <id> <after>` -> count. */
  edgeLists: Readonly<Record<string, number>>;
  bytesSent: number;
  /** The most requests that were under way at once. */
  maxConcurrent: number;
  /** Fingerprints of the keys that came, in order of first sight; `anonymous` for none. */
  callers: readonly string[];
}

export interface StatsRecorder {
  begin(operationName: string, caller: string): void;
  end(bytes: number): void;
  object(type: 'Run' | 'Artifact'): void;
  edgeList(name: string): void;
  read(): EmulatorStats;
  reset(): void;
}

export function createStats(): StatsRecorder {
  let requests = 0;
  let operationNames: string[] = [];
  let objects = { Run: 0, Artifact: 0 };
  let edgeLists = new Map<string, number>();
  let bytesSent = 0;
  let concurrent = 0;
  let maxConcurrent = 0;
  let callers = new Set<string>();
  return {
    begin(operationName, caller) {
      requests += 1;
      concurrent += 1;
      maxConcurrent = Math.max(maxConcurrent, concurrent);
      operationNames.push(operationName);
      callers.add(caller);
    },
    end(bytes) {
      concurrent -= 1;
      bytesSent += bytes;
    },
    object(type) {
      objects[type] += 1;
    },
    edgeList(name) {
      edgeLists.set(name, (edgeLists.get(name) ?? 0) + 1);
    },
    read: () => ({
      requests,
      operationNames: [...operationNames],
      objects: { ...objects },
      edgeLists: Object.fromEntries(edgeLists),
      bytesSent,
      maxConcurrent,
      callers: [...callers],
    }),
    reset() {
      requests = 0;
      operationNames = [];
      objects = { Run: 0, Artifact: 0 };
      edgeLists = new Map();
      bytesSent = 0;
      maxConcurrent = concurrent;
      callers = new Set();
    },
  };
}
