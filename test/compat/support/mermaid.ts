import { spawn } from 'node:child_process';
import { text as textOf } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';

export interface MermaidSource {
  text: string;
  config?: { maxEdges?: number; maxTextSize?: number };
}

export interface ParsedDiagram {
  /** null: it parses. */
  error: string | null;
  /** As Mermaid's parser sees them, with `#35;` already decoded. */
  labels: string[];
  edges: number;
}

/** Parses with Mermaid itself, with its default limits unless `config` sets others; one process for all sources. */
export async function parseMermaid(sources: readonly MermaidSource[]): Promise<ParsedDiagram[]> {
  const script = fileURLToPath(new URL('mermaid-parse.mjs', import.meta.url));
  const child = spawn(process.execPath, ['--no-warnings', script], { stdio: ['pipe', 'pipe', 'inherit'] });
  child.stdin.end(JSON.stringify(sources));
  return JSON.parse(await textOf(child.stdout)) as ParsedDiagram[];
}
