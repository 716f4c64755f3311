import { GraphQLError, type ASTVisitor, type ValidationContext } from 'graphql';

/** GraphQL itself notices only when it executes, as if the service had failed. */
export function onlyQueries(context: ValidationContext): ASTVisitor {
  return {
    OperationDefinition(node) {
      if (context.getSchema().getRootType(node.operation)) return;
      context.reportError(
        new GraphQLError(`This gateway answers queries, and has no ${node.operation}.`, { nodes: [node] }),
      );
    },
  };
}
