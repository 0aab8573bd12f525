import type { Session } from '../core/session.ts';
import type { Env } from '../env.ts';
import { eventsOf } from '../events.ts';
import { doorTo } from './door.ts';
import type { SessionFlush } from './session-flush.ts';
import type { SessionStore } from './session-store.ts';

/** A gateway that is silent so long is shown as away, and after so long its sessions are over. */
const awayAfterMs = 5 * 60_000;
const lostAfterMs = 15 * 60_000;
/** After a pause of the edge itself a gateway gets this long to come back. */
const secondLookMs = 60_000;

export type Finding = 'lost' | 'changed' | 'same';

/** Nobody ends a call whose gateway died: a silent one is shown as away, and what depended on it ends at last. */
export class GatewayWatchdog {
  readonly #env: Env;
  readonly #store: SessionStore;
  readonly #flush: SessionFlush;
  readonly #events = eventsOf(new Map());
  #lookAtMs: number | undefined;

  constructor(env: Env, store: SessionStore, flush: SessionFlush) {
    this.#env = env;
    this.#store = store;
    this.#flush = flush;
  }

  /** When to look next, or undefined when nobody's media depends on a gateway. */
  dueAtMs(session: Session | undefined): number | undefined {
    if (session === undefined || !dependsOnGateway(session)) return undefined;
    this.#lookAtMs ??= Date.now() + awayAfterMs;
    return this.#lookAtMs;
  }

  /** Silent means: no socket and no event. `lost` only when an earlier look found it away, too. */
  async look(session: Session | undefined): Promise<Finding> {
    if (session?.gatewayId === undefined || !dependsOnGateway(session)) return 'same';
    if (this.#lookAtMs !== undefined && Date.now() < this.#lookAtMs) return 'same';
    const awayMs = await this.#awayMs(session.gatewayId);
    const silentMs = Math.min(awayMs, Date.now() - this.#store.lastEventAtMs());
    const before = this.#flush.gateway;
    if (silentMs >= lostAfterMs && before === 'away') {
      this.#events.sessionLost({ sessionId: session.id, awayMs });
      return 'lost';
    }
    if (silentMs >= awayAfterMs) this.#flush.gateway = 'away';
    else if (awayMs === 0) this.#flush.gateway = 'connected';
    this.#lookAtMs = Date.now() + nextLookMs(silentMs);
    return this.#flush.gateway === before ? 'same' : 'changed';
  }

  async #awayMs(gatewayId: string): Promise<number> {
    try {
      return await doorTo(this.#env.FLEET, 'fleet').awayForMs(gatewayId);
    } catch {
      // What cannot be asked now is asked again in a while; no call ends for it.
      return 0;
    }
  }
}

/** Whether somebody's media depends on a gateway now. A meeting in which nobody is can wait for any gateway. */
function dependsOnGateway(session: Session): boolean {
  if (session.state === 'ended' || session.gatewayId === undefined) return false;
  return session.participants.some((one) => one.binding !== undefined && one.leftAtMs === undefined);
}

function nextLookMs(silentMs: number): number {
  const thresholdMs = silentMs < awayAfterMs ? awayAfterMs : lostAfterMs;
  return Math.max(secondLookMs, thresholdMs - silentMs);
}
