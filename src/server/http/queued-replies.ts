import type { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { FastifyInstance } from 'fastify';

/**
 * Node tells a response that its client is gone only while it has the connection: where requests are sent behind each other
 * without waiting, those behind the first would never hear of it, and hold their places for good. They are told here.
 */
export function tellQueuedReplies(app: FastifyInstance): void {
  const open = new WeakMap<Socket, Set<ServerResponse>>();
  app.addHook('onRequest', (request, { raw }, done) => {
    const { socket } = request.raw;
    const known = open.get(socket);
    const replies = known ?? new Set<ServerResponse>();
    if (!known) {
      open.set(socket, replies);
      socket.once('close', () => {
        for (const reply of replies) if (reply.socket === null) reply.emit('close');
      });
    }
    replies.add(raw);
    raw.once('close', () => replies.delete(raw));
    done();
  });
}
