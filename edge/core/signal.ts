/**
 * A signal is one piece of evidence about one participant: a log-likelihood ratio in nats,
 * ln p(evidence | impostor) / p(evidence | the person he claims to be). Positive speaks against him.
 */
export const signalGroups = [
  'device',
  'network',
  'time',
  'login',
  'graph',
  'telephony',
  'media',
  'challenge',
  'report',
] as const;
export type SignalGroup = (typeof signalGroups)[number];

/**
 * Working values, not fitted to data yet (requirements C.4 items 5, 6, 9, 11). Attributes an attacker can
 * copy (a caller id, a name) have floors near zero: they buy no trust (design §5.2).
 */
export const signalTable = {
  // Compared with the profile (edge/core/assess.ts): the value is worked out from counts, never fixed.
  'device-key': { group: 'device', llrNats: 0 },
  'user-agent': { group: 'device', llrNats: 0 },
  'network-prefix': { group: 'network', llrNats: 0 },
  'network-asn': { group: 'network', llrNats: 0 },
  country: { group: 'network', llrNats: 0 },
  'network-kind': { group: 'network', llrNats: 0 },
  travel: { group: 'network', llrNats: 0 },
  hour: { group: 'time', llrNats: 0 },
  'login-method': { group: 'login', llrNats: 0 },
  'login-failures': { group: 'login', llrNats: 0 },
  'login-velocity': { group: 'login', llrNats: 0 },
  contact: { group: 'graph', llrNats: 0 },
  'contact-channel': { group: 'graph', llrNats: 0 },
  'group-size': { group: 'graph', llrNats: 0 },
  'number-on-file': { group: 'telephony', llrNats: -0.5 },
  'number-seen-before': { group: 'telephony', llrNats: -0.3 },
  'number-on-file-new': { group: 'telephony', llrNats: 1 },
  'attestation-full': { group: 'telephony', llrNats: -0.5 },
  'attestation-weak': { group: 'telephony', llrNats: 2 },
  'sim-changed': { group: 'telephony', llrNats: 2 },
  'number-forwarded': { group: 'telephony', llrNats: 2 },
  'number-unknown': { group: 'telephony', llrNats: 1.2 },
  'number-withheld': { group: 'telephony', llrNats: 1.5 },
  'name-collision': { group: 'graph', llrNats: 3 },
  'invite-bound': { group: 'device', llrNats: -1.5 },
  'link-forwarded': { group: 'device', llrNats: 2 },
  'passkey-sign-in': { group: 'device', llrNats: -4 },
  'sign-in-moved': { group: 'device', llrNats: 4 },
  'synthetic-voice': { group: 'media', llrNats: 0 },
  'challenge-passed': { group: 'challenge', llrNats: -6 },
  'challenge-denied': { group: 'challenge', llrNats: 6 },
  'challenge-wrong-number': { group: 'challenge', llrNats: 1.5 },
  'challenge-timeout': { group: 'challenge', llrNats: 1 },
  'employee-suspects': { group: 'report', llrNats: 2 },
  'employee-pressured': { group: 'report', llrNats: 2.5 },
} as const satisfies Record<string, { group: SignalGroup; llrNats: number }>;

export type SignalCode = keyof typeof signalTable;

/** Whose eyes or ears the evidence comes from. A speaker's own device never testifies about him (design §5.1). */
export type SignalSource = 'edge' | 'listener' | 'gateway' | 'person';

/** Facts a person can read behind a signal. Values only, no markup; never audio and never a transcript. */
export type Evidence = { readonly [fact: string]: string | number | boolean };

export type Signal = {
  id: string;
  participantId: string;
  code: SignalCode;
  group: SignalGroup;
  llrNats: number;
  source: SignalSource;
  evidence: Evidence;
  atMs: number;
};

export type VoiceStrength = 'none' | 'weak' | 'strong';

/** Bounds of what a voice score may say (deepfake2 §5: no demonstrated value on unseen systems over the telephone). */
export const voiceBoundsNats = { lowest: -0.7, highest: 4 } as const;

export function signalOf(
  code: SignalCode,
  facts: {
    id: string;
    participantId: string;
    source: SignalSource;
    evidence: Evidence;
    atMs: number;
    llrNats?: number;
  },
): Signal {
  const { group, llrNats } = signalTable[code];
  return { ...facts, code, group, llrNats: facts.llrNats ?? llrNats };
}

/** Odds of about 3 to 2 and 7 to 1: below the first, what was heard is not worth a word. */
const weakFromNats = 0.4;
const strongFromNats = 2;

/** A bounded log-likelihood ratio (nats) in the three words that people see. */
export function strengthOf(llrNats: number): VoiceStrength {
  if (llrNats >= strongFromNats) return 'strong';
  return llrNats >= weakFromNats ? 'weak' : 'none';
}
