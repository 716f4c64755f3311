import type { ArtifactRecord } from '../artifact/artifact.model.ts';
import type { KnownEdge, PageArguments } from '../graphql/connection.ts';
import { orThrow, WandbError, type Answered } from '../wandb/errors.ts';
import type { Lookup } from '../wandb/hop-fusion.ts';
import { runAddressFromText, type RunAddress } from '../wandb/ids.ts';
import { restrict, type Needs } from '../wandb/needs.ts';
import { createNeedsLoader } from '../wandb/needs-loader.ts';
import {
  RunByNameDocument,
  RunInputsDocument,
  RunOutputsDocument,
  type ArtifactFieldsFragment,
} from '../wandb/operations.generated.ts';
import { fillPage, type FilledPage, type WandbConnection } from '../wandb/paging.ts';
import { has } from '../wandb/records.ts';
import type { WandbSession } from '../wandb/session.ts';
import { artifactPageFrom, runFrom, type Records } from './records.ts';
import { runAddress, type RunRecord } from './run.model.ts';

export type ArtifactPage = FilledPage<KnownEdge<ArtifactRecord>>;

/** Loads runs and their edges for one request. Null stands for what W&B does not show; failures reject with a WandbError. */
export interface RunLoaders {
  byAddress(address: RunAddress, needs: Needs): Promise<RunRecord | null>;
  /** Asks for what the record still lacks. */
  readonly fill: (run: RunRecord, needs: Needs) => Promise<RunRecord>;
  inputs(run: RunRecord, page: PageArguments, needs: Needs): Promise<ArtifactPage | null>;
  outputs(run: RunRecord, page: PageArguments, needs: Needs): Promise<ArtifactPage | null>;
}

/** The fragments that a run's own fields come in. */
const ownFragments = ['RunFields', 'UserFields', 'ProjectFields'];

interface EdgesKey extends PageArguments {
  run: RunRecord;
}

interface EdgesVariables extends Record<string, unknown> {
  entity: string;
  project: string;
  run: string;
  first: number;
  after: string | null;
}

/** A page of artifact versions as W&B answers it; `usedAs` stands on inputs only. */
type AnsweredEdges = Answered<
  WandbConnection<{ cursor: string; node: ArtifactFieldsFragment | null; usedAs?: string[] }>
> | null;

const edgesKey = ({ run, first, after }: EdgesKey): string => JSON.stringify([run.id, first, after]);

/** How `byAddress` asks W&B, for hops to go on from what it finds. */
export function runLookup({ entity, project, name }: RunAddress, needs: Needs): Lookup {
  const variables = { entity, project, run: name };
  return { document: RunByNameDocument, at: ['project', 'run'], variables, needs };
}

export function createRunLoaders(wandb: WandbSession, records: Records): RunLoaders {
  const byAddress = createNeedsLoader<RunAddress, RunRecord | null>(
    ({ entity, project, name }) => JSON.stringify([entity, project, name]),
    async ({ entity, project, name }, needs) => {
      const { project: found } = await wandb.request(
        RunByNameDocument,
        { entity, project, run: name },
        needs,
      );
      return orThrow(runFrom(records, orThrow(found)?.run ?? null, needs));
    },
    { remember: false, onHit: wandb.noteCacheHit },
  );

  /** Inputs and outputs differ in the operation and in the name of the list alone. */
  const edgesLoader = (where: string, ask: (run: EdgesVariables, needs: Needs) => Promise<AnsweredEdges>) =>
    createNeedsLoader<EdgesKey, ArtifactPage | null>(
      edgesKey,
      async ({ run, ...page }, needs) => {
        const { entity, project, name } = runAddress(run);
        const filled = await fillPage(page, where, (first, after) =>
          ask({ entity, project, run: name, first, after }, needs),
        );
        return filled && artifactPageFrom(records, filled, needs);
      },
      { remember: true, onHit: wandb.noteCacheHit },
    );
  const inputs = edgesLoader('Run.inputArtifacts', async (variables, needs) => {
    const { project } = await wandb.request(RunInputsDocument, variables, needs);
    return orThrow(orThrow(project)?.run ?? null)?.inputArtifacts ?? null;
  });
  const outputs = edgesLoader('Run.outputArtifacts', async (variables, needs) => {
    const { project } = await wandb.request(RunOutputsDocument, variables, needs);
    return orThrow(orThrow(project)?.run ?? null)?.outputArtifacts ?? null;
  });

  return {
    byAddress: (address, needs) => byAddress.load(address, restrict(needs, ownFragments)),
    async fill(run, allNeeds) {
      const needs = restrict(allNeeds, ownFragments);
      if (has(run, needs)) return run;
      const address = run.data.name === undefined ? runAddressFromText(run.id) : runAddress(run);
      const filled = address && (await byAddress.load(address, needs));
      if (!filled || !has(run, needs))
        throw new WandbError('WANDB_ERROR', `W&B no longer shows the run ${run.id}.`);
      return run;
    },
    inputs: (run, page, needs) => inputs.load({ run, ...page }, needs),
    outputs: (run, page, needs) => outputs.load({ run, ...page }, needs),
  };
}
