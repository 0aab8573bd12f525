import * as v from 'valibot';

export const legKinds = ['sip', 'webrtc'] as const;
export type LegKind = (typeof legKinds)[number];

/** Why a participant is, or is not, being scored. Absent evidence is a state of its own, never "clean" (design §5.1). */
export const monitoringStates = [
  'listening',
  'not-enough-speech',
  'scoring',
  'not-monitored',
  'codec-not-covered',
] as const;
export const monitoringSchema = v.picklist(monitoringStates);
export type Monitoring = (typeof monitoringStates)[number];

/** What protected people see beside a name. `verified` needs proof: a passkey, never a number or a voice. */
export const participantStatuses = ['verified', 'unverified', 'challenged', 'held', 'removed', 'left'] as const;
export type ParticipantStatus = (typeof participantStatuses)[number];

export type ParticipantRole = 'caller' | 'callee' | 'host' | 'guest';

/** Facts from which the status is derived; each is set by an event and never guessed. */
export type ParticipantFacts = {
  /** Proved with a passkey in this session's context (sign-in that admitted him, or an approved challenge). */
  proved: boolean;
  held: boolean;
  removed: boolean;
  left: boolean;
  openChallenge: boolean;
};

export function statusOf(facts: ParticipantFacts): ParticipantStatus {
  if (facts.removed) return 'removed';
  if (facts.left) return 'left';
  if (facts.held) return 'held';
  if (facts.openChallenge) return 'challenged';
  return facts.proved ? 'verified' : 'unverified';
}
