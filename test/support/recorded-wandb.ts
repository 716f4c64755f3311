import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { buildSchema, parse, TypeInfo, visit, visitWithTypeInfo } from 'graphql';
import type { Emulator } from '../../src/emulator/emulator.ts';

/** An emulator behind a door at which every operation is read. */
export interface RecordedWandb extends Pick<Emulator, 'url' | 'keys' | 'stats'>, AsyncDisposable {
  /** The fields of all operations since the last time, each once, as `Type.field`, in order; ids and `__typename` are left out. */
  fields(): string[];
  /** How often a field stood in the answers since the last time. */
  given(name: string): number;
  close(): Promise<void>;
}

const schema = buildSchema(readFileSync('schema/wandb/wandb.graphql', 'utf8'));

interface HttpAnswer {
  status: number;
  body: string;
}

/** `rewrite` may put another answer in the place of the emulator's. */
export async function recordWandb(
  emulator: Emulator,
  rewrite: (answer: HttpAnswer, sent: string) => HttpAnswer = (answer) => answer,
): Promise<RecordedWandb> {
  const operations: string[] = [];
  let answers = '';
  const server = createServer((request, response) => {
    void (async () => {
      const body = await text(request);
      if (operations.length === 0) answers = '';
      operations.push((JSON.parse(body) as { query: string }).query);
      const { authorization = '' } = request.headers;
      const answer = await fetch(`${emulator.url}${request.url ?? ''}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization },
        body,
      });
      const answered = rewrite({ status: answer.status, body: await answer.text() }, body);
      answers += answered.body;
      response.writeHead(answered.status, { 'content-type': 'application/json' }).end(answered.body);
    })();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const close = (): Promise<void> =>
    new Promise((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    keys: emulator.keys,
    stats: () => emulator.stats(),
    given: (name) => answers.split(`"${name}":`).length - 1,
    fields: () => [...new Set(operations.splice(0).flatMap(fieldsOf))].sort(),
    close,
    [Symbol.asyncDispose]: close,
  };
}

function fieldsOf(query: string): string[] {
  const fields: string[] = [];
  const types = new TypeInfo(schema);
  visit(
    parse(query),
    visitWithTypeInfo(types, {
      Field({ name: { value } }) {
        const parent = types.getParentType()?.name ?? 'unknown';
        if (value !== 'id' && value !== '__typename') fields.push(`${parent}.${value}`);
      },
    }),
  );
  return fields;
}
