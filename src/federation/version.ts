import { Kind, visit, type DirectiveNode, type DocumentNode } from 'graphql';
import type { FederationVersion } from './options.ts';

const costDirectives = new Set(['cost', 'listSize']);
const federationDirectives = new Set(['key', 'shareable', ...costDirectives]);

/** The SDL files are written for 2.9. Without the cost directives they are valid for 2.3. */
export function typeDefsForVersion(typeDefs: DocumentNode, version: FederationVersion): DocumentNode {
  if (version === '2.9') return typeDefs;
  return visit(typeDefs, {
    Directive: (directive) => {
      if (costDirectives.has(directive.name.value)) return null;
      return directive.name.value === 'link' ? linkTo(directive, version) : undefined;
    },
  });
}

function linkTo(link: DirectiveNode, version: FederationVersion): DirectiveNode {
  return visit(link, {
    StringValue: (node) =>
      node.value.startsWith('https://')
        ? { ...node, value: node.value.replace(/v[\d.]+$/, `v${version}`) }
        : undefined,
    ListValue: (node) => ({
      ...node,
      values: node.values.filter(
        (value) => value.kind !== Kind.STRING || !costDirectives.has(value.value.slice(1)),
      ),
    }),
  });
}

/** The document for clients: without federation's directives and links. */
export function withoutFederation(typeDefs: DocumentNode): DocumentNode {
  return visit(typeDefs, {
    SchemaExtension: () => null,
    Directive: ({ name }) => (federationDirectives.has(name.value) ? null : undefined),
  });
}
