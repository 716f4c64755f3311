import { SpanStatusCode, type Attributes, type Span, type SpanStatus, type Tracer } from '@opentelemetry/api';
import type { World } from '../../src/emulator/world.ts';

/** Where the gateway says things that others than the caller read, and the errors that callers read. */
export type Place = 'log' | 'metrics' | 'traces' | 'output' | 'errors';

/**
 * Reads along whatever a gateway under test says. Keys and tokens, and W&B's own words of its failures, may stand nowhere;
 * the names of W&B's objects in answers alone.
 */
export interface LeakWatch {
  /** Not to be said from now on. */
  addSecret(text: string | undefined): void;
  said(place: Place, text: string): void;
  /** Hands on nothing; what spans are given is read along. */
  readonly tracer: Tracer;
  /** Throws where something was said that should not have been. */
  check(): void;
}

/** What the emulator's faults say: nobody but the gateway is to read it. */
const wordsOfWandb = ['secret detail', 'user is not logged in', 'rate limit exceeded', 'Bad Gateway'];
const shortestSecret = 12;
/** As much of a key as tells it. */
const tellingPiece = 20;

export function createLeakWatch(world?: World): LeakWatch {
  const secrets = new Map<string, string>();
  const names = new Set<string>();
  for (const name of world ? namesOf(world) : []) if (isDistinctive(name)) names.add(name);
  const leaks: string[] = [];

  const said = (place: Place, text: string): void => {
    for (const word of wordsOfWandb)
      if (text.includes(word)) leaks.push(`W&B's words "${word}" in ${place}: ${text}`);
    for (const [form, what] of secrets) if (text.includes(form)) leaks.push(`${what} in ${place}: ${text}`);
    if (names.size === 0 || place === 'errors' || place === 'output') return;
    for (const word of text.split(/[^\w.-]+/))
      if (names.has(word)) leaks.push(`the name ${word} in ${place}: ${text}`);
  };

  return {
    addSecret(text) {
      if (text === undefined || text.length < shortestSecret) return;
      const what = `the secret ${text.slice(0, 4)}…${text.slice(-4)}`;
      secrets.set(text.slice(0, tellingPiece), what);
      secrets.set(text.slice(-tellingPiece), what);
      secrets.set(Buffer.from(`api:${text}`).toString('base64').replace(/=+$/, ''), what);
    },
    said,
    tracer: createReadTracer((text) => said('traces', text)),
    check() {
      if (leaks.length === 0) return;
      throw new Error(
        `${leaks.length} leaks: ${leaks
          .slice(0, 5)
          .map((leak) => leak.slice(0, 500))
          .join('\n')}`,
      );
    },
  };
}

function namesOf({ runs, artifacts }: World): string[] {
  return [
    ...runs.flatMap(({ name, displayName }) => [name, displayName ?? '']),
    ...artifacts.map(({ collection }) => collection.name),
  ];
}

/** No word that anybody may use. */
function isDistinctive(name: string): boolean {
  return name.length >= 6 && /[-\d]/.test(name) && /[a-z]/i.test(name);
}

function createReadTracer(say: (text: string) => void): Tracer {
  const startSpan: Tracer['startSpan'] = (name, options) => {
    say(JSON.stringify([name, options?.attributes]));
    const span: Partial<Span> = {
      setAttributes(attributes: Attributes) {
        say(JSON.stringify(attributes));
        return span as Span;
      },
      setStatus(status: SpanStatus) {
        say(`${SpanStatusCode[status.code]} ${status.message ?? ''}`);
        return span as Span;
      },
      end: () => undefined,
    };
    return span as Span;
  };
  return { startSpan, startActiveSpan: () => undefined as never };
}
