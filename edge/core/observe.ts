import { close, openChallenge } from './ask.ts';
import { endSession } from './end.ts';
import { orderHold, prompt } from './enforce.ts';
import type { GatewayEvent } from './event.ts';
import { personal, subjectsOf } from './personal.ts';
import { assertNever, ok, refused, type Result } from './result.ts';
import { openChallengeOf, participantOf, type Participant } from './session.ts';
import { patchParticipant, patchSession, record, type Turn } from './turn.ts';
import { observeVoice } from './voice.ts';

type EventOf<T extends GatewayEvent['type']> = Extract<GatewayEvent, { type: T }>;

/** Takes in one event of the gateway that was not seen before. A refusal is final: the event says nothing. */
export function observe(turn: Turn, event: GatewayEvent): Result<void> {
  const about = 'participantId' in event ? participantOf(turn.session, event.participantId) : undefined;
  if ('participantId' in event && about === undefined) return refused('participant-unknown');
  switch (event.type) {
    case 'participant.joined':
      return joined(turn, event);
    case 'participant.left':
      return left(turn, event);
    case 'voice.scored':
      return observeVoice(turn, event);
    case 'speech.started':
      return speechStarted(turn, event, about);
    case 'action.performed':
    case 'action.failed':
      return answered(turn, event);
    case 'media.rebuilt':
      recordEvent(turn, event, { tookMs: event.tookMs });
      return ok(undefined);
    case 'edge.away':
      recordEvent(turn, event, { fromMs: event.fromMs, toMs: event.toMs });
      return ok(undefined);
    case 'session.ended':
      recordEvent(turn, event, { reason: event.reason });
      endSession(turn, event.reason);
      return ok(undefined);
    default:
      return assertNever(event);
  }
}

function joined(turn: Turn, event: EventOf<'participant.joined'>): Result<void> {
  const { participantId, facts } = event;
  const participant = participantOf(turn.session, participantId);
  if (participant === undefined) return refused('participant-unknown');
  recordEvent(turn, event, { participantId, facts: personal(subjectsOf(participant), { ...facts }) });
  patchParticipant(turn, participantId, {
    leg: facts.leg,
    remoteAddress: facts.remoteAddress,
    leftAtMs: undefined,
    ...(facts.leg === 'webrtc' || participant.binding === undefined ? { binding: facts.binding } : {}),
  });
  if (participant.role === 'callee' && turn.session.state === 'ringing') patchSession(turn, { state: 'live' });
  bindChallenge(turn, participant);
  return ok(undefined);
}

/**
 * The challenge is bound to the transport (requirements B2): it opens once the transport is known, and another
 * transport of the same participant needs another challenge. The number he was given stays.
 */
function bindChallenge(turn: Turn, before: Participant): void {
  const now = participantOf(turn.session, before.id);
  if (now === undefined || turn.session.state === 'ended') return;
  const open = openChallengeOf(turn.session, now.id);
  const stale = open !== undefined && open.context.binding !== now.binding;
  if (stale) close(turn, open, 'supersede');
  const reserved = stale ? open : now.reserved;
  const held = now.hold !== undefined;
  patchParticipant(turn, now.id, { reserved: undefined });
  const given = reserved === undefined ? undefined : openChallenge(turn, now.id, { ...reserved, held });
  if (held && (given !== undefined || before.binding === undefined)) orderHold(turn, now.id, given);
  else if (given !== undefined) prompt(turn, now.id, given);
}

function left(turn: Turn, event: EventOf<'participant.left'>): Result<void> {
  const { participantId, reason } = event;
  recordEvent(turn, event, { participantId, reason });
  patchParticipant(turn, participantId, { leftAtMs: turn.means.nowMs, monitoring: 'not-monitored' });
  const open = openChallengeOf(turn.session, participantId);
  if (open !== undefined) close(turn, open, 'cancel');
  return ok(undefined);
}

function speechStarted(
  turn: Turn,
  event: EventOf<'speech.started'>,
  participant: Participant | undefined,
): Result<void> {
  recordEvent(turn, event, { participantId: event.participantId });
  if (participant?.firstSpeechAtMs === undefined) {
    patchParticipant(turn, event.participantId, { firstSpeechAtMs: event.atMs });
  }
  return ok(undefined);
}

function answered(turn: Turn, event: EventOf<'action.performed' | 'action.failed'>): Result<void> {
  const known = turn.session.actions.find(({ action }) => action.id === event.actionId);
  // The order to place a drill was given before its session existed, so it is not among the session's orders.
  const type = known?.action.type ?? (turn.session.drillId === undefined ? undefined : 'drill');
  if (type === undefined) return refused('not-found');
  const isPerformed = event.type === 'action.performed';
  const outcome = isPerformed ? { tookMs: Math.round(event.tookMs), detail: event.detail } : { reason: event.reason };
  recordEvent(turn, event, { actionId: event.actionId, type, ...outcome });
  if (known === undefined) return ok(undefined);
  const after = { ...known, state: isPerformed ? 'performed' : 'failed' } as const;
  patchSession(turn, { actions: turn.session.actions.map((one) => (one === known ? after : one)) });
  if (known.action.type === 'hold' && isPerformed) holdTookEffect(turn, known.action.participantId, event.atMs);
  return ok(undefined);
}

function holdTookEffect(turn: Turn, participantId: string, atMs: number): void {
  const hold = participantOf(turn.session, participantId)?.hold;
  if (hold === undefined || hold.effectiveAtMs !== undefined) return;
  patchParticipant(turn, participantId, { hold: { ...hold, effectiveAtMs: atMs } });
  const { firstHoldEffectiveAtMs = atMs } = turn.session;
  patchSession(turn, { firstHoldEffectiveAtMs });
}

function recordEvent(turn: Turn, event: GatewayEvent, body: Parameters<typeof record>[2]): void {
  record(turn, event.type, { eventId: event.id, gatewayAtMs: event.atMs, ...(body as object) });
}
