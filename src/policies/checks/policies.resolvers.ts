import type { GraphQLResolveInfo } from 'graphql';
import type { GatewayContext } from '../../context.ts';
import { pathOf } from '../../graphql/connection.ts';
import { badUserInput } from '../../graphql/errors.ts';
import type {
  ArtifactResolvers,
  PolicyRuleResultResolvers,
  QueryResolvers,
  RunResolvers,
} from '../../graphql/resolver-types.generated.ts';
import { fullRecord, nodesFor, type NodeModel } from '../../lineage/lineage.model.ts';
import { checkRange, rootFrom } from '../../lineage/lineage.resolvers.ts';
import type { AnyRecord } from '../../lineage/node-registry.ts';
import { isKnown, type GraphNode } from '../../lineage/source.ts';
import { createWandbLineageSource, type WandbLineageSource } from '../../lineage/wandb-source.ts';
import type { PolicyResult } from '../evaluate.ts';
import type { Policy } from '../policy.ts';

/** Only queries that check anything load the policies' code. */
async function checksOf(
  context: GatewayContext,
  info: GraphQLResolveInfo,
  source: WandbLineageSource,
  subject: GraphNode,
  policies: readonly Policy[],
) {
  if (!isKnown(subject)) return null;
  const { checkPolicies } = await import('./check.ts');
  const { maxNodes } = context.gateway.limits;
  const path = pathOf(info);
  const checkedAt = new Date();
  const request = { subjects: [subject], policies, nowMs: checkedAt.getTime(), maxNodes, path };
  const { bySubject, nodes } = await checkPolicies(context, source, request);
  const results = bySubject.get(subject.id) ?? [];
  const nodeOf = await modelsOf(results, nodes, subject, context, source, path);
  return results.map(({ policy, verdict, rules }) => ({
    policy: policy.name,
    subject: nodeOf(subject.id),
    verdict,
    rules: rules.map((rule) => ({ ...rule, nodeOf })),
    checkedAt,
  }));
}

async function modelsOf(
  results: readonly PolicyResult[],
  nodes: ReadonlyMap<string, GraphNode>,
  subject: GraphNode,
  context: GatewayContext,
  source: WandbLineageSource,
  path: readonly (string | number)[],
): Promise<(id: string) => NodeModel> {
  const findings = results.flatMap(({ rules }) => rules.flatMap((rule) => rule.findings));
  const ids = new Set([subject.id, ...findings.flatMap((finding) => [finding.id, ...finding.path])]);
  const shown = [...ids].map((id) => nodes.get(id) ?? subject);
  const { nodeOf } = await nodesFor(shown, 'full', context, source, path);
  return (id) => nodeOf(nodes.get(id) ?? subject);
}

async function checksOfRecord(
  record: AnyRecord,
  names: readonly string[] | null | undefined,
  context: GatewayContext,
  info: GraphQLResolveInfo,
) {
  const known = await context.gateway.policies();
  const unknown = names?.find((name) => !known.some((policy) => policy.name === name));
  if (unknown !== undefined) {
    const choice = known.map(({ name }) => name).join(', ');
    throw badUserInput(
      'policies',
      unknown,
      choice === '' ? 'none: this service has no policies' : `one of ${choice}`,
    );
  }
  const policies = known.filter(({ name }) => names?.includes(name) ?? true);
  if (policies.length === 0) return [];
  const source = createWandbLineageSource(context, 'full');
  const subject = source.nodes.add(await fullRecord(record, context.loaders));
  return checksOf(context, info, source, subject, policies);
}

export const artifactChecks: Pick<ArtifactResolvers, 'checks'> = {
  checks: (artifact, { policies }, context, info) => checksOfRecord(artifact, policies, context, info),
};

export const runChecks: Pick<RunResolvers, 'checks'> = {
  checks: (run, { policies }, context, info) => checksOfRecord(run, policies, context, info),
};

export const policyQueries: Pick<QueryResolvers, 'check' | 'policies'> = {
  async check(_, { ref, policy }, context, info) {
    const { parsePolicy, PolicyError } = await import('../policy-file.ts');
    const source = createWandbLineageSource(context, 'full');
    try {
      const policies = [parsePolicy(withoutNulls(policy), () => '')];
      const subject = await rootFrom(ref, 'ref', context, source, 'full', pathOf(info));
      return (await checksOf(context, info, source, subject, policies))?.[0] ?? null;
    } catch (error) {
      if (!(error instanceof PolicyError)) throw error;
      throw badUserInput('policy', policy.name, `a valid policy: ${error.message.replace(/\.$/, '')}`);
    }
  },
  policies: async (_, __, { gateway }) =>
    (await gateway.policies()).map(({ name, description = null, rules }) => ({
      name,
      description,
      rules: rules.map((rule) => ({ name: rule.name, description: rule.description ?? null })),
    })),
};

/** In GraphQL null means left out. */
function withoutNulls(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNulls);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).filter(([, each]) => each !== null);
  return Object.fromEntries(entries.map(([key, each]) => [key, withoutNulls(each)]));
}

export const ruleResultResolvers: PolicyRuleResultResolvers = {
  name: ({ rule }) => rule.name,
  description: ({ rule }) => rule.description ?? null,
  findingCount: ({ findings }) => findings.length,
  findings: ({ findings, nodeOf }, { first }) =>
    findings.slice(0, checkRange('first', first, 1, 1_000)).map(({ id, message, reason, path }) => ({
      node: nodeOf(id),
      message,
      reason,
      path: path.map(nodeOf),
    })),
};
