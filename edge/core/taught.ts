import type { Lesson } from './lesson.ts';
import type { Participant, Session } from './session.ts';

const mostContacts = 12;

/**
 * What a session teaches, once it is over. Baselines learn only from sessions that went well (requirements C.4 item 2):
 * no drill, no break-glass, nobody held, nobody denied, and of each person only when he was let pass without a question
 * or answered it.
 */
export function lessonsOf(session: Session): Lesson[] {
  // Under break-glass nobody was tried, so nothing is known to have gone well.
  if (session.drillId !== undefined || session.breakGlass !== undefined || wasHeld(session)) return [];
  const well = session.participants.filter(wentWell);
  return well.flatMap((one) => {
    if (one.lesson === undefined) return [];
    return [withContacts(one.lesson, session, well)];
  });
}

/** The number that a protected person now has talked with, though nobody knows whose it is. */
export function numberMet(session: Session): { number: string; personId: string } | undefined {
  if (session.drillId !== undefined || session.breakGlass !== undefined || wasHeld(session)) return undefined;
  const callee = session.participants.find((one) => one.role === 'callee');
  const caller = session.participants.find((one) => one.role === 'caller');
  if (callee?.personId === undefined || callee.binding === undefined) return undefined;
  if (caller?.number === undefined || caller.removed) return undefined;
  if (session.topEffect === 'hold' || session.topEffect === 'block') return undefined;
  return { number: caller.number, personId: callee.personId };
}

function wentWell({ proved, decision, removed, binding }: Participant): boolean {
  return (proved || decision.effect === 'none') && !removed && binding !== undefined;
}

/** Whom he met: the protected people, and in a call also the number at the other end. */
function withContacts(lesson: Lesson, session: Session, met: readonly Participant[]): Lesson {
  const others = met.flatMap((one) => {
    const personId = one.lesson?.personId;
    if (personId === lesson.personId) return [];
    return personId ?? (one.role === 'caller' ? (one.number ?? []) : []);
  });
  const known = new Set(lesson.values.flatMap(({ feature, value }) => (feature === 'contact' ? [value] : [])));
  const fresh = [...new Set(others)].filter((one) => !known.has(one)).slice(0, mostContacts);
  const values = [...lesson.values, ...fresh.map((value) => ({ feature: 'contact', value }) as const)];
  const hasChannel = values.some(({ feature }) => feature === 'contact-channel');
  const channel = session.kind === 'call' ? 'phone' : 'meeting';
  return { ...lesson, values: hasChannel ? values : [...values, { feature: 'contact-channel', value: channel }] };
}

function wasHeld(session: Session): boolean {
  return (
    session.cases.length > 0 ||
    session.actions.some(({ action }) => action.type === 'hold' || action.type === 'remove') ||
    session.challenges.some(({ state }) => state === 'denied' || state === 'failed' || state === 'expired')
  );
}
