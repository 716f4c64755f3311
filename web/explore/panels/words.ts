/** A time in the reader's own place and wording. */
export function moment(instant: string | null): string | null {
  if (instant === null) return null;
  return new Date(instant).toLocaleString(undefined, { dateStyle: 'medium', timeStyle: 'short' });
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
