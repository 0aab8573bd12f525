import type { Action } from '#core/action';
import type { GatewayEvent } from '#core/event';
import type { NewId } from '#core/ids';
import { assertNever } from '#core/result';
import type { EventSender } from '../edge-client/send-event.ts';
import type { Events } from '../events.ts';
import type { Clock } from '../legs/rtp/clock.ts';
import type { Report } from '../report.ts';
import type { Sessions } from './sessions.ts';

export type DrillAction = Extract<Action, { type: 'drill' }>;
/** `sessionId` is absent only for a drill whose call got none. */
export type Outcome =
  | { ok: true; sessionId: string | undefined; detail?: string }
  | { ok: false; sessionId: string | undefined; reason: string };

export type PerformDeps = {
  sessions: Sessions;
  placeDrill: (action: DrillAction) => Promise<Outcome>;
  report: Report;
  sender: EventSender;
  events: Events;
  clock: Clock;
  newId: NewId;
};

/** Longer than the edge re-sends an order. */
const rememberedMs = 600_000;

/**
 * Performs orders of the edge, each effectively once by its id. An order that comes again while it runs changes
 * nothing; one that comes again later is answered with its first outcome.
 */
export function createPerformAction(deps: PerformDeps): (action: Action) => Promise<void> {
  const outcomes = new Map<string, { atMs: number; event: GatewayEvent | undefined }>();

  function forgetOld(nowMs: number): void {
    for (const [id, { atMs }] of outcomes) if (nowMs - atMs > rememberedMs) outcomes.delete(id);
  }

  return async (action) => {
    const arrivedMs = deps.clock.nowMs();
    const known = outcomes.get(action.id);
    if (known !== undefined) {
      deps.events.note('action.repeated', { actionId: action.id, type: action.type });
      // The same event id: the edge stores it once, however often it comes.
      if (known.event !== undefined) await deps.sender.send(known.event, 'urgent');
      return;
    }
    forgetOld(arrivedMs);
    const entry: { atMs: number; event: GatewayEvent | undefined } = { atMs: arrivedMs, event: undefined };
    outcomes.set(action.id, entry);
    deps.events.note('action.received', { actionId: action.id, type: action.type });
    const outcome = await perform(action, deps).catch((error: unknown) => failed(action, error));
    const tookMs = deps.clock.nowMs() - arrivedMs;
    entry.event = await reportOutcome(action, outcome, tookMs, deps);
  };
}

function failed(action: Action, error: unknown): Outcome {
  const reason = error instanceof Error ? error.message : String(error);
  return { ok: false, sessionId: action.type === 'drill' ? undefined : action.sessionId, reason };
}

async function reportOutcome(
  action: Action,
  outcome: Outcome,
  tookMs: number,
  deps: PerformDeps,
): Promise<GatewayEvent | undefined> {
  const { sessionId } = outcome;
  const actionId = action.id;
  if (outcome.ok) {
    const { detail } = outcome;
    deps.events.note('action.performed', { actionId, type: action.type, tookMs, ...(detail && { detail }) });
    // A drill whose call was not seen to arrive: there is no session that this could be said of.
    if (sessionId === undefined) return undefined;
    const facts = { sessionId, actionId, tookMs, ...(detail && { detail: detail.slice(0, 256) }) };
    return deps.report({ type: 'action.performed', ...facts }, 'urgent');
  }
  deps.events.note('action.failed', { actionId, type: action.type, reason: outcome.reason });
  const reason = outcome.reason.slice(0, 256) || 'failed';
  // The edge knows a drill by its action: it stores the failure with the drill where no session can take it.
  return deps.report({ type: 'action.failed', sessionId: sessionId ?? deps.newId('ses'), actionId, reason }, 'urgent');
}

async function perform(action: Action, deps: PerformDeps): Promise<Outcome> {
  if (action.type === 'drill') return deps.placeDrill(action);
  const { sessionId } = action;
  const session = deps.sessions.get(sessionId);
  if (session === undefined && deps.sessions.hasEnded(sessionId)) {
    return action.type === 'end' || action.type === 'remove' || action.type === 'decline'
      ? { ok: true, sessionId, detail: 'the session is over' }
      : { ok: false, sessionId, reason: 'session-ended' };
  }
  switch (action.type) {
    case 'hold': {
      const { matchNumber, expiresAtMs, issuedAtMs: orderedAtMs } = action;
      const prompt = matchNumber === undefined ? undefined : { matchNumber, expiresAtMs };
      // Remembered even when he is here: he could leave and come back with a pass that is older than the hold.
      deps.sessions.remember(action.participantId, { lane: { held: true, prompt, orderedAtMs } });
      if (await session?.hold(action.participantId, prompt)) return { ok: true, sessionId };
      return { ok: true, sessionId, detail: 'not here; he starts held when he comes' };
    }
    case 'release': {
      const lane = { held: false, prompt: undefined, orderedAtMs: action.issuedAtMs };
      deps.sessions.remember(action.participantId, { lane });
      if (await session?.release(action.participantId)) return { ok: true, sessionId };
      return { ok: true, sessionId, detail: 'not here' };
    }
    case 'prompt':
      return session?.prompt(action.participantId, action.matchNumber, action.expiresAtMs)
        ? { ok: true, sessionId }
        : { ok: false, sessionId, reason: 'participant-unknown' };
    case 'remove': {
      // His pass is void from now on, whether he is here or not.
      deps.sessions.remember(action.participantId, { removed: true });
      const wasHere = await session?.remove(action.participantId);
      return wasHere === true ? { ok: true, sessionId } : { ok: true, sessionId, detail: 'not here; his pass is void' };
    }
    case 'end':
      if (session === undefined) return { ok: false, sessionId, reason: 'session-unknown' };
      await session.end('ended');
      return { ok: true, sessionId };
    case 'decline':
      if (session === undefined) return { ok: false, sessionId, reason: 'session-unknown' };
      await session.end('declined');
      return { ok: true, sessionId };
    default:
      return assertNever(action);
  }
}
