import { isSystemType } from '../../src/lineage/filter.ts';
import { ask } from '../explore/gateway.ts';
import { record, records, text } from '../explore/json.ts';

const patienceMs = 2_500;

/** The newest version that runs in the reader's first projects logged, for the examples. Null if there is none, or it takes too long. */
export async function ownNewestVersion(): Promise<string | null> {
  const signal = AbortSignal.timeout(patienceMs);
  try {
    const viewer = record((await ask('query OwnEntity { viewer { entity } }', {}, signal)).data['viewer']);
    const entity = text(viewer['entity']);
    if (entity === null) return null;
    const { data } = await ask(newestDocument, { entity }, signal);
    const versions = records(record(data['projects'])['nodes'])
      .flatMap((project) => records(record(project['runs'])['nodes']))
      .flatMap((run) => records(record(run['loggedArtifacts'])['nodes']))
      .filter(({ type, path }) => text(path) !== null && !isSystemType(text(type) ?? ''))
      .sort((one, other) => (text(other['createdAt']) ?? '').localeCompare(text(one['createdAt']) ?? ''));
    return text(versions[0]?.['path']);
  } catch {
    // The examples then have placeholders.
    return null;
  }
}

const newestDocument = `
  query OwnNewest($entity: String!) {
    projects(entity: $entity, first: 3) {
      nodes { runs(first: 5) { nodes { loggedArtifacts(first: 2) { nodes { path type createdAt } } } } }
    }
  }`;
