import type { ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import type { FastifyInstance, FastifyRequest } from 'fastify';

/** How long a client may take nothing of an answer that waits for it. */
const stalledMs = 20_000;
/** How long what is to be answered may take to arrive. */
const bodyMs = 30_000;

/** Cuts off a client that has stopped reading: its answer would be held for as long as it likes. */
export function cutOffStalled(response: ServerResponse, ms = stalledMs): void {
  // A program that embeds the service may hand over requests that came by no socket.
  if (!(response.socket instanceof Socket)) return;
  // Node's timer starts again with whatever the system has passed on: slow is not stopped.
  response.setTimeout(ms, () => {
    const { socket } = response;
    // While there is nothing to read, as before the next line of a stream, it is us who keep the client waiting.
    if (socket && socket.writableLength > 0) socket.destroy();
    else socket?.setTimeout(ms);
  });
}

/** Cuts off a client whose request does not arrive: Node's `requestTimeout` ends with the headers. */
export function cutOffEndlessBodies(app: FastifyInstance, ms = bodyMs): void {
  const timers = new WeakMap<FastifyRequest, NodeJS.Timeout>();
  app.addHook('preParsing', (request, reply, payload, done) => {
    const { socket } = request.raw;
    const timer = setTimeout(() => {
      if (!(socket instanceof Socket)) {
        request.raw.destroy(new Error('The body of the request did not arrive in time.'));
        return;
      }
      socket.write('HTTP/1.1 408 Request Timeout\r\nConnection: close\r\nContent-Length: 0\r\n\r\n');
      socket.destroySoon();
    }, ms);
    timers.set(request, timer);
    reply.raw.once('close', () => clearTimeout(timer));
    done(null, payload);
  });
  app.addHook('preValidation', (request, _, done) => {
    clearTimeout(timers.get(request));
    done();
  });
}
