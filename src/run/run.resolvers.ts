import type { GraphQLResolveInfo } from 'graphql';
import { artifactNeeds } from '../artifact/artifact.model.ts';
import type { GatewayContext } from '../context.ts';
import type { CompleteResolvers } from '../graphql/complete-resolvers.ts';
import { pageOf, settleEdges } from '../graphql/connection.ts';
import { badUserInput } from '../graphql/errors.ts';
import { longText } from '../graphql/long-text.ts';
import { idOf, runAddressOf } from '../graphql/node.ts';
import type { QueryResolvers, RunResolvers } from '../graphql/resolver-types.generated.ts';
import { needsOf } from '../graphql/selection.ts';
import type { RunAddress } from '../wandb/ids.ts';
import { runPathForm, runPathFromText } from '../wandb/paths.ts';
import { fieldOf } from '../wandb/records.ts';
import { dateFromWandb, dateOrNull, jsonOrNull, numberFromWandb } from '../wandb/values.ts';
import { runLookup, type ArtifactPage } from './run.loaders.ts';
import { runConfig, runLabel, runNeeds, runPath, runProject, runUrl, type RunRecord } from './run.model.ts';

async function byAddress(
  address: RunAddress,
  { runs, wandb, lookUpAhead }: GatewayContext,
  info: GraphQLResolveInfo,
) {
  const needs = needsOf(info, runNeeds);
  await lookUpAhead(runLookup(address, needs), 'Run', info);
  const run = await runs.byAddress(address, needs);
  if (!run) wandb.assertCredentialAccepted();
  return run;
}

async function runByPath(path: unknown, context: GatewayContext, info: GraphQLResolveInfo) {
  const address = typeof path === 'string' ? runPathFromText(path) : null;
  if (!address) throw badUserInput('path', path, runPathForm);
  return byAddress(address, context, info);
}

export async function runById(
  id: unknown,
  argument: string,
  context: GatewayContext,
  info: GraphQLResolveInfo,
) {
  return byAddress(runAddressOf(idOf(id, argument, ['Run']), argument, id), context, info);
}

export const runQueries: Pick<QueryResolvers, 'run'> = {
  run: (_, { path }, context, info) => runByPath(path, context, info),
};

function artifactConnection(
  run: RunRecord,
  args: { first?: number | null | undefined; after?: string | null | undefined },
  edges: 'inputs' | 'outputs',
  context: GatewayContext,
  info: GraphQLResolveInfo,
) {
  const { runs, artifacts, askAhead } = context;
  return pageOf(run, args, context, info, async (page) => {
    await askAhead(run, info);
    const needs = needsOf(info, artifactNeeds, ['edges.node', 'nodes']);
    const found: ArtifactPage | null = await runs[edges](run, page, needs);
    return found && settleEdges(found, needs, artifacts.fill);
  });
}

export const runResolvers: CompleteResolvers<Omit<RunResolvers, 'lineage'>, Pick<RunRecord, 'id'>> = {
  path: runPath,
  label: runLabel,
  url: (run, _, { urls }) => runUrl(run, urls),
  runId: (run) => fieldOf(run, 'name'),
  displayName: (run) => fieldOf(run, 'displayName'),
  state: (run) => fieldOf(run, 'state'),
  jobType: (run) => fieldOf(run, 'jobType'),
  group: (run) => fieldOf(run, 'group'),
  sweepId: (run) => fieldOf(run, 'sweepName'),
  tags: (run) => fieldOf(run, 'tags') ?? [],
  notes: (run, _, context, info) => longText(fieldOf(run, 'notes'), context, info),
  commit: (run) => fieldOf(run, 'commit'),
  createdAt: (run) => dateFromWandb(fieldOf(run, 'createdAt'), 'Run.createdAt'),
  heartbeatAt: (run) => dateOrNull(fieldOf(run, 'heartbeatAt'), 'Run.heartbeatAt'),
  computeSeconds: (run) => numberFromWandb(fieldOf(run, 'computeSeconds'), 'Run.computeSeconds'),
  user: (run) => fieldOf(run, 'user'),
  project: runProject,
  config: (run, _, context, info) => runConfig(longText(fieldOf(run, 'config'), context, info)),
  summaryMetrics: (run, _, context, info) =>
    jsonOrNull(longText(fieldOf(run, 'summaryMetrics'), context, info), 'Run.summaryMetrics'),
  usedArtifacts: (run, args, context, info) => artifactConnection(run, args, 'inputs', context, info),
  loggedArtifacts: (run, args, context, info) => artifactConnection(run, args, 'outputs', context, info),
  __resolveReference: (reference, context, info) =>
    'id' in reference ? runById(reference.id, 'id', context, info) : runByPath(reference.path, context, info),
};
