import type { GraphQLResolveInfo } from 'graphql';
import { artifactFields, visibleArtifact } from '../artifact/artifact.model.ts';
import type { GatewayContext } from '../context.ts';
import type { CompleteResolvers } from '../graphql/complete-resolvers.ts';
import { connectionOf, mapMaybePromise, pathOf, readOr } from '../graphql/connection.ts';
import { badReference } from '../graphql/errors.ts';
import { longText } from '../graphql/long-text.ts';
import { idOf, runAddressOf } from '../graphql/node.ts';
import type { ProjectResolvers, QueryResolvers, RunResolvers } from '../graphql/resolver-types.generated.ts';
import { variantFor } from '../graphql/selection.ts';
import { fieldOf, WandbError } from '../wandb/errors.ts';
import type { RunAddress } from '../wandb/ids.ts';
import { fillPage, mapNodes } from '../wandb/paging.ts';
import { projectPath, runReferenceFromText } from '../wandb/addresses.ts';
import { dateFromWandb, dateOrNull, jsonOrNull, numberFromWandb } from '../wandb/values.ts';
import { wandbFilterFrom, wandbOrderFrom } from './run-filter.ts';
import { fullRun } from './run.loaders.ts';
import {
  runAddress,
  runConfig,
  runFields,
  runLabel,
  runPath,
  runProject,
  runUrl,
  visibleRun,
  type FullRun,
  type RunRecord,
} from './run.model.ts';

async function runByAddress(
  address: RunAddress,
  { loaders, wandb }: GatewayContext,
  info: GraphQLResolveInfo,
) {
  const run = await loaders.runByPath.load({ ...address, variant: variantFor(info, [runFields]) });
  if (!run) wandb.assertCredentialAccepted();
  return run;
}

async function runByPath(path: unknown, context: GatewayContext, info: GraphQLResolveInfo) {
  const reference = runReferenceFromText(String(path), context.gateway.appUrl);
  if (reference.kind === 'none') throw badReference('path', path, reference.problem);
  const run = await runByAddress(reference.address, context, info);
  // Entities of a supergraph were found before, by others.
  if (!run && info.fieldName !== '_entities')
    context.missing.push({ given: String(path), reference, path: pathOf(info) });
  return run;
}

export async function runById(
  id: unknown,
  argument: string,
  context: GatewayContext,
  info: GraphQLResolveInfo,
) {
  return runByAddress(runAddressOf(idOf(id, argument, ['Run']), argument, id), context, info);
}

export const runQueries: Pick<QueryResolvers, 'run'> = {
  run: (_, { path }, context, info) => runByPath(path, context, info),
};

/** What of a project leads to runs. */
export const projectRuns: Required<Pick<ProjectResolvers, 'runs'>> = {
  runs(project, { filter, order, ...args }, context, info) {
    const { entityName: entity, name } = project;
    const key = {
      project: { entity, name },
      filter: wandbFilterFrom(filter),
      order: wandbOrderFrom(order),
      variant: variantFor(info, [runFields], ['edges.node', 'nodes']),
    };
    const list = `${projectPath(project)} ${key.order} ${JSON.stringify(key.filter)}`;
    return connectionOf(list, args, context, info, async (page) => {
      const filled = await Promise.resolve(
        fillPage(page, 'Project.runs', (first, after) =>
          context.loaders.runsOfProject.load({ ...key, first, after }),
        ),
      ).catch((error: unknown) => {
        const conditions = Object.keys(filter ?? {}).join(', ');
        throw conditions === '' ? error : refusedFilter(error, projectPath(project), conditions);
      });
      return filled && mapNodes(filled, visibleRun);
    });
  },
};

/** W&B tells a filter that it does not understand like any other error of the list. */
function refusedFilter(error: unknown, path: string, conditions: string): unknown {
  if (!(error instanceof WandbError) || error.code !== 'WANDB_ERROR') return error;
  return new WandbError(
    'WANDB_ERROR',
    `W&B did not list the runs of ${path} with this filter (${conditions}). Leave out conditions until it does: older servers know fewer of them.`,
  );
}

/** Inputs and outputs differ in the loader alone. */
function artifactsOf(
  run: RunRecord,
  args: { first?: number | null | undefined; after?: string | null | undefined },
  list: { name: string; loader: 'inputsOfRun' | 'outputsOfRun' },
  context: GatewayContext,
  info: GraphQLResolveInfo,
) {
  const key = { ...runAddress(run), variant: variantFor(info, [artifactFields], ['edges.node', 'nodes']) };
  return connectionOf(run.id, args, context, info, (page) =>
    mapMaybePromise(
      fillPage(page, list.name, (first, after) => context.loaders[list.loader].get({ ...key, first, after })),
      (filled) => filled && mapNodes(filled, visibleArtifact),
    ),
  );
}

const inputs = { name: 'Run.inputArtifacts', loader: 'inputsOfRun' } as const;
const outputs = { name: 'Run.outputArtifacts', loader: 'outputsOfRun' } as const;

/** A field that only the full variant has. */
function whenFull<T>(read: (run: FullRun) => T) {
  return (run: RunRecord, _args: object, { loaders }: GatewayContext) =>
    mapMaybePromise(fullRun(run, loaders), read);
}

export const runResolvers: CompleteResolvers<
  Omit<RunResolvers, 'lineage' | 'checks'>,
  Pick<RunRecord, 'id'>
> = {
  path: runPath,
  label: (run, _, { report }, info) => readOr(run.name, () => runLabel(run), report, info),
  url: (run, _, { urls }) => runUrl(run, urls),
  runId: (run) => fieldOf(run, 'name'),
  displayName: (run) => fieldOf(run, 'displayName'),
  state: (run) => fieldOf(run, 'state'),
  jobType: (run) => fieldOf(run, 'jobType'),
  createdAt: (run) => dateFromWandb(fieldOf(run, 'createdAt'), 'Run.createdAt'),
  project: runProject,
  group: whenFull((run) => fieldOf(run, 'group')),
  sweepId: whenFull((run) => fieldOf(run, 'sweepName')),
  tags: whenFull((run) => fieldOf(run, 'tags') ?? []),
  commit: whenFull((run) => fieldOf(run, 'commit')),
  heartbeatAt: whenFull((run) => dateOrNull(fieldOf(run, 'heartbeatAt'), 'Run.heartbeatAt')),
  computeSeconds: whenFull((run) => numberFromWandb(fieldOf(run, 'computeSeconds'), 'Run.computeSeconds')),
  user: whenFull((run) => fieldOf(run, 'user')),
  notes: async (run, _, context, info) =>
    longText(await context.loaders.notesOfRun.load(runAddress(run)), context, info),
  config: async (run, _, context, info) =>
    runConfig(longText(await context.loaders.configOfRun.load(runAddress(run)), context, info)),
  summaryMetrics: async (run, _, context, info) =>
    jsonOrNull(
      longText(await context.loaders.summaryOfRun.load(runAddress(run)), context, info),
      'Run.summaryMetrics',
    ),
  usedArtifacts: (run, args, context, info) => artifactsOf(run, args, inputs, context, info),
  loggedArtifacts: (run, args, context, info) => artifactsOf(run, args, outputs, context, info),
  __resolveReference: (reference, context, info) =>
    'id' in reference ? runById(reference.id, 'id', context, info) : runByPath(reference.path, context, info),
};
