import { constants } from 'node:zlib';
import compress from '@fastify/compress';
import type { FastifyInstance } from 'fastify';

/** Compresses responses for clients that accept it. Files that were compressed at build time are left as they are. */
export async function registerCompression(app: FastifyInstance): Promise<void> {
  await app.register(compress, {
    // Brotli takes several times as long, and dynamic responses are compressed each time.
    encodings: ['gzip', 'deflate', 'identity'],
    globalDecompression: false,
    threshold: 1_400,
    // A line of a stream is sent when it is written, not when a block is full.
    zlibOptions: { level: 4, flush: constants.Z_SYNC_FLUSH },
    customTypes: /^(?:text\/|application\/(?:json|x-ndjson|graphql-response\+json|.*\+json)|image\/svg\+xml)/,
  });
}
