import { createHash } from 'node:crypto';
import { constants } from 'node:zlib';
import compress from '@fastify/compress';
import type { FastifyInstance } from 'fastify';
import { varyByCaller } from '../shared-caches.ts';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Its answers carry an ETag, and are not sent again to whoever has them. */
    tagged?: boolean;
  }
}

/**
 * Answers are sent compressed where the client takes that, and not at all where it has them. Files that were compressed
 * when they were built are left as they are.
 */
export async function registerCompression(app: FastifyInstance): Promise<void> {
  // Before the compression, whose hook comes after: the tag is of what the answer says, however it is packed.
  app.addHook('onSend', async (request, reply, payload: unknown) => {
    await Promise.resolve();
    if (request.routeOptions.config.tagged !== true || reply.statusCode !== 200) return payload;
    if (typeof payload !== 'string') return payload;
    const tag = tagOf(payload);
    void reply.header('etag', tag).header('cache-control', 'private, no-cache');
    varyByCaller(reply);
    if (!matches(request.headers['if-none-match'], tag)) return payload;
    void reply.code(304).removeHeader('content-length').removeHeader('content-type');
    return null;
  });
  await app.register(compress, {
    // Brotli packs tighter, and takes several times as long for answers that are made anew each time.
    encodings: ['gzip', 'deflate', 'identity'],
    globalDecompression: false,
    threshold: 1_400,
    // Lines of a stream are sent when they are written, not when a block is full.
    zlibOptions: { level: 4, flush: constants.Z_SYNC_FLUSH },
    customTypes: /^(?:text\/|application\/(?:json|x-ndjson|graphql-response\+json|.*\+json)|image\/svg\+xml)/,
  });
}

/** When an export was made, as JSON and drawings say it: the same graph an hour later is the same answer. */
const madeAt =
  /"generatedAt": "[^"]+"|\d{4}(?:-|&#45;)\d\d(?:-|&#45;)\d\dT[\d:.]+Z(?= \S+ wandb(?:-|&#45;)lineage)/g;

/** Weak: the same content packed otherwise has the same tag. */
function tagOf(content: string): string {
  return `W/"${createHash('sha256').update(content.replace(madeAt, '')).digest('base64url').slice(0, 27)}"`;
}

function matches(given: string | undefined, tag: string): boolean {
  if (given === undefined) return false;
  const wanted = bare(tag);
  return given.split(',').some((each) => each.trim() === '*' || bare(each) === wanted);
}

function bare(tag: string): string {
  return tag.trim().replace(/^W\//, '');
}
