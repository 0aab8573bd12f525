/** What the hold lane needs to know of a participant. */
export type LaneMember = { id: string; held: boolean; protected: boolean };

/**
 * Whether media between two participants is paused, in both directions: one of them is held and the other is a
 * protected person. Guests between themselves stay untouched.
 */
export function isApart(a: LaneMember, b: LaneMember): boolean {
  return (a.held && b.protected) || (b.held && a.protected);
}
