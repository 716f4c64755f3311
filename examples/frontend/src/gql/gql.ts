/* eslint-disable */
import * as types from './graphql';
import type { TypedDocumentNode as DocumentNode } from '@graphql-typed-document-node/core';

/**
 * Map of all GraphQL operations in the project.
 *
 * This map has several performance disadvantages:
 * 1. It is not tree-shakeable, so it will include all operations in the project.
 * 2. It is not minifiable, so the string of a GraphQL query will be multiple times inside the bundle.
 * 3. It does not support dead code elimination, so it will add unused operations.
 *
 * Therefore it is highly recommended to use the babel or swc plugin for production.
 * Learn more about it here: https://the-guild.dev/graphql/codegen/plugins/presets/preset-client#reducing-bundle-size
 */
type Documents = {
    "\n  fragment NodeLine on LineageNode {\n    id\n    label\n  }\n": typeof types.NodeLineFragmentDoc,
    "\n  query ModelCard($path: String!, $after: String) {\n    artifact(path: $path) {\n      ...NodeLine\n      path\n      type\n      aliases\n      createdAt\n      staleness {\n        status\n      }\n      blastRadius {\n        runs\n        artifacts\n      }\n      lineage(direction: UPSTREAM, maxDepth: 20) {\n        nodes {\n          depth\n          node {\n            ...NodeLine\n          }\n        }\n        completeness {\n          complete\n        }\n      }\n      usedBy(first: 2, after: $after) {\n        totalCount\n        edges {\n          cursor\n          node {\n            ...NodeLine\n          }\n        }\n        pageInfo {\n          hasNextPage\n          endCursor\n        }\n      }\n    }\n  }\n": typeof types.ModelCardDocument,
    "\n  query Again($id: ID!) {\n    node(id: $id) {\n      id\n      ... on Artifact {\n        aliases\n        staleness {\n          status\n        }\n      }\n    }\n  }\n": typeof types.AgainDocument,
};
const documents: Documents = {
    "\n  fragment NodeLine on LineageNode {\n    id\n    label\n  }\n": types.NodeLineFragmentDoc,
    "\n  query ModelCard($path: String!, $after: String) {\n    artifact(path: $path) {\n      ...NodeLine\n      path\n      type\n      aliases\n      createdAt\n      staleness {\n        status\n      }\n      blastRadius {\n        runs\n        artifacts\n      }\n      lineage(direction: UPSTREAM, maxDepth: 20) {\n        nodes {\n          depth\n          node {\n            ...NodeLine\n          }\n        }\n        completeness {\n          complete\n        }\n      }\n      usedBy(first: 2, after: $after) {\n        totalCount\n        edges {\n          cursor\n          node {\n            ...NodeLine\n          }\n        }\n        pageInfo {\n          hasNextPage\n          endCursor\n        }\n      }\n    }\n  }\n": types.ModelCardDocument,
    "\n  query Again($id: ID!) {\n    node(id: $id) {\n      id\n      ... on Artifact {\n        aliases\n        staleness {\n          status\n        }\n      }\n    }\n  }\n": types.AgainDocument,
};

/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 *
 *
 * @example
 * ```ts
 * const query = graphql(`query GetUser($id: ID!) { user(id: $id) { name } }`);
 * ```
 *
 * The query argument is unknown!
 * Please regenerate the types.
 */
export function graphql(source: string): unknown;

/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  fragment NodeLine on LineageNode {\n    id\n    label\n  }\n"): (typeof documents)["\n  fragment NodeLine on LineageNode {\n    id\n    label\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query ModelCard($path: String!, $after: String) {\n    artifact(path: $path) {\n      ...NodeLine\n      path\n      type\n      aliases\n      createdAt\n      staleness {\n        status\n      }\n      blastRadius {\n        runs\n        artifacts\n      }\n      lineage(direction: UPSTREAM, maxDepth: 20) {\n        nodes {\n          depth\n          node {\n            ...NodeLine\n          }\n        }\n        completeness {\n          complete\n        }\n      }\n      usedBy(first: 2, after: $after) {\n        totalCount\n        edges {\n          cursor\n          node {\n            ...NodeLine\n          }\n        }\n        pageInfo {\n          hasNextPage\n          endCursor\n        }\n      }\n    }\n  }\n"): (typeof documents)["\n  query ModelCard($path: String!, $after: String) {\n    artifact(path: $path) {\n      ...NodeLine\n      path\n      type\n      aliases\n      createdAt\n      staleness {\n        status\n      }\n      blastRadius {\n        runs\n        artifacts\n      }\n      lineage(direction: UPSTREAM, maxDepth: 20) {\n        nodes {\n          depth\n          node {\n            ...NodeLine\n          }\n        }\n        completeness {\n          complete\n        }\n      }\n      usedBy(first: 2, after: $after) {\n        totalCount\n        edges {\n          cursor\n          node {\n            ...NodeLine\n          }\n        }\n        pageInfo {\n          hasNextPage\n          endCursor\n        }\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query Again($id: ID!) {\n    node(id: $id) {\n      id\n      ... on Artifact {\n        aliases\n        staleness {\n          status\n        }\n      }\n    }\n  }\n"): (typeof documents)["\n  query Again($id: ID!) {\n    node(id: $id) {\n      id\n      ... on Artifact {\n        aliases\n        staleness {\n          status\n        }\n      }\n    }\n  }\n"];

export function graphql(source: string) {
  return (documents as any)[source] ?? {};
}

export type DocumentType<TDocumentNode extends DocumentNode<any, any>> = TDocumentNode extends DocumentNode<  infer TType,  any>  ? TType  : never;