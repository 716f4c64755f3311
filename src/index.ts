import { pino } from 'pino';
import { startLocalWandb, targetFrom } from './cli/snapshots/local-wandb.ts';
import { ConfigError } from './config/read-settings.ts';
import { fetchHandler, followCallers, nodeHandler, withoutBase } from './embedding/handlers.ts';
import type { Gateway, GatewayOptions } from './embedding/options.ts';
import { configFromSettings } from './embedding/settings.ts';
import { createApp, type GatewayApp } from './server/app.ts';
import { version } from './version.ts';

export type { Gateway, GatewayOptions, GatewaySettings } from './embedding/options.ts';

/**
 * The gateway without an address of its own. Nothing starts before the first request or `ready()`.
 * @throws an Error named ConfigError that lists all that is wrong with the settings
 */
export function createGateway({ settings = {}, basePath = '' }: GatewayOptions = {}): Gateway {
  const base = basePath.replace(/\/+$/, '');
  if (base !== '' && !base.startsWith('/'))
    throw new ConfigError([`basePath is "${basePath}"; write a path such as /lineage.`]);
  const config = configFromSettings(settings, process.env);

  async function start(): Promise<GatewayApp> {
    const logger = pino({ level: config.logLevel }, pino.destination({ dest: 2, sync: true }));
    const local = await startLocalWandb(config);
    try {
      const gateway = await createApp(config, targetFrom(config, local), version, logger);
      followCallers(gateway.app);
      await gateway.app.ready();
      return { ...gateway, close: () => gateway.close().then(() => local?.close()) };
    } catch (error) {
      await local?.close();
      throw error;
    }
  }

  let starting: Promise<GatewayApp> | null = null;
  const started = (): Promise<GatewayApp> => {
    starting ??= start().catch((error: unknown) => {
      // The next request may find the reason gone.
      starting = null;
      throw error;
    });
    return starting;
  };
  const app = async () => (await started()).app;
  const cut = (path: string) => withoutBase(base, path);
  return {
    fetch: fetchHandler(app, cut),
    node: nodeHandler(app, cut),
    ready: () => started().then(() => undefined),
    async close() {
      const running = starting;
      starting = null;
      await (await running)?.close();
    },
  };
}
