import type { FastifyInstance } from 'fastify';

/** A page as it was built, with the policy that it stands under. */
export interface Page {
  html: string;
  policy: string;
}

/** `/`: the page for people, where there is one, and `facts` as JSON for everybody else. */
export function registerLanding(app: FastifyInstance, page: Page | null, facts: object): void {
  app.get('/', { config: { open: true } }, (request, reply) => {
    void reply.header('vary', 'Accept').header('cache-control', 'no-cache');
    if (!page || !prefersHtml(request.headers.accept)) return reply.send(facts);
    return reply
      .type('text/html; charset=utf-8')
      .header('content-security-policy', page.policy)
      .send(page.html);
  });
}

/** Browsers name HTML; who takes anything, as curl does, has always got JSON here. */
export function prefersHtml(accept = ''): boolean {
  const html = Math.max(weightOf('text/html', accept), weightOf('application/xhtml+xml', accept));
  return html > 0 && html >= weightOf('application/json', accept);
}

/** The `q` of a media type that is named as it is; 0 where it is not. */
function weightOf(type: string, accept: string): number {
  for (const each of accept.toLowerCase().split(',')) {
    const [name = '', ...parameters] = each.split(';').map((part) => part.trim());
    if (name !== type) continue;
    const weight = Number(parameters.find((part) => part.startsWith('q='))?.slice(2) ?? 1);
    return Number.isFinite(weight) ? weight : 0;
  }
  return 0;
}
