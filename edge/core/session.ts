import type { Action } from './action.ts';
import { isRunning, type BreakGlassTerm } from './break-glass.ts';
import { can, type Challenge } from './challenge.ts';
import { combine, isAdjustment, type Risk } from './fusion.ts';
import type { Lesson } from './lesson.ts';
import type { LiveMemory } from './live-evidence.ts';
import type { LegKind, Monitoring, ParticipantRole, ParticipantStatus } from './participant.ts';
import { statusOf } from './participant.ts';
import type { Effect, Policy } from './policy.ts';
import { reasonSentence } from './reason.ts';
import type { Signal, VoiceStrength } from './signal.ts';
import type { Means } from './means.ts';
import type { Channel } from './channel.ts';
import type { AlertRow, CaseRow, Reason, SessionKind, SessionRole, SessionState } from './view.ts';

/** Who ordered the hold decides who may end it: an employee ends what a person ordered, never what policy ordered. */
export type Hold = { by: 'policy' | 'person'; orderedAtMs: number; effectiveAtMs?: number };

export type Participant = {
  id: string;
  displayName: string;
  role: ParticipantRole;
  leg: LegKind;
  protected: boolean;
  personId?: string;
  claimed?: { personId: string; displayName: string };
  number?: string;
  /** How he was let in, so that a page that is loaded again is the same participant. */
  joinKey?: string;
  /** Transport facts; absent until the gateway has seen the transport. */
  binding?: string;
  remoteAddress?: string;
  proved: boolean;
  removed: boolean;
  hold?: Hold;
  /** A number was given with the pass, but the transport it must be bound to is not known yet. */
  reserved?: { matchNumber: string; held: boolean; by: Hold['by'] };
  monitoring: Monitoring;
  monitoredBy?: 'listener' | 'gateway';
  voice?: VoiceStrength;
  voiceMemory?: LiveMemory;
  decision: {
    effect: Effect;
    /** Under break-glass. */
    wouldBe?: Effect;
    p: number;
    logit: number;
    atMs: number;
    /** Since when this effect holds, and since when the risk is clearly below it. */
    sinceMs?: number;
    belowSinceMs?: number;
    topLogit?: number;
  };
  provedAtMs?: number;
  /** How many sessions the profile of the person claimed was learned from, and his team. */
  sessions?: number;
  teamId?: string;
  lastAsked?: { atMs: number; logit: number };
  /** Risk at the last release: only a clear rise above it holds him again. */
  releasedLogit?: number;
  caseId?: string;
  voiceAuditedAtMs?: number;
  firstSpeechAtMs?: number;
  /** Names the browser a protected person came with. */
  device?: string;
  /** What his baseline learns when the session ends well. */
  lesson?: Lesson;
  joinedAtMs: number;
  leftAtMs?: number;
};

export type ActionState = 'ordered' | 'performed' | 'failed' | 'void';
/** An order to the gateway and how far it got. Sent again until answered. */
export type ActionRecord = { action: Action; state: ActionState; attempts: number; nextAtMs: number };

/** Everything known of one call or meeting, apart from its audit chain. Never changed in place. */
export type Session = {
  id: string;
  tenantId: string;
  kind: SessionKind;
  channel: Channel;
  title: string;
  state: SessionState;
  drillId?: string;
  gatewayId?: string;
  hostPersonId?: string;
  /** Who is called, or whose meeting it is. */
  targetName: string;
  /** Protected people who may join by being signed in. */
  invited: readonly string[];
  startedAtMs: number;
  endedAtMs?: number;
  /** Gateway's clock where it reported it, so that it can be compared with the first speech. */
  firstHoldEffectiveAtMs?: number;
  /** Who was erased from it. */
  erased?: readonly string[];
  policyVersion: number;
  /** Rules that were in force when it was opened; they stay until it ends. */
  policy?: Policy;
  /** The last break-glass that ran while it did; `on` while it acts on it. */
  breakGlass?: BreakGlassTerm & { on: boolean };
  revision: number;
  decisionsMade: number;
  challengesOpened: number;
  topP: number;
  topEffect: Effect;
  participants: readonly Participant[];
  /** The latest of each participant, code and source. */
  signals: readonly Signal[];
  challenges: readonly Challenge[];
  actions: readonly ActionRecord[];
  cases: readonly CaseRow[];
  alerts: readonly AlertRow[];
};

/** What every session begins with, whatever its kind. */
export const blankSession = {
  revision: 0,
  decisionsMade: 0,
  challengesOpened: 0,
  topP: 0,
  topEffect: 'none',
  participants: [],
  signals: [],
  challenges: [],
  actions: [],
  cases: [],
  alerts: [],
} as const satisfies Partial<Session>;

/** The rules that a session is opened with, and keeps. */
export function rulesOf({ policy, breakGlass, nowMs }: Means) {
  return {
    policy,
    policyVersion: policy.version,
    ...(breakGlass !== undefined && isRunning(breakGlass, nowMs) ? { breakGlass: { ...breakGlass, on: true } } : {}),
  };
}

/** Somebody who looks at or acts in a session. */
export type Viewer = { personId: string; displayName: string; role: SessionRole; tenantId: string };

export function participantOf(session: Session, id: string): Participant | undefined {
  return session.participants.find((participant) => participant.id === id);
}

export function isGone(participant: Participant): boolean {
  return participant.removed || participant.leftAtMs !== undefined;
}

export function openChallengeOf(session: Session, participantId: string): Challenge | undefined {
  return session.challenges.find(
    (challenge) => challenge.context.participantId === participantId && can('answer', challenge.state),
  );
}

export function lastChallengeOf(session: Session, participantId: string): Challenge | undefined {
  return session.challenges.findLast((challenge) => challenge.context.participantId === participantId);
}

export function riskOf(session: Session, participantId: string): Risk {
  return combine(session.signals.filter((signal) => signal.participantId === participantId));
}

export function participantStatus(session: Session, participant: Participant): ParticipantStatus {
  return statusOf({
    proved: participant.proved,
    held: participant.hold !== undefined,
    removed: participant.removed,
    left: participant.leftAtMs !== undefined,
    openChallenge: openChallengeOf(session, participant.id) !== undefined,
  });
}

/** What speaks against a participant, strongest first, in words. */
export function reasonsOf(session: Session, participantId: string): Reason[] {
  return riskOf(session, participantId)
    .contributions.filter((line) => line.nats > 0 && !isAdjustment(line.code))
    .sort((a, b) => b.nats - a.nats || (a.code < b.code ? -1 : 1))
    .map((line) => ({ code: line.code, text: reasonSentence(line.code, line.evidence) }));
}

export function isInvolved(session: Session, personId: string): boolean {
  return (
    session.hostPersonId === personId ||
    session.participants.some((participant) => participant.protected && participant.personId === personId)
  );
}

/** Console roles read every session of their tenant, employees those they are in. */
export function mayRead(session: Session, viewer: Viewer): boolean {
  return viewer.role !== 'employee' || isInvolved(session, viewer.personId);
}
