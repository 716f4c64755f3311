import type { IncomingMessage, ServerResponse } from 'node:http';
import type { settings, SettingName, SettingValue } from '../config/settings.ts';

/** Neither secrets, which come from the environment alone, nor the address, which an embedded gateway does not have. */
type EmbeddableName = Exclude<
  { [Name in SettingName]: (typeof settings)[Name] extends { isSecret: true } ? never : Name }[SettingName],
  'host' | 'port'
>;
type Written<Name extends SettingName> =
  SettingValue<Name> extends boolean
    ? boolean | 'on' | 'off'
    : SettingValue<Name> extends number
      ? number
      : number extends SettingValue<Name>
        ? number | string
        : string;

/**
 * The options of the command `serve` in camel case, as docs/settings.md lists them. A setting that is left out comes from
 * its environment variable, otherwise it has its default.
 */
export type GatewaySettings = { readonly [Name in EmbeddableName]?: Written<Name> | undefined };

export interface GatewayOptions {
  readonly settings?: GatewaySettings;
  /** The path at which the other program mounts the gateway, such as `/lineage`. It is removed from the URLs of requests. */
  readonly basePath?: string;
}

/** The service as request handlers, for programs with an HTTP server of their own. */
export interface Gateway {
  /** For frameworks that use the web's Request and Response: Next.js, Hono, Remix. */
  readonly fetch: (request: Request) => Promise<Response>;
  /** For Node's HTTP server, Express, and Fastify after `reply.hijack()`. If the body was parsed before, `request.body` is used. */
  readonly node: (request: IncomingMessage, response: ServerResponse) => void;
  /** Resolves when requests can be answered; requests wait for it by themselves. Rejects if the demo or a snapshot cannot start. */
  readonly ready: () => Promise<void>;
  /** Ends running requests and closes every connection. A later request starts the gateway again. */
  readonly close: () => Promise<void>;
}
