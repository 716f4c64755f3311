import { Command, CommanderError } from 'commander';
import { areCallersChecked } from '../config/callers.ts';
import {
  addServeOptions,
  ConfigError,
  createConfig,
  type Config,
  type Environment,
} from '../config/config.ts';
import type { GatewaySettings } from './options.ts';

/** An address of its own is what an embedded gateway does not have. */
const meaningless = new Set(['host', 'port']);

/**
 * The same settings as from the command line, by the same checks: each becomes the option of its name.
 * @throws ConfigError that lists what is wrong
 */
export function configFromSettings(settings: GatewaySettings, environment: Environment): Config {
  const command = addServeOptions(new Command('createGateway')).exitOverride();
  command.configureOutput({ writeErr: () => undefined });
  const options = new Map(command.options.map((option) => [option.attributeName(), option]));
  for (const name of meaningless) options.delete(name);
  const problems: string[] = [];
  const words: string[] = [];
  for (const [name, value] of Object.entries(settings) as [string, string | number | boolean | undefined][]) {
    const flag = options.get(name)?.long;
    if (!flag)
      problems.push(`settings.${name} is no setting; there are ${[...options.keys()].sort().join(', ')}.`);
    else if (value === undefined || value === false) continue;
    else if (value === true) words.push(flag);
    else words.push(`${flag}=${String(value)}`);
  }
  if (problems.length > 0) throw new ConfigError(problems);
  try {
    command.parse(words, { from: 'user' });
  } catch (error) {
    if (error instanceof CommanderError) throw new ConfigError([error.message]);
    throw error;
  }
  const config = createConfig(
    { ...command.opts<Parameters<typeof createConfig>[0]>(), host: '127.0.0.1' },
    environment,
  );
  // Who reaches it is up to the other program, which may listen anywhere.
  if (config.mode === 'sharedKey' && settings.allowAnonymous !== true && !areCallersChecked(config.callers)) {
    throw new ConfigError([
      `The key from ${config.shared?.source ?? ''} is shared: whoever reaches the program that embeds the gateway could read what it reads. Check callers with GATEWAY_TOKENS or gatewayJwksUrl, set passthrough, so that they bring their own keys, or accept it with allowAnonymous once your program checks its callers.`,
    ]);
  }
  return config;
}
