import type { ServerResponse } from 'node:http';
import type { FaultRule } from './faults.ts';

const html = '<html><head><title>Bad Gateway</title></head><body>secret detail of a proxy</body></html>';

/** Sends what a whole-request fault sends instead of an answer; false where none of the rules is one. */
export function answerWithFault(rules: readonly FaultRule[], response: ServerResponse): boolean {
  for (const rule of rules) {
    switch (rule.kind) {
      case 'drop':
        response.destroy();
        return true;
      case 'hang':
        return true;
      case 'malformed':
        reply(response, 200, 'application/json', '{"data": {"artifact": }');
        return true;
      case 'html200':
        reply(response, 200, 'text/html', html);
        return true;
      case 'pathless':
        reply(
          response,
          200,
          'application/json',
          '{"errors":[{"message":"secret detail of W&B"}],"data":null}',
        );
        return true;
      case '502':
      case '504':
        reply(response, Number(rule.kind), 'text/html', html);
        return true;
      case '429':
        reply(response, 429, 'application/json', '{"error":"rate limit exceeded"}', {
          ...rateLimitHeaders(rule),
          ...retryAfterHeader(rule),
        });
        return true;
      case '401':
        reply(
          response,
          401,
          'application/json',
          '{"errors":[{"message":"user is not logged in"}],"data":null}',
        );
        return true;
      case '400':
      case '403':
      case '404':
      case '409':
      case '500':
      case '503':
        reply(
          response,
          Number(rule.kind),
          'application/json',
          '{"errors":[{"message":"secret detail of W&B"}]}',
        );
        return true;
      default:
    }
  }
  return false;
}

/** W&B scales both to 1,000, so that they are no numbers of requests. */
export function rateLimitHeaders({ remaining = 0, resetSeconds = 2 }: FaultRule): Record<string, string> {
  return {
    'RateLimit-Limit': '1000',
    'RateLimit-Remaining': String(remaining),
    'RateLimit-Reset': String(resetSeconds),
  };
}

export function retryAfterHeader({ retryAfter = '1' }: FaultRule): Record<string, string> {
  return retryAfter === null ? {} : { 'Retry-After': retryAfter };
}

function reply(response: ServerResponse, status: number, type: string, text: string, headers = {}): void {
  response.writeHead(status, { 'content-type': type, ...headers }).end(text);
}
