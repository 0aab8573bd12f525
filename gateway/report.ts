import type { GatewayEvent } from '#core/event';
import type { NewId } from '#core/ids';
import type { EventSender } from './edge-client/send-event.ts';
import type { Clock } from './legs/rtp/clock.ts';

type Drafted<E> = E extends GatewayEvent ? Omit<E, 'id' | 'atMs'> : never;
/** An event before it has an id and a time. */
export type EventDraft = Drafted<GatewayEvent>;

/** Reports to the edge. Resolves with the stored event when it is durable here; delivery goes on by itself. */
export type Report = (draft: EventDraft, urgency?: 'urgent' | 'normal') => Promise<GatewayEvent>;

export function createReport(deps: { sender: EventSender; clock: Clock; newId: NewId }): Report {
  return async (draft, urgency = 'normal') => {
    const event: GatewayEvent = { ...draft, id: deps.newId('evt'), atMs: wholeMs(deps.clock) };
    await deps.sender.send(event, urgency);
    return event;
  };
}

export function wholeMs(clock: Clock): number {
  return Math.round(clock.nowMs());
}
