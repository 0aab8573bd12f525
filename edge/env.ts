import type { FleetObject } from './objects/fleet-object.ts';
import type { InboxObject } from './objects/inbox-object.ts';
import type { SessionObject } from './objects/session-object.ts';

/** Bindings and variables of the Worker (`wrangler.toml`, secrets). */
export type Env = {
  DB: D1Database;
  ASSETS: Fetcher;
  SESSIONS: DurableObjectNamespace<SessionObject>;
  INBOXES: DurableObjectNamespace<InboxObject>;
  FLEET: DurableObjectNamespace<FleetObject>;
  ORIGIN: string;
  RP_ID: string;
  GATEWAY_URL: string;
  GATEWAY_KEY: string;
  SETUP_KEY: string;
};
