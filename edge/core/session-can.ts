import type { OrderedAction } from './action.ts';
import { isGone, isInvolved, openChallengeOf, type Participant, type Session, type Viewer } from './session.ts';
import type { Possibility, SessionRole } from './view.ts';

/** Who may order what, as data: the edge enforces it and the page shows the reason of a refusal. */
export const orderRoles = {
  ask: ['admin', 'operator', 'employee'],
  hold: ['admin', 'operator', 'employee'],
  release: ['admin', 'operator', 'employee'],
  remove: ['admin', 'operator', 'employee'],
} as const satisfies Record<OrderedAction, readonly SessionRole[]>;

type Case = { session: Session; participant: Participant; viewer: Viewer };
const yes: Possibility = { allowed: true };
const no = (disabledReason: string): Possibility => ({ allowed: false, disabledReason });

export function sessionCan(
  session: Session,
  participant: Participant,
  viewer: Viewer,
): Record<OrderedAction, Possibility> {
  const it = { session, participant, viewer };
  return {
    ask: anyOrder('ask', it) ?? askCan(it),
    hold: anyOrder('hold', it) ?? (participant.hold === undefined ? ofPerson(it) : no('Already on hold.')),
    release: anyOrder('release', it) ?? releaseCan(it),
    remove: anyOrder('remove', it) ?? ofPerson(it),
  };
}

/** What forbids every order, or nothing. */
function anyOrder(order: OrderedAction, { session, participant, viewer }: Case): Possibility | undefined {
  if (!(orderRoles[order] as readonly SessionRole[]).includes(viewer.role)) return no('Your role only reads.');
  if (viewer.role === 'employee' && !isInvolved(session, viewer.personId)) return no('You are not in this session.');
  if (session.state === 'ended') return no('The session has ended.');
  if (participant.removed) return no('Was removed.');
  if (isGone(participant)) return no('Has left.');
  return participant.personId === viewer.personId ? no('This is you.') : undefined;
}

function askCan({ session, participant }: Case): Possibility {
  if (participant.proved) return no('Is verified already.');
  if (participant.claimed === undefined) return no('Uses no colleague’s name, so there is nobody to ask.');
  if (participant.reserved !== undefined || openChallengeOf(session, participant.id) !== undefined) {
    return no('Is being asked already.');
  }
  return yes;
}

function releaseCan({ participant, viewer }: Case): Possibility {
  if (participant.hold === undefined) return no('Is not on hold.');
  if (participant.hold.by === 'policy' && viewer.role === 'employee') {
    return no('Held by policy: an admin or operator can release.');
  }
  return yes;
}

/** A signed-in colleague is not put aside by another employee. */
function ofPerson({ participant, viewer }: Case): Possibility {
  if (viewer.role === 'employee' && participant.protected && participant.proved) return no('Signed in with a passkey.');
  return yes;
}
