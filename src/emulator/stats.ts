/** What the emulator was asked since the last reset; tests hold the gateway to it. */
export interface EmulatorStats {
  requests: number;
  /**
   * How many round trips deep the requests were: it grows with each request that began after another one of its round had been
   * answered. Requests side by side are one round; best effort where they overlap in other ways.
   */
  rounds: number;
  /** The operation name of each request, in order. */
  operationNames: readonly string[];
  /** How often each lookup was resolved, one for each alias: `Query.artifact`, `Project.run` ... */
  lookups: Readonly<Record<string, number>>;
  /** Objects that were sent, by type, each as often as it was. */
  objects: Readonly<Record<string, number>>;
  /** How often each page of each edge list was sent: `Artifact.usedBy <id> <after>` -> count. */
  edgeLists: Readonly<Record<string, number>>;
  bytesSent: number;
  /** The most requests that were under way at once. */
  maxConcurrent: number;
  /** Requests that a fault struck. */
  struck: number;
  /** Fingerprints of the keys that came, in order of first sight; `anonymous` for none. */
  callers: readonly string[];
}

export interface StatsRecorder {
  begin(operationName: string, caller: string): void;
  strike(): void;
  end(bytes: number): void;
  lookup(place: string): void;
  object(type: string): void;
  edgeList(name: string): void;
  read(): EmulatorStats;
  reset(): void;
}

interface Counters {
  requests: number;
  rounds: number;
  /** Whether a request of the round has been answered: the next one to begin opens a new round. */
  roundAnswered: boolean;
  operationNames: string[];
  lookups: Map<string, number>;
  objects: Map<string, number>;
  edgeLists: Map<string, number>;
  bytesSent: number;
  maxConcurrent: number;
  struck: number;
  callers: Set<string>;
}

const noCounters = (): Counters => ({
  requests: 0,
  rounds: 0,
  roundAnswered: true,
  operationNames: [],
  lookups: new Map(),
  objects: new Map(),
  edgeLists: new Map(),
  bytesSent: 0,
  maxConcurrent: 0,
  struck: 0,
  callers: new Set(),
});

export function createStats(): StatsRecorder {
  let counters = noCounters();
  let concurrent = 0;
  const count = (counts: Map<string, number>, name: string): void =>
    void counts.set(name, (counts.get(name) ?? 0) + 1);
  return {
    begin(operationName, caller) {
      counters.requests += 1;
      if (counters.roundAnswered) counters.rounds += 1;
      counters.roundAnswered = false;
      concurrent += 1;
      counters.maxConcurrent = Math.max(counters.maxConcurrent, concurrent);
      counters.operationNames.push(operationName);
      counters.callers.add(caller);
    },
    strike() {
      counters.struck += 1;
    },
    end(bytes) {
      concurrent -= 1;
      counters.bytesSent += bytes;
      counters.roundAnswered = true;
    },
    lookup: (place) => count(counters.lookups, place),
    object: (type) => count(counters.objects, type),
    edgeList: (name) => count(counters.edgeLists, name),
    read: () => ({
      requests: counters.requests,
      rounds: counters.rounds,
      operationNames: [...counters.operationNames],
      lookups: Object.fromEntries(counters.lookups),
      objects: Object.fromEntries(counters.objects),
      edgeLists: Object.fromEntries(counters.edgeLists),
      bytesSent: counters.bytesSent,
      maxConcurrent: counters.maxConcurrent,
      struck: counters.struck,
      callers: [...counters.callers],
    }),
    reset() {
      counters = { ...noCounters(), maxConcurrent: concurrent };
    },
  };
}
