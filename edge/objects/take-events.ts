import type { GatewayEvent } from '../core/event.ts';
import { observe } from '../core/observe.ts';
import { patchSession, type Turn } from '../core/turn.ts';
import type { SessionStore } from './session-store.ts';

export type Taken = { stored: string[]; duplicate: string[]; refused: { id: string; code: string }[] };

/** Stores each event once, by its id, and acts on it; a repeated one changes nothing. Fills `taken`. */
export function takeEvents(
  turn: Turn,
  gatewayId: string,
  events: readonly GatewayEvent[],
  store: SessionStore,
  taken: Taken,
): void {
  if (turn.session.gatewayId !== gatewayId) patchSession(turn, { gatewayId });
  for (const event of events) {
    if (!store.addEvent(event, turn.means.nowMs)) {
      taken.duplicate.push(event.id);
      continue;
    }
    const observed = observe(turn, event);
    if (observed.ok) taken.stored.push(event.id);
    else taken.refused.push({ id: event.id, code: observed.code });
  }
}
