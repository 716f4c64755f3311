import { createConfig, type Config } from '../config/config.ts';
import { ConfigError, type Environment } from '../config/read-settings.ts';
import { allSettings, settings, type Setting } from '../config/settings.ts';
import type { GatewaySettings } from './options.ts';

/** An embedded gateway has no address of its own. */
const ownAddress = { host: '127.0.0.1', port: 0 };

/**
 * Reads the same settings as the command line, with the same checks.
 * @throws ConfigError that lists everything that is wrong
 */
export function configFromSettings(given: GatewaySettings, environment: Environment): Config {
  const known = allSettings.filter((name) => {
    const { isSecret }: Setting = settings[name];
    return !isSecret && !(name in ownAddress);
  });
  const unknown = Object.keys(given).filter((name) => !known.some((each) => each === name));
  if (unknown.length > 0)
    throw new ConfigError(
      unknown.map((name) => `settings.${name} is not a setting; there are ${[...known].sort().join(', ')}.`),
    );
  const config = createConfig({ ...given, ...ownAddress }, environment);
  // Who can reach the gateway depends on the other program, which may listen anywhere.
  const { exposed } = config.callers;
  if (exposed !== null)
    throw new ConfigError([
      `Anyone who reaches the program that embeds the gateway could read ${exposed}. Check callers with GATEWAY_TOKENS or gatewayJwksUrl, let them send their own keys with passthrough, or accept it with allowAnonymous if your program checks its callers.`,
    ]);
  return config;
}
