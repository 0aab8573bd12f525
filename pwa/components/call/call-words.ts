import type { Monitoring } from '#core/participant';
import { assertNever } from '#core/result';
import type { VoiceStrength } from '#core/signal';
import type { ParticipantView } from '#core/view';
import type { VoiceMonitoring } from '../../audio/monitor-state.ts';
import type { MicrophoneProblem } from '../../media/microphone.ts';
import type { RoomPhase } from '../../media/room-state.ts';

export const microphoneWords: Record<MicrophoneProblem, { title: string; words: string }> = {
  denied: {
    title: 'The microphone is blocked',
    words: 'Allow the microphone for this site in the address bar or in the browser’s settings, then try again.',
  },
  missing: { title: 'No microphone was found', words: 'Connect a microphone or headset, then try again.' },
  busy: {
    title: 'The microphone is in use',
    words: 'Another program holds the microphone. Close it, then try again.',
  },
  unavailable: {
    title: 'The microphone cannot be used here',
    words: 'Open this page at its own https address in a current browser.',
  },
};

export type VoiceLine = {
  monitoring: Monitoring;
  strength?: VoiceStrength;
  /** Who listens: this device, or the gateway while nobody's device does. */
  by: 'you' | 'gateway' | 'nobody';
};

/**
 * What can be said about a voice: this device's own finding where it has one, else the edge's word. Silence about a
 * voice is never a good sign, so without either it is "not monitored".
 */
export function voiceLineOf(view: ParticipantView | undefined, here: VoiceMonitoring | undefined): VoiceLine {
  const mine = here !== undefined && !here.held ? here : undefined;
  if (mine?.monitoring === 'scoring') return lineOf(mine.monitoring, mine.strength, 'you');
  if (view?.monitoring === 'scoring') {
    return lineOf('scoring', view.voice, view.monitoredBy === 'gateway' ? 'gateway' : 'you');
  }
  if (mine !== undefined && mine.monitoring !== 'not-monitored') return lineOf(mine.monitoring, undefined, 'you');
  if (view?.monitoredBy === 'gateway' && view.monitoring !== 'not-monitored') {
    return lineOf(view.monitoring, undefined, 'gateway');
  }
  return lineOf(mine?.monitoring ?? 'not-monitored', undefined, 'nobody');
}

function lineOf(monitoring: Monitoring, strength: VoiceStrength | undefined, by: VoiceLine['by']): VoiceLine {
  return { monitoring, ...(strength === undefined ? {} : { strength }), by };
}

const strengthWords: Record<VoiceStrength, string> = { none: 'none so far', weak: 'weak', strong: 'strong' };

export function voiceWordsOf({ monitoring, strength }: VoiceLine): string {
  switch (monitoring) {
    case 'scoring':
      return strength === undefined ? 'Listening' : `Signs of synthetic speech: ${strengthWords[strength]}`;
    case 'listening':
      return 'Listening';
    case 'not-enough-speech':
      return 'Not enough speech yet';
    case 'codec-not-covered':
      return 'Not monitored: this line’s sound is not covered';
    case 'not-monitored':
      return 'Not monitored';
    default:
      return assertNever(monitoring);
  }
}

export const phaseWords: Record<RoomPhase, string> = {
  joining: 'Connecting',
  live: 'Connected',
  reconnecting: 'Reconnecting',
  ended: 'Ended',
  removed: 'Removed',
  failed: 'Disconnected',
};

/** Why the room is over, for the person who was in it; codes are the gateway's and our own (`left`, `media-failed`). */
export function endWords(phase: RoomPhase, reason: string | undefined): { title: string; words: string } {
  if (phase === 'removed') return { title: 'You are no longer in the call', words: 'The host ended your part of it.' };
  if (phase === 'failed') return failureWords(reason);
  if (reason === 'left') return { title: 'You left', words: 'Your microphone is off.' };
  return { title: 'The call has ended', words: 'Your microphone is off.' };
}

function failureWords(reason: string | undefined): { title: string; words: string } {
  if (reason === 'replaced') {
    return { title: 'Opened elsewhere', words: 'This call goes on in another tab or on another device of yours.' };
  }
  if (reason === 'not-allowed') return { title: 'You cannot join', words: 'The host ended your part of the call.' };
  return {
    title: 'The connection was lost',
    words: 'The call could not be reached again. Check your network, then join once more.',
  };
}
