import { createHash } from 'node:crypto';
import { HeaderMap, type ApolloServerPlugin } from '@apollo/server';
import { visit, BREAK, type DocumentNode } from 'graphql';
import type { GatewayContext } from '../../context.ts';

/**
 * Gives the answer to an operation again, to the same caller with the same variables, as long as nothing that it was made
 * of has become too old; where the same operation has just begun, its answer is waited for. What admits an operation has
 * run by then. Answers with errors, or cut by the deadline, are given to nobody else; nor are those that tell what they
 * cost, which would be another's cost.
 */
export function createResponseCachePlugin(): ApolloServerPlugin<GatewayContext> {
  return {
    requestDidStart({ request, contextValue }) {
      const { cache, signal } = contextValue.wandb;
      // A trace is of the work that was done.
      if (!cache || request.http?.headers.has('apollo-federation-include-trace')) return Promise.resolve();
      // Nobody waits any more: what is asked from here on ends at once.
      const unlessHungUp = (error: unknown): undefined => {
        if (!signal.aborted) throw error;
      };
      let key: string | null = null;
      let endFlight: (() => void) | null = null;
      return Promise.resolve({
        async responseForOperation({ source, document, operationName }) {
          if (tellsItsCost(document)) return null;
          key = keyOf(source, operationName, request.variables ?? {});
          const data = await cache.getResponse(key).catch(unlessHungUp);
          if (data === undefined) {
            endFlight = cache.startResponse(key);
            signal.addEventListener('abort', endFlight, { once: true });
            return null;
          }
          key = null;
          contextValue.wandb.noteCacheHit();
          const singleResult = { data };
          const http = { headers: new HeaderMap() };
          return { http, body: { kind: 'single' as const, singleResult } };
        },
        willSendResponse({ response: { body } }) {
          if (key === null || body.kind !== 'single') {
            endFlight?.();
            return Promise.resolve();
          }
          const { data, errors } = body.singleResult;
          const isWhole = data && !errors?.length && contextValue.reported.length === 0;
          const isGood = isWhole && Date.now() < contextValue.deadlineAtMs;
          if (isGood) cache.setResponse(key, data);
          endFlight?.();
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

const costly = new WeakMap<DocumentNode, boolean>();

function tellsItsCost(document: DocumentNode): boolean {
  let known = costly.get(document);
  if (known === undefined) {
    known = false;
    visit(document, {
      Field({ name }) {
        if (name.value !== 'wandbRequests') return undefined;
        known = true;
        return BREAK;
      },
    });
    costly.set(document, known);
  }
  return known;
}
