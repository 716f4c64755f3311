import { isSystemType } from '../../../src/wandb/values.ts';
import { collectionsDocument, projectsDocument, versionsDocument, viewerDocument } from '../documents.ts';
import { ask, GatewayFailure, type GatewayAnswer } from '../gateway.ts';
import { isRecord, record, records, text, texts, type Fields } from '../json.ts';
import { createOptionList, type Option, type OptionList, type OptionPage } from './option-list.ts';

/** The lists for path completion, loaded from the gateway. */

/** The entities of the key's user: the default entity, then the teams. */
export function ownEntities(): OptionList {
  return createOptionList(async (_first, _after, signal) => {
    const { data } = await ask(viewerDocument, {}, signal);
    const { entity, teams } = record(data['viewer']);
    const names = new Set([text(entity) ?? '', ...texts(teams)]);
    return { options: [...names].flatMap((name) => option(`${name}/`, name)), next: null, problem: null };
  }, true);
}

export function projectsOf(entity: string): OptionList {
  return createOptionList(async (first, after, signal) => {
    const answer = await ask(projectsDocument, { entity, first, after }, signal);
    return pageFrom(answer, answer.data['projects'], ({ path, name }) =>
      option(`${text(path) ?? ''}/`, name),
    );
  }, true);
}

export function collectionsOf(project: string): OptionList {
  return createOptionList(async (first, after, signal) => {
    const answer = await ask(collectionsDocument, { path: project, first, after }, signal);
    if (answer.data['project'] === null) return null;
    return pageFrom(answer, record(answer.data['project'])['collections'], ({ path, name, type }) =>
      option(path, name, isSystemType(text(type) ?? '')),
    );
  }, false);
}

/** Aliases and version numbers. */
export function versionsOf(project: string, name: string): OptionList {
  return createOptionList(async (first, after, signal) => {
    const answer = await ask(versionsDocument, { path: project, name, first, after }, signal);
    const collection = record(answer.data['project'])['collection'];
    if (!isRecord(collection) && answer.problems.length === 0) return null;
    return pageFrom(answer, record(collection)['versions'], ({ version, aliases }) => [
      ...texts(aliases).flatMap((alias) => option(`${project}/${name}:${alias}`, alias)),
      ...(text(version) === null ? [] : option(`${project}/${name}:${String(version)}`, version, true)),
    ]);
  }, true);
}

function option(path: unknown, name: unknown, isMinor = false): Option[] {
  const [whole, part] = [text(path), text(name)];
  return whole === null || part === null ? [] : [{ path: whole, name: part, isMinor }];
}

/** Throws if there is no list at all. */
function pageFrom(
  { problems }: GatewayAnswer,
  connection: unknown,
  optionsFrom: (item: Fields) => Option[],
): OptionPage {
  const [problem = null] = problems;
  if (!isRecord(connection)) {
    if (problem !== null) throw new GatewayFailure(problem, 'NO_LIST');
    return { options: [], next: null, problem: null };
  }
  const { nodes, edges, pageInfo } = connection;
  const { hasNextPage, endCursor } = record(pageInfo);
  return {
    options: records(nodes ?? edges).flatMap(optionsFrom),
    next: hasNextPage === true ? text(endCursor) : null,
    problem,
  };
}
