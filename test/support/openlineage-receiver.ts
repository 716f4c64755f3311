import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { draft2020Validators, draft7Validator, problems } from './json-schema.ts';
import { ownSchema, publishedSchemas } from './published-schemas.ts';

export interface ReceivedEvent {
  eventTime: string;
  schemaURL: string;
  run?: { runId: string };
  job?: { name: string };
  [name: string]: unknown;
}

export interface OpenLineageReceiver {
  url: string;
  /** Those that were taken. */
  events: ReceivedEvent[];
  /** What was wrong with events, whether they were taken or not. */
  faults: string[];
  authorizations: Set<string | undefined>;
  /** How the next requests are answered instead, one after the other. */
  answers: { status: number; retryAfter?: string }[];
  close(): Promise<void>;
}

/** An OpenLineage endpoint that checks each event and each of its facets, and refuses with 422 what is not valid. */
export async function startReceiver(): Promise<OpenLineageReceiver> {
  const isOurs = draft7Validator(ownSchema('openlineage-emitted.schema.json'));
  const published = publishedSchemas('openlineage');
  const validatorOf = published && draft2020Validators(published.values());
  const checked = (url: string, value: unknown): string | null => {
    const validate = validatorOf?.(url);
    return validate ? problems(validate, value) : `no schema ${url}`;
  };
  const wrongWith = (event: ReceivedEvent): string | null => {
    const own = problems(isOurs, event);
    if (own !== null || !validatorOf) return own;
    const facets = facetsIn(event);
    return (
      [checked(event.schemaURL, event), ...facets.map((facet) => checked(facet._schemaURL, facet))].find(
        (problem) => problem !== null,
      ) ?? null
    );
  };
  const receiver = { events: [], faults: [], authorizations: new Set(), answers: [] } as Omit<
    OpenLineageReceiver,
    'url' | 'close'
  >;
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      receiver.authorizations.add(request.headers.authorization);
      const instead = receiver.answers.shift();
      if (instead) {
        response
          .writeHead(instead.status, instead.retryAfter ? { 'retry-after': instead.retryAfter } : {})
          .end();
        return;
      }
      const event = JSON.parse(Buffer.concat(chunks).toString()) as ReceivedEvent;
      const wrong = wrongWith(event);
      if (wrong === null) receiver.events.push(event);
      else receiver.faults.push(wrong);
      response.writeHead(wrong === null ? 201 : 422).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    ...receiver,
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/v1/lineage`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** Every object that says by which schema it is written, at any depth. */
function facetsIn(value: unknown): { _schemaURL: string }[] {
  if (typeof value !== 'object' || value === null) return [];
  const inner = Object.values(value).flatMap(facetsIn);
  return '_schemaURL' in value ? [value as { _schemaURL: string }, ...inner] : inner;
}
