/**
 * Ids, each with the number of its turn, in buffers outside of V8's heap: of a million of them as strings and objects every
 * collection would look at each, and the heap would grow to several times their size.
 */
export interface IdBook {
  readonly size: number;
  /** -1 where it was never added. */
  numberOf(id: string): number;
  /** Only for an id that is not in yet. */
  add(id: string): number;
  idAt(number: number): string;
}

const chunkBytes = 1 << 20;
const lengthBytes = 4;

export function createIdBook(): IdBook {
  const chunks: Buffer[] = [];
  let used = chunkBytes;
  let size = 0;
  /** Open addressing: a number and one, 0 where a slot is free. */
  let slots = new Uint32Array(1 << 11);
  let hashes: Uint32Array = new Uint32Array(1 << 10);
  /** Where an id's length and bytes stand, counted through all chunks. */
  let places: Float64Array = new Float64Array(1 << 10);

  const hashOf = (id: string): number => {
    let hash = 0x811c9dc5;
    for (let at = 0; at < id.length; at += 1) hash = Math.imul(hash ^ id.charCodeAt(at), 0x01000193);
    return (hash ^ (hash >>> 15)) >>> 0;
  };

  const idAt = (number: number): string => {
    const place = places[number];
    const chunk = place === undefined ? undefined : chunks[Math.floor(place / chunkBytes)];
    if (place === undefined || !chunk) throw new RangeError(`No id has the number ${number}.`);
    const from = (place % chunkBytes) + lengthBytes;
    return chunk.toString('utf8', from, from + chunk.readUInt32LE(from - lengthBytes));
  };

  const store = (id: string): number => {
    const bytes = Buffer.byteLength(id) + lengthBytes;
    if (used + bytes > chunkBytes) {
      // One that is longer than a chunk has a buffer of its own; its place is the beginning all the same.
      chunks.push(Buffer.allocUnsafeSlow(Math.max(bytes, chunkBytes)));
      used = 0;
    }
    const chunk = chunks.at(-1) as Buffer;
    chunk.writeUInt32LE(bytes - lengthBytes, used);
    chunk.write(id, used + lengthBytes);
    const place = (chunks.length - 1) * chunkBytes + used;
    used += bytes;
    return place;
  };

  const occupy = (number: number, hash: number): void => {
    const mask = slots.length - 1;
    let slot = hash & mask;
    while (slots[slot] !== 0) slot = (slot + 1) & mask;
    slots[slot] = number + 1;
  };

  const widen = (): void => {
    hashes = widened(hashes, new Uint32Array(2 * hashes.length));
    places = widened(places, new Float64Array(2 * places.length));
    slots = new Uint32Array(2 * slots.length);
    for (let number = 0; number < size; number += 1) occupy(number, hashes[number] as number);
  };

  return {
    get size() {
      return size;
    },
    numberOf(id) {
      const hash = hashOf(id);
      const mask = slots.length - 1;
      for (let slot = hash & mask; slots[slot] !== 0; slot = (slot + 1) & mask) {
        const number = (slots[slot] as number) - 1;
        if (hashes[number] === hash && idAt(number) === id) return number;
      }
      return -1;
    },
    add(id) {
      if (size === hashes.length) widen();
      const number = size;
      const hash = hashOf(id);
      hashes[number] = hash;
      places[number] = store(id);
      size += 1;
      occupy(number, hash);
      return number;
    },
    idAt,
  };
}

/** Small whole numbers by the numbers of a graph, one after the other. */
export interface NumberColumn {
  get(at: number): number;
  set(at: number, value: number): void;
}

export function createColumn(create: (length: number) => Uint8Array | Uint32Array): NumberColumn {
  let values = create(1 << 10);
  return {
    get: (at) => values[at] ?? 0,
    set(at, value) {
      if (at >= values.length) values = widened(values, create(2 * Math.max(at, values.length)));
      values[at] = value;
    },
  };
}

/** A whole number for each of many pairs, under `pairKey`, likewise outside of the heap. */
export interface PairBook {
  get(key: number): number | undefined;
  set(key: number, value: number): void;
}

export function createPairBook(): PairBook {
  let size = 0;
  /** Of a key and one, as 0 stands for a free slot. */
  let keys = new Float64Array(1 << 11);
  let values = new Uint32Array(1 << 11);

  const slotOf = (key: number): number => {
    const mask = keys.length - 1;
    const mixed = Math.imul(key % 2 ** 26, 0x9e3779b1) ^ Math.imul(Math.floor(key / 2 ** 26), 0x85ebca6b);
    let slot = (mixed ^ (mixed >>> 15)) & mask;
    while (keys[slot] !== 0 && keys[slot] !== key + 1) slot = (slot + 1) & mask;
    return slot;
  };

  return {
    get(key) {
      const slot = slotOf(key);
      return keys[slot] === 0 ? undefined : values[slot];
    },
    set(key, value) {
      if (2 * size >= keys.length) {
        const [oldKeys, oldValues] = [keys, values];
        keys = new Float64Array(2 * oldKeys.length);
        values = new Uint32Array(keys.length);
        for (const [at, known] of oldKeys.entries()) {
          if (known === 0) continue;
          const slot = slotOf(known - 1);
          keys[slot] = known;
          values[slot] = oldValues[at] as number;
        }
      }
      const slot = slotOf(key);
      if (keys[slot] === 0) size += 1;
      keys[slot] = key + 1;
      values[slot] = value;
    },
  };
}

function widened<T extends Uint8Array | Uint32Array | Float64Array>(from: T, into: T): T {
  into.set(from);
  return into;
}
