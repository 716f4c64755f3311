import { Option, type Command } from 'commander';
import type { Overrides } from './read-settings.ts';
import { flagOf, groups, settings, variableOf, type Setting, type SettingName } from './settings.ts';

/** Adds the options of these settings, grouped as in the table; `--help` names the variables of all, secrets included. */
export function addSettings(
  command: Command,
  names: readonly SettingName[],
  { defaults = {}, flags = {} }: Overrides = {},
): Command {
  const secrets: string[] = [];
  for (const [heading, group] of Object.entries(groups)) {
    for (const name of (Object.keys(group) as SettingName[]).filter((each) => names.includes(each))) {
      const { placeholder, description, isSecret }: Setting = settings[name];
      const fallback = defaults[name] ?? settings[name].default ?? '';
      const variable = variableOf(name);
      if (isSecret) {
        secrets.push(`  ${variable ?? ''}\n      ${description}`);
        continue;
      }
      // Values and defaults are resolved by readSettings, in one way for commands and for programs that embed the gateway.
      const facts = [
        ...(placeholder === null || fallback === '' ? [] : [`default: ${fallback}`]),
        ...(variable === null ? [] : [`env: ${variable}`]),
      ];
      const flag = flags[name] ?? flagOf(name);
      const option = new Option(
        placeholder === null ? flag : `${flag} ${placeholder}`,
        facts.length === 0 ? description : `${description} (${facts.join(', ')})`,
      );
      command.addOption(option.helpGroup(`${heading}:`));
    }
  }
  if (secrets.length > 0) command.addHelpText('after', `\nEnvironment only:\n${secrets.join('\n')}`);
  return command;
}
