import { wantedBy } from './effect.ts';
import {
  isGone,
  lastChallengeOf,
  openChallengeOf,
  reasonsOf,
  type Participant,
  type Session,
  type Viewer,
} from './session.ts';
import type { Banner } from './view.ts';

/** One banner: the most urgent thing about anybody else in the session, or none. */
export function bannerOf(session: Session, viewer: Viewer): Banner | undefined {
  if (session.state === 'ended') return undefined;
  const others = session.participants.filter((one) => one.personId !== viewer.personId || one.personId === undefined);
  const present = others.filter((one) => !isGone(one));
  const held = present.find((one) => one.hold !== undefined);
  if (held !== undefined) return heldBanner(session, held);
  const removed = others.find((one) => one.removed);
  if (removed !== undefined) return removedBanner(session, removed);
  const asked = present.find((one) => openChallengeOf(session, one.id) !== undefined);
  if (asked !== undefined) return askedBanner(session, asked);
  const doubtful = present.find((one) => !one.proved && wantedBy(one.decision) !== 'none');
  if (doubtful !== undefined) return doubtfulBanner(session, doubtful);
  const confirmed = present.find((one) => lastChallengeOf(session, one.id)?.state === 'passed');
  return confirmed === undefined ? undefined : confirmedBanner(confirmed);
}

function heldBanner(session: Session, participant: Participant): Banner {
  const name = participant.claimed?.displayName;
  const headline = name === undefined ? `This ${who(session)} is on hold` : `This ${who(session)} may not be ${name}`;
  return of(
    session,
    participant,
    'high',
    headline,
    `Do not share or approve anything. ${heldStep(session, participant)}`,
  );
}

function heldStep(session: Session, participant: Participant): string {
  const name = participant.claimed?.displayName;
  if (name === undefined) return 'End the call and call back on a number you know.';
  if (participant.proved) return `${name} confirmed with a passkey, and a person in charge keeps the hold.`;
  const isAsking = participant.reserved !== undefined || openChallengeOf(session, participant.id) !== undefined;
  if (isAsking) return `We are asking ${name} on an enrolled device.`;
  return `${name} did not confirm: call ${name} back on a number you know.`;
}

function removedBanner(session: Session, participant: Participant): Banner {
  const headline = `The ${who(session)} was removed`;
  return of(
    session,
    participant,
    'high',
    headline,
    'Do not act on anything that was asked for. Your security team knows.',
  );
}

function askedBanner(session: Session, participant: Participant): Banner {
  const name = participant.claimed?.displayName ?? participant.displayName;
  const nextStep = `Wait with anything important. We are asking ${name} on an enrolled device.`;
  return of(session, participant, 'caution', `Not yet sure that this is ${name}`, nextStep);
}

function doubtfulBanner(session: Session, participant: Participant): Banner {
  const nextStep = 'Do not share or approve anything important. Call back on a number you know.';
  return of(session, participant, 'caution', `${participant.displayName} is not verified`, nextStep);
}

function confirmedBanner(participant: Participant): Banner {
  const name = participant.claimed?.displayName ?? participant.displayName;
  return {
    level: 'info',
    participantId: participant.id,
    headline: `This is ${name}`,
    reasons: [`${name} confirmed with number and passkey.`],
    nextStep: 'You can go on.',
  };
}

function of(
  session: Session,
  participant: Participant,
  level: Banner['level'],
  headline: string,
  nextStep: string,
): Banner {
  const reasons = reasonsOf(session, participant.id).map(({ text }) => text);
  return { level, participantId: participant.id, headline, reasons, nextStep };
}

function who(session: Session): string {
  return session.kind === 'call' ? 'caller' : 'participant';
}
