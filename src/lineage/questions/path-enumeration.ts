import type { LineageEdge } from '../graph.ts';
import type { GraphNode } from '../source.ts';
import type { PathGraph, PathNode } from './path-graph.ts';
import { shouldYield, yieldToEventLoop } from '../../wandb/yield.ts';

/** One simple path along the data's index: one more node than edges. */
export interface LineagePath {
  nodes: GraphNode[];
  edges: LineageEdge[];
}

export interface Enumeration {
  paths: LineagePath[];
  /** The steps allowed did not suffice: there may be more paths, none of them before those given. */
  exhausted: boolean;
}

/** In a graph without cycles every step leads to a path; this many wrong turns only cycles can make. */
const stepLimit = 200_000;

/**
 * The first `limit` simple paths of at most `maxLength` edges: shorter ones first, then by their nodes' ids. It goes down
 * only where a walk of exactly the length sought leads to the end, so that the 4^8 paths of a diamond cost no more than
 * those that are asked for.
 */
export async function enumeratePaths(
  graph: PathGraph,
  from: PathNode,
  to: PathNode,
  maxLength: number,
  limit: number,
): Promise<Enumeration> {
  const paths: LineagePath[] = [];
  /** `layers[n]` marks, by index, the nodes from which a walk of exactly n edges leads to the end. */
  const layers: Uint8Array[] = [];
  let layer: PathNode[] = [to];
  let steps = 0;
  for (let length = 0; length <= maxLength && layer.length > 0; length += 1) {
    const marks = new Uint8Array(graph.size);
    for (const { index } of layer) marks[index] = 1;
    layers.push(marks);
    if (length > 0 && marks[from.index]) {
      for (const path of pathsOfLength(from, to, length, layers)) {
        steps += 1;
        if (shouldYield()) await yieldToEventLoop();
        if (path) paths.push(path);
        if (paths.length >= limit) return { paths, exhausted: false };
        if (steps > stepLimit) return { paths, exhausted: true };
      }
    }
    layer = await layerBefore(layer);
  }
  return { paths, exhausted: false };
}

/** Further than this nobody looks for a longer way: that far, there is one. */
const longestLook = 64;

/** Whether a walk of more than `length` edges may lead from the one to the other. */
export async function hasLongerWalk(from: PathNode, to: PathNode, length: number): Promise<boolean> {
  let layer: PathNode[] = [to];
  for (let edges = 0; layer.length > 0; edges += 1) {
    if (edges > length && (edges > length + longestLook || layer.includes(from))) return true;
    layer = await layerBefore(layer);
  }
  return false;
}

async function layerBefore(layer: readonly PathNode[]): Promise<PathNode[]> {
  const before = new Set<PathNode>();
  for (const node of layer) {
    for (const other of node.upstream.values()) {
      if (shouldYield()) await yieldToEventLoop();
      before.add(other);
    }
  }
  return [...before];
}

/** Yields null for each step, so that whoever takes the paths can count, give way and stop. */
function* pathsOfLength(
  from: PathNode,
  to: PathNode,
  length: number,
  layers: readonly Uint8Array[],
): Generator<LineagePath | null> {
  const trail = [from];
  const edges: LineageEdge[] = [];
  const taken = new Set([from]);
  const ways = [waysOn(from, length - 1, layers)];
  for (let way = ways.at(-1); way; way = ways.at(-1)) {
    const next = way.pop();
    if (!next) {
      ways.pop();
      edges.pop();
      const left = trail.pop();
      if (left) taken.delete(left);
      continue;
    }
    yield null;
    const remaining = length - trail.length;
    if (taken.has(next.node) || (next.node === to) !== (remaining === 0)) continue;
    trail.push(next.node);
    edges.push(next.edge);
    taken.add(next.node);
    if (remaining === 0) yield { nodes: trail.map(({ ref }) => ref), edges: [...edges] };
    ways.push(remaining === 0 ? [] : waysOn(next.node, remaining - 1, layers));
  }
}

/** The edges after which exactly `remaining` more lead to the end, the first one last. */
function waysOn(node: PathNode, remaining: number, layers: readonly Uint8Array[]) {
  const marks = layers[remaining];
  const ways = [...node.downstream.values()].filter((way) => marks?.[way.node.index] === 1);
  return ways.sort((a, b) => (a.edge.to < b.edge.to ? 1 : -1));
}
