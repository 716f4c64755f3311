export type Environment = Readonly<Record<string, string | undefined>>;

/** Reads settings as text. What cannot be read is noted as a problem, so that all of them can be told at once. */
export interface SettingsReader {
  readonly problems: string[];
  number: (name: string, text: string, least: number, most: number, whole?: boolean) => number;
  /** `on` or `off`; also true, false, yes, no, 1 and 0. */
  onOff: (name: string, text: string) => boolean;
  /** What stands between commas, without those that are empty. */
  list: (text: string) => string[];
}

const switches = new Map([
  ...['on', 'true', 'yes', '1'].map((word) => [word, true] as const),
  ...['off', 'false', 'no', '0'].map((word) => [word, false] as const),
]);

export function createSettingsReader(): SettingsReader {
  const problems: string[] = [];
  return {
    problems,
    number(name, text, least, most, whole = true) {
      const value = Number(text);
      const good =
        text.trim() !== '' && value >= least && value <= most && (!whole || Number.isInteger(value));
      if (!good)
        problems.push(
          `${name} is "${text}"; write a ${whole ? 'whole ' : ''}number from ${least} to ${most.toLocaleString('en')}.`,
        );
      return value;
    },
    onOff(name, text) {
      const value = switches.get(text.trim().toLowerCase());
      if (value === undefined) problems.push(`${name} is "${text}"; write on or off.`);
      return value ?? false;
    },
    list: (text) =>
      text
        .split(',')
        .map((item) => item.trim())
        .filter((item) => item !== ''),
  };
}
