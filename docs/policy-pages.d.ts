import type { Predicate } from '../src/policies/predicate.ts';

/** The GraphQL input types of policies, from their JSON schema. */
export declare function policySdlFrom(jsonSchema: object): string;
/** The page about policies with its chapter of predicates replaced. */
export declare function policyPageFrom(page: string, predicates: Readonly<Record<string, Predicate>>): string;
