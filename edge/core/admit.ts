import { newcomer } from './call.ts';
import type { Finding, Identity } from './identity.ts';
import type { Lesson } from './lesson.ts';
import { judge } from './judge.ts';
import { personal, subjectsOf } from './personal.ts';
import { refused, ok, type Result } from './result.ts';
import {
  blankSession,
  openChallengeOf,
  participantOf,
  rulesOf,
  type Participant,
  type Session,
  type Viewer,
} from './session.ts';
import type { Means } from './means.ts';
import { addFindings, beginTurn, patchParticipant, patchSession, record, type Turn } from './turn.ts';
import { challengeTtlMs } from './challenge.ts';

/** What the pass of a browser says about him; the edge signs it. */
export type Admission = {
  participantId: string;
  sessionId: string;
  tenantId: string;
  name: string;
  kind: Session['kind'];
  protected: boolean;
  hold: boolean;
  matchNumber?: string;
  expiresAtMs?: number;
};

export type MeetingFacts = {
  sessionId: string;
  tenantId: string;
  title: string;
  host: { personId: string; displayName: string };
  invited: readonly string[];
};

export function openMeeting({ sessionId, tenantId, title, host, invited }: MeetingFacts, means: Means): Turn {
  const session: Session = {
    id: sessionId,
    tenantId,
    kind: 'meeting',
    channel: 'web',
    title,
    state: 'live',
    hostPersonId: host.personId,
    targetName: host.displayName,
    invited: [host.personId, ...invited],
    startedAtMs: means.nowMs,
    ...rulesOf(means),
    ...blankSession,
  };
  const turn = beginTurn(session, host.personId, means);
  const { version: policyVersion } = means.policy;
  record(turn, 'session.opened', {
    kind: 'meeting',
    channel: 'web',
    drill: false,
    title: personal([sessionId], title),
    invited: [...invited],
    policyVersion,
    breakGlassId: session.breakGlass?.id,
  });
  return turn;
}

/** How a signed-in person comes: what the comparison with his profile found, and what his coming teaches. */
export type Arrival = {
  /** A passkey was shown in this very browser, lately: that is proof. */
  proved: boolean;
  findings: readonly Finding[];
  lesson?: Lesson;
  /** How many sessions his profile was learned from, and his team: what policies ask about. */
  sessions: number;
  teamId?: string;
  /** Names the browser, so that a page that is loaded again keeps what was proved in it. */
  device?: string;
  link?: { forwardedFrom: string };
};

/**
 * Lets a signed-in protected person in. With a passkey shown in this browser he is verified from the start; a cookie
 * alone proves nothing, so then he is compared with his profile like everybody, and asked where that says so.
 */
export function admitPerson(turn: Turn, viewer: Viewer, { proved, link, ...arrival }: Arrival): Result<Admission> {
  const { session } = turn;
  if (session.state === 'ended') return refused('session-ended');
  const expected = session.participants.find((one) => one.role === 'callee' && one.personId === viewer.personId);
  const joinKey = `person:${viewer.personId}`;
  const seats = session.participants.filter((one) => one.joinKey === joinKey);
  const known = expected ?? seatOf(seats, arrival.device, proved);
  if (expected === undefined && seats.length === 0 && link === undefined && !session.invited.includes(viewer.personId))
    return refused('not-allowed');
  if ([...seats, known].some((one) => one?.removed))
    return refused('not-allowed', 'You were removed from this session.');
  const findings = [...arrival.findings];
  if (proved) findings.push({ code: 'passkey-sign-in', evidence: { person: viewer.displayName } });
  if (link !== undefined) findings.push({ code: 'link-forwarded', evidence: { invitee: link.forwardedFrom } });
  const id = known?.id ?? addParticipant(turn, { ...personFacts(session, viewer), joinKey });
  const { personId, displayName } = viewer;
  const { device, sessions, teamId } = arrival;
  const stays = known?.proved === true && device !== undefined && known.device === device;
  // What was proved on one device speaks for nobody on another.
  if (known?.proved === true && !proved && !stays) findings.push({ code: 'passkey-sign-in', llrNats: 0, evidence: {} });
  patchParticipant(turn, id, {
    leftAtMs: undefined,
    proved: proved || stays,
    device,
    sessions,
    teamId,
    ...(proved ? { provedAtMs: turn.means.nowMs } : {}),
    ...(proved ? {} : { claimed: { personId, displayName } }),
    ...(arrival.lesson === undefined ? {} : { lesson: arrival.lesson }),
  });
  if (expected !== undefined) {
    const message = { type: 'ringing-over', sessionId: session.id } as const;
    turn.outgoing.push({ kind: 'inbox', personId: viewer.personId, message });
  }
  return admit(turn, id, findings);
}

/**
 * The seat of a person who comes again. On another device he gets another one where proof is at stake, so that nobody
 * takes over the proved seat of him whose cookies he copied, nor disturbs him; who proves nothing keeps one seat however
 * often he changes his device.
 */
function seatOf(seats: readonly Participant[], device: string | undefined, proved: boolean): Participant | undefined {
  const same = seats.findLast((one) => one.device === device);
  return same ?? (proved ? undefined : seats.findLast((one) => !one.proved));
}

function personFacts(session: Session, viewer: Viewer) {
  const role = session.hostPersonId === viewer.personId ? 'host' : 'guest';
  return { displayName: viewer.displayName, role, leg: 'webrtc', protected: true, personId: viewer.personId } as const;
}

/** Lets a guest in by his link. What he claims is judged before he gets his pass. */
export function admitGuest(
  turn: Turn,
  guest: { displayName: string; joinKey: string; remoteAddress: string },
  identity: Identity,
): Result<Admission> {
  if (turn.session.state === 'ended') return refused('session-ended');
  const { displayName, remoteAddress, joinKey } = guest;
  const { claimed } = identity;
  const before = latestWith(turn.session, joinKey);
  if (before?.removed === true) return refused('not-allowed', 'You were removed from this meeting.');
  // A claim once made stays, and another claim makes another participant: what was proved does not carry over.
  const known = claimed === undefined || before?.claimed?.personId === claimed.personId ? before : undefined;
  const claim = claimed === undefined ? {} : { claimed };
  const id =
    known?.id ??
    addParticipant(turn, {
      displayName,
      role: 'guest',
      leg: 'webrtc',
      protected: false,
      joinKey,
      remoteAddress,
      ...claim,
    });
  if (known !== undefined) patchParticipant(turn, id, { displayName, leftAtMs: undefined });
  return admit(turn, id, identity.findings);
}

function admit(turn: Turn, id: string, findings: readonly Finding[]): Result<Admission> {
  addFindings(turn, id, findings);
  judge(turn, id);
  const participant = participantOf(turn.session, id);
  if (participant === undefined || participant.removed) return refused('not-allowed');
  record(turn, 'pass.issued', { participantId: id, hold: participant.hold !== undefined });
  return ok(admissionOf(turn.session, participant, turn.means.nowMs));
}

function admissionOf(session: Session, participant: Participant, nowMs: number): Admission {
  const open = openChallengeOf(session, participant.id);
  const matchNumber = open?.matchNumber ?? participant.reserved?.matchNumber;
  const expiresAtMs = open?.context.expiresAtMs ?? nowMs + challengeTtlMs;
  return {
    participantId: participant.id,
    sessionId: session.id,
    tenantId: session.tenantId,
    name: participant.displayName,
    kind: session.kind,
    protected: participant.protected,
    hold: participant.hold !== undefined,
    ...(matchNumber === undefined ? {} : { matchNumber, expiresAtMs }),
  };
}

function addParticipant(turn: Turn, facts: Omit<Participant, 'id' | keyof ReturnType<typeof newcomer>>): string {
  const id = turn.means.newId('par');
  const participant = { ...newcomer(turn.means), ...facts, id };
  patchSession(turn, { participants: [...turn.session.participants, participant] });
  const { displayName, role, personId, claimed } = participant;
  record(turn, 'participant.admitted', {
    participantId: id,
    displayName: personal(subjectsOf(participant), displayName),
    role,
    personId,
    claimedPersonId: claimed?.personId,
  });
  return id;
}

function latestWith(session: Session, joinKey: string): Participant | undefined {
  return session.participants.findLast((participant) => participant.joinKey === joinKey);
}
