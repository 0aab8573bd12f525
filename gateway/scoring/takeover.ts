export type Takeover = {
  protected: boolean;
  held: boolean;
  /** When a protected listener's device last reported about him; absent when none ever did. */
  heardAtMs: number | undefined;
  /** Since when his audio can be heard by anybody. */
  audibleAtMs: number;
};

export const listenerGraceMs = 10_000;

/**
 * Who scores a participant now. Listeners first: the gateway steps in when none of them has spoken of him for 10 s, or
 * when he is held and so nobody hears him. Protected people are left to listeners.
 */
export function scorerOf(participant: Takeover, nowMs: number): 'listener' | 'gateway' {
  if (participant.protected) return 'listener';
  if (participant.held) return 'gateway';
  const lastMs = Math.max(participant.heardAtMs ?? 0, participant.audibleAtMs);
  return nowMs - lastMs < listenerGraceMs ? 'listener' : 'gateway';
}
