/** What the hold lane needs to know of a participant. */
export type LaneMember = { id: string; held: boolean; protected: boolean };

/**
 * Whether media between two participants is paused, in both directions: one of them is held and the other is a
 * protected person. Guests between themselves stay untouched (contract, "Media rules").
 */
export function isApart(a: LaneMember, b: LaneMember): boolean {
  return (a.held && b.protected) || (b.held && a.protected);
}

export type LanePair = { speakerId: string; listenerId: string };

/** Every directed pair that must be paused now. */
export function pausedPairs(members: readonly LaneMember[]): LanePair[] {
  return members.flatMap((speaker) =>
    members
      .filter((listener) => listener.id !== speaker.id && isApart(speaker, listener))
      .map((listener) => ({ speakerId: speaker.id, listenerId: listener.id })),
  );
}
