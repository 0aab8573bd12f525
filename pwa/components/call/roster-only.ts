import type { ParticipantView, Possibility, SessionView } from '#core/view';
import type { RosterEntry } from '#core/wire';

const unknown: Possibility = { allowed: false, disabledReason: 'The checks do not know this participant yet.' };

/**
 * People whom the gateway let in and the edge has not told of: while it is away, or for a moment. They are heard, so
 * they must be seen, and nothing is proved about them.
 */
export function rosterOnly(roster: readonly RosterEntry[], view: SessionView): ParticipantView[] {
  const known = new Set(view.participants.map(({ id }) => id));
  return roster
    .filter(({ participantId }) => !known.has(participantId))
    .map(({ participantId, displayName, leg }) => ({
      id: participantId,
      displayName,
      role: leg === 'sip' ? 'caller' : 'guest',
      leg,
      protected: false,
      status: 'unverified',
      monitoring: 'not-monitored',
      reasons: [],
      can: { ask: unknown, hold: unknown, release: unknown, remove: unknown },
      joinedAtMs: Number.MAX_SAFE_INTEGER,
    }));
}
