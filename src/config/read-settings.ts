import {
  allSettings,
  flagOf,
  settings,
  variableOf,
  type Setting,
  type SettingName,
  type SettingValue,
} from './settings.ts';
import { InvalidValue } from './value-types.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

/** Settings that do not come from the environment: from a command line or a program. Secrets among them are not read. */
export type GivenSettings = { readonly [Name in SettingName]?: string | number | boolean | undefined };

/** What a command has otherwise than the table. */
export interface Overrides {
  readonly defaults?: { readonly [Name in SettingName]?: string };
  readonly flags?: { readonly [Name in SettingName]?: string };
}

export interface ReadSettings {
  readonly values: { readonly [Name in SettingName]: SettingValue<Name> };
  /** Everything that is wrong, each with what to write instead. */
  readonly problems: string[];
  /** Whether a value was written for it, right or wrong. */
  readonly isGiven: (name: SettingName) => boolean;
}

/** Its message lists everything that is wrong with the settings, each with what to write instead. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';

  constructor(problems: readonly string[]) {
    super(problems.map((problem) => `  ${problem}`).join('\n'));
  }
}

/**
 * Reads the settings of these names; all others have their defaults. A wrong value is noted as a problem and replaced by
 * the default, so that all problems can be listed at once. A variable that is empty counts as one that is not set.
 */
export function readSettings(
  names: readonly SettingName[],
  given: GivenSettings,
  environment: Environment,
  { defaults = {}, flags = {} }: Overrides = {},
): ReadSettings {
  const problems: string[] = [];
  const written = (name: SettingName): string | undefined => {
    const { isSecret }: Setting = settings[name];
    // A command may have an option of its own that is called like another's setting.
    if (!names.includes(name)) return undefined;
    const option = isSecret ? undefined : given[name];
    if (option !== undefined) return option.toString();
    const value = environment[variableOf(name) ?? ''];
    return value?.trim() ? value : undefined;
  };
  const values = allSettings.map((name) => {
    const { parse }: Setting = settings[name];
    const fallback = defaults[name] ?? settings[name].default;
    try {
      const value = written(name);
      if (value !== undefined) return [name, parse(value)];
    } catch (error) {
      if (!(error instanceof InvalidValue)) throw error;
      problems.push(`${labelOf(name, flags[name])} ${error.message}`);
    }
    return [name, fallback === null ? null : parse(fallback)];
  });
  return {
    values: Object.fromEntries(values) as ReadSettings['values'],
    problems,
    isGiven: (name) => written(name) !== undefined,
  };
}

/** A setting in messages: `--port (PORT)`. */
function labelOf(name: SettingName, flag = flagOf(name)): string {
  const variable = variableOf(name);
  const { isSecret }: Setting = settings[name];
  if (variable === null) return flag;
  return isSecret ? variable : `${flag} (${variable})`;
}
