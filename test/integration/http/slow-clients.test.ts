import { once } from 'node:events';
import { connect, type AddressInfo, type Socket } from 'node:net';
import { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import fastify, { type FastifyInstance } from 'fastify';
import { cutOffEndlessBodies, cutOffStalled } from '../../../src/server/http/slow-clients.ts';
import { startEmulator } from '../../../src/emulator/emulator.ts';
import { startGateway } from '../../support/gateway.ts';

let app: FastifyInstance;
/** More than the system keeps for a socket. */
const large = 'x'.repeat(20_000_000);
beforeAll(async () => {
  app = fastify({ forceCloseConnections: true });
  cutOffEndlessBodies(app, 300);
  app.post('/large', (_, reply) => {
    cutOffStalled(reply.raw, 300);
    return large;
  });
  app.get('/late', async (_, reply) => {
    cutOffStalled(reply.raw, 100);
    await sleep(500);
    return 'late';
  });
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

test('a request whose body only trickles in is cut off', async () => {
  const socket = send(`${head(1_000)}{`);
  const trickle = setInterval(() => socket.write(' '), 50);
  let text = '';
  socket.on('data', (chunk: Buffer) => (text += chunk.toString()));
  try {
    const startedMs = performance.now();
    await once(socket, 'close');
    expect(performance.now() - startedMs).toBeLessThan(10_000);
    expect(text).toMatch(/^HTTP\/1.1 408 /);
  } finally {
    clearInterval(trickle);
    socket.destroy();
  }
});

test('so is one that came by no socket', async () => {
  const payload = new Readable({ read: () => undefined });
  payload.push('{');
  const headers = { 'content-type': 'application/json', 'content-length': '1000' };
  const answered = app.inject({ method: 'POST', url: '/large', headers, payload }).then(
    ({ statusCode }) => statusCode,
    () => 'cut off',
  );
  expect(await answered).not.toBe(200);
});

test('a client that reads nothing is cut off, and its answer with it', async () => {
  const [served] = (await Promise.all([
    once(app.server, 'connection'),
    once(send(`${head(2)}{}`).pause(), 'connect'),
  ])) as [[Socket], unknown];
  const [socket] = served;
  await once(socket, 'close');
  expect(socket.destroyed).toBe(true);
});

test('a client that waits for a late answer, and one that reads slowly, are not', async () => {
  const { port } = app.server.address() as AddressInfo;
  expect(await (await fetch(`http://127.0.0.1:${port}/late`)).text()).toBe('late');
  expect((await app.inject('/late')).body).toBe('late');

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

test('callers who do not read what they asked for keep nobody else out', async () => {
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
    await sleep(500);
    expect((await gateway.ask('{ __typename }')).data).toEqual({ __typename: 'Query' });
    expect(sockets.map(({ destroyed }) => destroyed)).toEqual([false, false]);
  } finally {
    for (const socket of sockets) socket.destroy();
    await gateway.close();
    await emulator.close();
  }
});
