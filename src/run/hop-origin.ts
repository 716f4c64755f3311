import type { ArtifactRecord } from '../artifact/artifact.model.ts';
import type { HopOrigin } from '../wandb/hop-fusion.ts';
import { runAddress, type RunRecord } from './run.model.ts';

/** What the first hop from a record is asked with. */
export function hopOrigin(record: ArtifactRecord | RunRecord): HopOrigin {
  if (record.__typename === 'Artifact') return { type: 'Artifact', id: record.id };
  const { entity, project, name } = runAddress(record);
  return { type: 'Run', entity, project, run: name };
}
