import { sha256 } from '@noble/hashes/sha2.js';
import { utf8ToBytes } from '@noble/hashes/utils.js';
import { canonicalJson } from './canonical.ts';
import type { ErrorCode } from './errors.ts';
import { ok, refused, type Result } from './result.ts';
import type { SignalCode } from './signal.ts';

export const challengeStates = ['sent', 'passed', 'failed', 'denied', 'expired', 'cancelled', 'superseded'] as const;
export type ChallengeState = (typeof challengeStates)[number];

/** What a challenge is bound to. Any change of any member gives another hash, so an assertion fits one call only (B2). */
export type ChallengeContext = {
  tenantId: string;
  sessionId: string;
  participantId: string;
  /** The person who is claimed and must answer. */
  subjectId: string;
  /** What is being confirmed, in words that the page shows. */
  action: string;
  /** Transport of the participant: DTLS fingerprint or the phone leg's dialog (see `LegFacts.binding`). */
  binding: string;
  /** 32 random bytes, base64url. */
  nonce: string;
  issuedAtMs: number;
  expiresAtMs: number;
};

export type Challenge = {
  id: string;
  context: ChallengeContext;
  state: ChallengeState;
  /** Three digits, given to the suspected leg alone and typed on the enrolled device. Never sent to the subject. */
  matchNumber: string;
  reasons: SignalCode[];
  held: boolean;
  /** Who wanted it asked. */
  by: 'policy' | 'person';
  decidedAtMs?: number;
  /** When its subject first opened it. */
  seenAtMs?: number;
  /** Its denial was one too many in a short time; an alert was raised for it. */
  pestered?: true;
};

export type ChallengeAnswer = { kind: 'approve'; matchNumber: string } | { kind: 'not-me' };

export const challengeTtlMs = 90_000;
const domainTag = 'countersign-challenge-v1';

/** The WebAuthn challenge: SHA-256 over the canonical text of the context, with a domain tag. 32 bytes. */
export function challengeHash(context: ChallengeContext): Uint8Array {
  return sha256(utf8ToBytes(`${domainTag}\n${canonicalJson({ ...context })}`));
}

/** Terminal states never change (requirements E). */
export const challengeCan = {
  answer: ['sent'],
  expire: ['sent'],
  cancel: ['sent'],
  supersede: ['sent'],
} as const satisfies Record<string, readonly ChallengeState[]>;

export function can(step: keyof typeof challengeCan, state: ChallengeState): boolean {
  return (challengeCan[step] as readonly ChallengeState[]).includes(state);
}

/**
 * Decides an answer. The passkey assertion was verified by the caller against `challengeHash(context)`;
 * this is the consume-once step and must run inside the transaction that stores the result.
 * A wrong number ends the challenge (requirements E.2).
 */
export function answerChallenge(challenge: Challenge, answer: ChallengeAnswer, nowMs: number): Result<Challenge> {
  if (!can('answer', challenge.state)) return refused(decidedCode(challenge.state));
  if (nowMs >= challenge.context.expiresAtMs) return refused('challenge-expired');
  if (answer.kind === 'not-me') return ok({ ...challenge, state: 'denied', decidedAtMs: nowMs });
  const matches = sameText(answer.matchNumber, challenge.matchNumber);
  return ok({ ...challenge, state: matches ? 'passed' : 'failed', decidedAtMs: nowMs });
}

export function closeChallenge(
  challenge: Challenge,
  step: 'expire' | 'cancel' | 'supersede',
  nowMs: number,
): Result<Challenge> {
  if (!can(step, challenge.state)) return refused(decidedCode(challenge.state));
  const state = ({ expire: 'expired', cancel: 'cancelled', supersede: 'superseded' } as const)[step];
  return ok({ ...challenge, state, decidedAtMs: nowMs });
}

function decidedCode(state: ChallengeState): ErrorCode {
  return state === 'expired' ? 'challenge-expired' : 'challenge-decided';
}

/** Same time whatever the difference: three digits are few, but habits are cheap. */
function sameText(a: string, b: string): boolean {
  let difference = a.length ^ b.length;
  for (let i = 0; i < a.length; i += 1) difference |= a.charCodeAt(i) ^ b.charCodeAt(i % Math.max(1, b.length));
  return difference === 0;
}
