import { groupings, type Grouping } from './folding/fold.ts';
import { isHandleKey, type Direction } from './graph/visible.ts';
import { pathFromTyped } from './web-address.ts';

export const pages = ['', 'compare', 'impact', 'stale', 'checks'] as const;
export type Page = (typeof pages)[number];

/** The complete state of a view, as in its URL. */
export interface ViewState {
  /** The question that is answered about `root`. Empty for its lineage. */
  page: Page;
  /** The path as entered: `entity/project/name:alias`, or that of a run. Empty for the start page. */
  root: string;
  /** What the page `compare` compares `root` with. Empty for the version before it. */
  other: string;
  /** The version that `root` referred to when the link was created. Empty if `root` is that version. */
  at: string;
  direction: Direction;
  depth: number;
  types: readonly string[];
  jobTypes: readonly string[];
  grouping: Grouping;
  /** The metric on the cards of runs. Empty for none. */
  metric: string;
  find: string;
  view: 'graph' | 'table';
  opened: readonly string[];
  closed: readonly string[];
  /** Nodes taken out of their groups. */
  out: readonly string[];
  /** At most two. With two, the paths between them are shown. */
  selected: readonly string[];
}

export const startDepth = 2;
export const deepest = 20;

export const initialView: ViewState = {
  page: '',
  root: '',
  other: '',
  at: '',
  direction: 'BOTH',
  depth: startDepth,
  types: [],
  jobTypes: [],
  grouping: 'shape',
  metric: '',
  find: '',
  view: 'graph',
  opened: [],
  closed: [],
  out: [],
  selected: [],
};

/** Parses a query string. Invalid parameters are ignored. */
export function viewFromAddress(search: string): ViewState {
  const parameters = new URLSearchParams(search);
  const text = (name: string): string => parameters.get(name)?.trim() ?? '';
  const list = (name: string): string[] => [
    ...new Set(parameters.getAll(name).filter((item) => item !== '')),
  ];
  const depth = Number(text('depth'));
  return {
    page: oneOf(pages, text('page'), ''),
    root: pathFromTyped(text('root')),
    other: pathFromTyped(text('with')),
    at: text('at'),
    direction: oneOf(['BOTH', 'UPSTREAM', 'DOWNSTREAM'], text('direction').toUpperCase(), 'BOTH'),
    depth: Number.isInteger(depth) && depth >= 1 && depth <= deepest ? depth : startDepth,
    types: list('type'),
    jobTypes: list('jobType'),
    grouping: oneOf(groupings, text('group'), 'shape'),
    metric: text('metric'),
    find: parameters.get('find') ?? '',
    view: oneOf(['graph', 'table'], text('view'), 'graph'),
    opened: list('open').filter(isHandleKey),
    closed: list('close').filter(isHandleKey),
    out: list('out'),
    selected: list('select').slice(0, 2),
  };
}

/** The shortest query string of a view, starting with `?`. Empty for the start page. */
export function addressFromView(view: ViewState): string {
  const parameters = new URLSearchParams();
  const put = (name: string, value: string, unless: string): void => {
    if (value !== unless) parameters.set(name, value);
  };
  const putAll = (name: string, values: readonly string[]): void => {
    for (const value of values) parameters.append(name, value);
  };
  put('page', view.page, '');
  put('root', view.root, '');
  put('with', view.other, '');
  put('at', view.at, view.at === view.root ? view.at : '');
  put('direction', view.direction.toLowerCase(), 'both');
  put('depth', String(view.depth), String(startDepth));
  putAll('type', view.types);
  putAll('jobType', view.jobTypes);
  put('group', view.grouping, 'shape');
  put('metric', view.metric, '');
  put('find', view.find, '');
  put('view', view.view, 'graph');
  putAll('open', view.opened);
  putAll('close', view.closed);
  putAll('out', view.out);
  putAll('select', view.selected);
  const query = parameters.toString().replaceAll('%2F', '/').replaceAll('%3A', ':');
  return query === '' ? '' : `?${query}`;
}

function oneOf<T extends string>(values: readonly T[], text: string, otherwise: T): T {
  return values.find((value) => value === text) ?? otherwise;
}
