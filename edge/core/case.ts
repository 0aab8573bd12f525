import { personal, subjectsOf } from './personal.ts';
import { participantOf, reasonsOf, type Participant } from './session.ts';
import { patchParticipant, patchSession, record, type Turn } from './turn.ts';
import type { AlertRow, CaseRow, CaseState } from './view.ts';

/** Opens the case of a participant, or moves the one he has. A confirmed case is never taken back by the edge. */
export function setCase(turn: Turn, participantId: string, state: CaseState): void {
  const participant = participantOf(turn.session, participantId);
  if (participant === undefined) return;
  const known = turn.session.cases.find((row) => row.id === participant.caseId);
  if (known === undefined) openCase(turn, participant, state);
  else if (known.state !== state && known.state !== 'confirmed') moveCase(turn, known, state);
}

function openCase(turn: Turn, participant: Participant, state: CaseState): void {
  const { nowMs, newId } = turn.means;
  const row: CaseRow = {
    id: newId('cas'),
    sessionId: turn.session.id,
    participantId: participant.id,
    state,
    claimedName: participant.claimed?.displayName ?? participant.displayName,
    targetName: turn.session.targetName,
    actual: originOf(participant),
    channel: turn.session.channel,
    reasons: reasonsOf(turn.session, participant.id),
    drill: turn.session.drillId !== undefined,
    openedAtMs: nowMs,
    updatedAtMs: nowMs,
  };
  patchSession(turn, { cases: [...turn.session.cases, row] });
  patchParticipant(turn, participant.id, { caseId: row.id });
  record(turn, 'case.opened', { caseId: row.id, participantId: participant.id, state }, 'edge');
}

function moveCase(turn: Turn, known: CaseRow, state: CaseState): void {
  const reasons = reasonsOf(turn.session, known.participantId);
  const moved = { ...known, state, reasons, updatedAtMs: turn.means.nowMs };
  patchSession(turn, { cases: turn.session.cases.map((row) => (row.id === known.id ? moved : row)) });
  record(turn, 'case.changed', { caseId: known.id, from: known.state, to: state }, 'edge');
}

/** `alsoNamed`: subjects that the text names beside the participant. */
export function raiseAlert(
  turn: Turn,
  participantId: string,
  severity: AlertRow['severity'],
  text: string,
  alsoNamed: readonly string[] = [],
): void {
  const { nowMs, newId } = turn.means;
  const subjects = [...subjectsOf(participantOf(turn.session, participantId)), ...alsoNamed];
  const alert: AlertRow = {
    id: newId('alr'),
    caseId: participantOf(turn.session, participantId)?.caseId ?? '',
    sessionId: turn.session.id,
    severity,
    text,
    subjects,
    atMs: nowMs,
    drill: turn.session.drillId !== undefined,
  };
  patchSession(turn, { alerts: [...turn.session.alerts, alert] });
  const said = personal(subjects, text);
  record(turn, 'alert.raised', { alertId: alert.id, severity, participantId, text: said }, 'edge');
}

/** Where a participant comes from, as text for people. */
export function originOf(participant: Participant): string {
  if (participant.number !== undefined) return participant.number;
  if (participant.leg === 'sip') return 'Number withheld';
  return participant.remoteAddress ?? 'A browser';
}
