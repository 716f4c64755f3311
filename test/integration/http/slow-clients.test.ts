import { once } from 'node:events';
import { connect, type AddressInfo, type Socket } from 'node:net';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import fastify, { type FastifyInstance } from 'fastify';
import { pino } from 'pino';
import { createConfig } from '../../../src/config/config.ts';
import { createApp } from '../../../src/server/app.ts';
import { clientTimeouts } from '../../../src/server/http/timeouts.ts';
import { startEmulator } from '../../../src/emulator/emulator.ts';
import { serveOptions, startGateway } from '../../support/gateway.ts';
import { waitUntil } from '../../support/wait-until.ts';

let app: FastifyInstance;
/** More than the socket buffers of the system hold. */
const large = 'x'.repeat(20_000_000);
beforeAll(async () => {
  app = fastify({ forceCloseConnections: true, ...clientTimeouts({ receiveMs: 300, idleMs: 300 }) });
  app.post('/large', () => large);
  await app.listen({ host: '127.0.0.1', port: 0 });
});
afterAll(() => app.close());

function send(text: string, port = (app.server.address() as AddressInfo).port): Socket {
  const socket = connect(port, '127.0.0.1');
  socket.on('error', () => undefined);
  socket.write(text);
  return socket;
}

const head = (length: number): string =>
  `POST /large HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: ${length}\r\n\r\n`;

test('A request whose body arrives too slowly is closed with 408.', async () => {
  const socket = send(`${head(1_000)}{`);
  const trickle = setInterval(() => socket.write(' '), 50);
  let text = '';
  socket.on('data', (chunk: Buffer) => (text += chunk.toString()));
  try {
    await once(socket, 'close');
    expect(text).toMatch(/^HTTP\/1.1 408 /);
  } finally {
    clearInterval(trickle);
    socket.destroy();
  }
});

test('A client that reads nothing is disconnected.', async () => {
  const [served] = (await Promise.all([
    once(app.server, 'connection'),
    once(send(`${head(2)}{}`).pause(), 'connect'),
  ])) as [[Socket], unknown];
  const [socket] = served;
  await once(socket, 'close');
  expect(socket.destroyed).toBe(true);
});

test('A client that waits for W&B is not disconnected.', async () => {
  const config = createConfig(
    serveOptions({ demo: true, requestDeadlineMs: '40000', queueTimeoutMs: '7000' }),
    {},
  );
  const target = { baseUrl: 'http://127.0.0.1:1', sharedCredential: null };
  const gateway = await createApp(config, target, 'test', pino({ level: 'silent' }));
  const { timeout, headersTimeout, requestTimeout } = gateway.app.server;
  await gateway.close();
  expect(timeout).toBeGreaterThan(40_000 + 7_000);
  // Otherwise Node swaps the two, and bodies have no timeout.
  expect(headersTimeout).toBeLessThan(requestTimeout);
});

test('A client that reads slowly is not disconnected.', async () => {
  const socket = send(`${head(2).replace('\r\n\r\n', '\r\nConnection: close\r\n\r\n')}{}`);
  let length = 0;
  socket.on('data', (chunk: Buffer) => {
    length += chunk.length;
    socket.pause();
    setTimeout(() => socket.resume(), 1);
  });
  await once(socket, 'close');
  expect(length).toBeGreaterThan(large.length);
});

test('Clients that do not read their responses do not block others.', async () => {
  const emulator = await startEmulator({ world: 'demo' });
  const gateway = await startGateway(emulator, { maxConcurrentRequests: '2', queueTimeoutMs: '15000' });
  const hub =
    'artifact(path: "acme/data-platform/events:v0") { usedBy(first: 300) { nodes { id path url config } } }';
  const query = `{ ${Array.from({ length: 130 }, (_, i) => `a${i}: ${hub}`).join(' ')} }`;
  const body = JSON.stringify({ query });
  const sockets = [1, 2].map(() =>
    send(head(body.length).replace('/large', '/graphql') + body, Number(new URL(gateway.url).port)).pause(),
  );
  try {
    await waitUntil(() => emulator.stats().requests >= sockets.length);
    expect((await gateway.ask('{ __typename }')).data).toEqual({ __typename: 'Query' });
    expect(sockets.map(({ destroyed }) => destroyed)).toEqual([false, false]);
  } finally {
    for (const socket of sockets) socket.destroy();
    await gateway.close();
    await emulator.close();
  }
});
