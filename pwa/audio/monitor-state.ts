import type { Monitoring } from '#core/participant';
import { assertNever } from '#core/result';
import type { VoiceStrength } from '#core/signal';
import type { ScorerNews } from './scorer-protocol.ts';

/** What this device can say about one voice. Held and unknown are states of their own, never "clean". */
export type VoiceMonitoring = {
  monitoring: Monitoring;
  strength?: VoiceStrength;
  held: boolean;
  speechSeconds: number;
};

export type MonitorEvent =
  | { type: 'attached'; participantId: string }
  | { type: 'held'; participantId: string; held: boolean }
  | { type: 'detached'; participantId: string }
  | { type: 'news'; news: ScorerNews };

export type MonitorStates = ReadonlyMap<string, VoiceMonitoring>;

export function nextStates(states: MonitorStates, event: MonitorEvent): MonitorStates {
  switch (event.type) {
    case 'attached':
      return set(states, event.participantId, { monitoring: 'listening', held: false, speechSeconds: 0 });
    case 'held':
      return held(states, event.participantId, event.held);
    case 'detached': {
      const next = new Map(states);
      next.delete(event.participantId);
      return next;
    }
    case 'news':
      return afterNews(states, event.news);
    default:
      return assertNever(event);
  }
}

/** A hold takes the strength away: what was heard before it says nothing about who speaks after it. */
function held(states: MonitorStates, participantId: string, isHeld: boolean): MonitorStates {
  const state = states.get(participantId);
  if (state === undefined || state.held === isHeld) return states;
  const { speechSeconds } = state;
  return set(states, participantId, {
    monitoring: isHeld ? 'not-monitored' : 'listening',
    held: isHeld,
    speechSeconds,
  });
}

function afterNews(states: MonitorStates, news: ScorerNews): MonitorStates {
  if (news.type === 'ready') return states;
  if (news.type === 'failed') {
    return new Map(
      [...states].map(([id, { held: isHeld, speechSeconds }]) => [
        id,
        { monitoring: 'not-monitored' as const, held: isHeld, speechSeconds },
      ]),
    );
  }
  const { participantId, monitoring, strength, speechSeconds } = news.report;
  const state = states.get(participantId);
  // A report that was on its way when the voice left or was held is not news.
  if (state === undefined || state.held) return states;
  return set(states, participantId, {
    monitoring,
    ...(strength === undefined ? {} : { strength }),
    held: false,
    speechSeconds,
  });
}

function set(states: MonitorStates, participantId: string, state: VoiceMonitoring): MonitorStates {
  return new Map(states).set(participantId, state);
}
