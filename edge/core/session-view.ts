import { bannerOf } from './banner.ts';
import type { Contribution } from './fusion.ts';
import { reasonSentence } from './reason.ts';
import { remedyOf } from './remedy.ts';
import {
  lastChallengeOf,
  participantStatus,
  reasonsOf,
  riskOf,
  type Participant,
  type Session,
  type Viewer,
} from './session.ts';
import { sessionCan } from './session-can.ts';
import type { LogLine, ParticipantView, RiskLine, RiskPoint, SessionRow, SessionView } from './view.ts';

export type ConsoleExtras = { timeline: RiskPoint[]; log: LogLine[] };

/** The view of one viewer. Numbers of the risk engine, timeline and log are for console roles only. */
export function sessionViewOf(
  session: Session,
  viewer: Viewer,
  nowMs: number,
  extras: ConsoleExtras,
  gateway?: 'connected' | 'away',
): SessionView {
  const seats = session.participants.filter((one) => one.protected && one.personId === viewer.personId);
  // He may have come on several devices, and somebody else with his cookies.
  const you = seats.findLast((one) => one.proved && one.leftAtMs === undefined) ?? seats[0];
  const banner = bannerOf(session, viewer);
  return {
    ...headOf(session),
    ...(you === undefined ? {} : { you: you.id }),
    participants: session.participants.map((one) => participantView(session, one, viewer)),
    ...(banner === undefined ? {} : { banner }),
    revision: session.revision,
    asOfMs: nowMs,
    ...(gateway === undefined ? {} : { gateway }),
    ...(viewer.role === 'employee' ? {} : extras),
  };
}

function participantView(session: Session, participant: Participant, viewer: Viewer): ParticipantView {
  const { personId, claimed, number, monitoredBy, voice, leftAtMs } = participant;
  const challenge = challengeLine(session, participant);
  return {
    id: participant.id,
    displayName: participant.displayName,
    role: participant.role,
    leg: participant.leg,
    protected: participant.protected,
    ...(personId === undefined ? {} : { personId }),
    ...(claimed === undefined ? {} : { claimed }),
    ...(number === undefined ? {} : { number }),
    status: participantStatus(session, participant),
    monitoring: participant.monitoring,
    ...(monitoredBy === undefined ? {} : { monitoredBy }),
    ...(voice === undefined ? {} : { voice }),
    reasons: reasonsOf(session, participant.id),
    ...(challenge === undefined ? {} : { challenge }),
    can: sessionCan(session, participant, viewer),
    joinedAtMs: participant.joinedAtMs,
    ...(leftAtMs === undefined ? {} : { leftAtMs }),
    ...(viewer.role === 'employee' ? {} : { risk: riskLine(session, participant) }),
  };
}

function challengeLine(session: Session, participant: Participant): ParticipantView['challenge'] {
  const challenge = lastChallengeOf(session, participant.id);
  if (challenge === undefined) return undefined;
  const { id, state, context } = challenge;
  return { id, state, expiresAtMs: context.expiresAtMs, subjectName: participant.claimed?.displayName ?? '' };
}

function riskLine(session: Session, participant: Participant): ParticipantView['risk'] {
  const { p, logit, priorNats, contributions } = riskOf(session, participant.id);
  return {
    p,
    logit,
    priorNats,
    contributions: contributions.map(lineOf),
    effect: participant.decision.effect,
    policyVersion: session.policyVersion,
  };
}

function lineOf(line: Contribution): RiskLine {
  const lowers = line.nats > 0 ? remedyOf(line.code) : undefined;
  const sentence = reasonSentence(line.code, line.evidence);
  return { ...line, sentence, ...(lowers === undefined ? {} : { lowers }) };
}

export function sessionRowOf(session: Session): SessionRow {
  return {
    ...headOf(session),
    participants: session.participants.length,
    topP: session.topP,
    topEffect: session.topEffect,
  };
}

/** What a view and a row say alike. */
function headOf(session: Session) {
  const { id, kind, channel, title, state, startedAtMs, endedAtMs } = session;
  const caseId = session.cases.at(-1)?.id;
  return {
    id,
    kind,
    channel,
    title,
    state,
    drill: session.drillId !== undefined,
    startedAtMs,
    ...(endedAtMs === undefined ? {} : { endedAtMs }),
    ...(caseId === undefined ? {} : { caseId }),
  };
}
