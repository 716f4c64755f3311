import { createHash } from 'node:crypto';
import { HeaderMap, type ApolloServerPlugin } from '@apollo/server';
import type { GatewayContext } from '../../context.ts';

/**
 * Caches whole responses, for each caller, operation and variables, until the first value that they contain expires. An operation
 * that is in progress is shared. Limits, authentication and validation have run by then. A response with errors, or one that
 * the deadline cut, is not cached; nor is one that contains its own cost, which differs from one request to the next.
 */
export function createResponseCachePlugin(): ApolloServerPlugin<GatewayContext> {
  return {
    requestDidStart({ request, contextValue }) {
      const { cache, signal } = contextValue.wandb;
      // A trace describes the work that was done.
      if (!cache || request.http?.headers.has('apollo-federation-include-trace')) return Promise.resolve();
      // After the client has disconnected, every further W&B request is cancelled anyway.
      const ignoreDisconnect = (error: unknown): undefined => {
        if (!signal.aborted) throw error;
      };
      let key: string | null = null;
      let finish = (): void => undefined;
      return Promise.resolve({
        async responseForOperation({ source, operationName }) {
          if (source.includes('wandbRequests')) return null;
          const wanted = keyOf(source, operationName, request.variables ?? {});
          const data = await cache.getResponse(wanted).catch(ignoreDisconnect);
          if (data === undefined) {
            key = wanted;
            finish = cache.startResponse(wanted);
            signal.addEventListener('abort', finish, { once: true });
            return null;
          }
          contextValue.wandb.noteCacheHit();
          const http = { headers: new HeaderMap() };
          return { http, body: { kind: 'single' as const, singleResult: { data } } };
        },
        willSendResponse({ response: { body } }) {
          if (key !== null && body.kind === 'single') {
            const { data, errors } = body.singleResult;
            const isComplete = !errors?.length && contextValue.reported.length === 0;
            if (data && isComplete && Date.now() < contextValue.deadlineAtMs) cache.setResponse(key, data);
          }
          finish();
          return Promise.resolve();
        },
      });
    },
  };
}

function keyOf(source: string, operationName: string | null, variables: Record<string, unknown>): string {
  return createHash('sha256')
    .update(JSON.stringify([source, operationName, variables]))
    .digest('base64url');
}
