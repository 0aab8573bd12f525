import { drizzle } from 'drizzle-orm/d1';
import { decodeBase64Url } from './bytes.ts';
import type { Env } from './env.ts';
import { eventsOf, type Counters } from './events.ts';
import { passKeyOf } from './core/token.ts';
import { deriveKeys } from './keys.ts';
import { doorTo } from './objects/door.ts';
import { newId, newToken } from './random.ts';

export type Database = ReturnType<typeof databaseOf>;
export type Context = ReturnType<typeof contextOf>;

/** The object graph of one request: made from the bindings, handed to everything that needs it. */
export function contextOf(env: Env, counters: Counters) {
  const secrets = { gatewayKey: env.GATEWAY_KEY ?? '', setupKey: env.SETUP_KEY ?? '' };
  return {
    config: {
      origin: env.ORIGIN,
      rpId: env.RP_ID,
      gatewayUrl: env.GATEWAY_URL,
      isHttps: env.ORIGIN.startsWith('https:'),
      ...secrets,
    },
    d1: env.DB,
    db: databaseOf(env.DB),
    assets: env.ASSETS,
    counters,
    events: eventsOf(counters),
    nowMs: () => Date.now(),
    newId,
    newToken,
    keys: () => deriveKeys(secrets),
    passKey: () => passKeyOf(decodeBase64Url(secrets.gatewayKey) ?? new Uint8Array()),
    session: (id: string) => doorTo(env.SESSIONS, id),
    inbox: (personId: string) => doorTo(env.INBOXES, personId),
    fleet: () => doorTo(env.FLEET, 'fleet'),
    /** WebSocket upgrades go to the object itself. */
    sockets: {
      watch: (sessionId: string, request: Request) =>
        env.SESSIONS.get(env.SESSIONS.idFromName(sessionId)).fetch(request),
      inbox: (personId: string, request: Request) => env.INBOXES.get(env.INBOXES.idFromName(personId)).fetch(request),
      fleet: (request: Request) => env.FLEET.get(env.FLEET.idFromName('fleet')).fetch(request),
    },
  };
}

export function databaseOf(d1: D1Database) {
  return drizzle(d1);
}
