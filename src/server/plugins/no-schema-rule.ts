import { GraphQLError, type ASTVisitor, type ValidationContext } from 'graphql';

/** With introspection off, the field by which composers ask for the whole schema is off too. */
export function noServiceSdl(context: ValidationContext): ASTVisitor {
  return {
    Field(node) {
      if (node.name.value !== '_service' || context.getParentType()?.name !== 'Query') return;
      context.reportError(
        new GraphQLError('This gateway does not tell its schema (INTROSPECTION=off).', { nodes: [node] }),
      );
    },
  };
}
