import { covers, needsFrom, union, type Needs } from './needs.ts';

/** What is known so far of one W&B object. `data` grows as more of its fields are asked for. */
export interface WandbRecord<TName extends string, TData> {
  readonly __typename: TName;
  readonly id: string;
  /** Values may be WandbErrors: the reason why that one field is missing. */
  readonly data: Partial<TData>;
  /** The needs that `data` satisfies. */
  loaded: Needs;
}

/** The objects of one type that one request has met, each once however many paths led to it. */
export interface RecordStore<TName extends string, TData> {
  get(id: string): WandbRecord<TName, TData> | undefined;
  /** Adds what an answer to `needs` told of the object. */
  absorb(data: Partial<TData> & { id: string }, needs: Needs): WandbRecord<TName, TData>;
}

const nothing = needsFrom([]);

export function createRecordStore<TName extends string, TData>(typename: TName): RecordStore<TName, TData> {
  const records = new Map<string, WandbRecord<TName, TData>>();
  return {
    get: (id) => records.get(id),
    absorb(data, needs) {
      let record = records.get(data.id);
      if (!record) {
        record = { __typename: typename, id: data.id, data: {}, loaded: nothing };
        records.set(data.id, record);
      }
      mergeInto(record.data, data);
      record.loaded = union(record.loaded, needs);
      return record;
    },
  };
}

/** Whether a record's own fields are all there. */
export function has(record: { loaded: Needs }, needs: Needs): boolean {
  return covers(record.loaded, needs);
}

function mergeInto(target: object, source: object): void {
  const into = target as Record<string, unknown>;
  for (const [key, value] of Object.entries(source)) {
    const before = into[key];
    if (isPlain(before) && isPlain(value)) mergeInto(before, value);
    else if (before === undefined || !(value instanceof Error)) into[key] = value;
  }
}

function isPlain(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Error);
}

/** A field that the resolvers made sure of before they gave the object out. Throws where W&B failed to give it. */
export function fieldOf<TData, TKey extends keyof TData>(
  record: WandbRecord<string, TData>,
  key: TKey,
): Exclude<TData[TKey], Error> {
  const value = record.data[key];
  if (value === undefined)
    throw new TypeError(`${record.__typename}.${String(key)} was read before it was loaded.`);
  if (value instanceof Error) throw value;
  return value as Exclude<TData[TKey], Error>;
}
