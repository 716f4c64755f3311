import type { ViewState } from '../address.ts';
import { record, records, text, type Fields } from '../json.ts';

/** Why something is missing, by the gateway's `TruncationReason`. */
export const missingBecause: Readonly<Record<string, string>> = {
  HIDDEN: 'W&B counts them but does not show them to this key',
  PRODUCER_UNKNOWN: 'W&B does not say which run logged a version',
  CHANGED: 'the graph changed while it was loaded',
  FILTERED: 'W&B logged them automatically (code, tables, jobs)',
  FANOUT: 'more neighbours than requested',
  MAX_DEPTH: 'beyond the requested depth',
  MAX_NODES: 'more nodes than requested',
  DEADLINE: 'the query reached its time or request limit',
  WANDB_ERROR: 'a request to W&B failed',
};

/** The reasons why a response is incomplete, as text after a colon. Null if it is complete. */
export function gapsOf(answer: Fields): string | null {
  const { complete, truncations } = record(answer['completeness']);
  if (complete !== false) return null;
  const reasons = new Set(records(truncations).map(({ reason }) => text(reason) ?? ''));
  // What is left out on request is not missing.
  reasons.delete('FILTERED');
  return [...reasons].map((reason) => missingBecause[reason] ?? reason).join('; ');
}

/** How exports of a view differ from its link. Null if they do not. */
export function exportNote({ opened, closed, types, jobTypes }: ViewState): string | null {
  const differences = [
    ...(opened.length > 0 ? ['do not include nodes that you expanded'] : []),
    ...(closed.length > 0 ? ['still include nodes that you collapsed'] : []),
    ...(types.length + jobTypes.length > 0 ? ['have no dotted lines across hidden nodes'] : []),
  ];
  if (differences.length === 0) return null;
  return `Unlike the link, the downloads and the query ${listed.format(differences)}.`;
}

const listed = new Intl.ListFormat('en');

export function counted(count: number, one: string, many = `${one}s`): string {
  return `${count.toLocaleString('en')} ${count === 1 ? one : many}`;
}

/** A time in the user's time zone and language. */
export function moment(instant: string | null): string | null {
  if (instant === null) return null;
  return new Date(instant).toLocaleString(undefined, { dateStyle: 'medium', timeStyle: 'short' });
}

/** A day in the user's time zone and language. */
export function shortDate(instant: string | null): string | null {
  return instant === null ? null : new Date(instant).toLocaleDateString(undefined, { dateStyle: 'medium' });
}

export function duration(seconds: number | null): string | null {
  if (seconds === null) return null;
  if (seconds < 90) return `${Math.round(seconds)} s`;
  if (seconds < 5_400) return `${Math.round(seconds / 60)} min`;
  return `${(seconds / 3_600).toFixed(1)} h`;
}

const units = ['bytes', 'kB', 'MB', 'GB', 'TB', 'PB'];

export function bytes(size: number | null, files: number | null): string | null {
  if (size === null) return null;
  const power = size < 1_000 ? 0 : Math.min(Math.floor(Math.log10(size) / 3), units.length - 1);
  const amount = `${(size / 1_000 ** power).toLocaleString('en', { maximumFractionDigits: 1 })} ${units[power]}`;
  return files === null
    ? amount
    : `${amount} in ${files.toLocaleString('en')} ${files === 1 ? 'file' : 'files'}`;
}

/** A metric and its value. Empty if no metric was chosen or the run has none. */
export function metricText(name: string, summary: Fields | undefined): string {
  const value = summary?.[name];
  return name === '' || value === undefined ? '' : `${name} ${valueText(value)}`;
}

/** A value of a configuration or summary in a few letters. */
export function valueText(value: unknown): string {
  if (typeof value === 'number') return String(Number(value.toPrecision(4)));
  return value === null || value === undefined
    ? ''
    : typeof value === 'string'
      ? value
      : JSON.stringify(value);
}
