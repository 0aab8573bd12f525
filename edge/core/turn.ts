import type { Action } from './action.ts';
import type { AuditDraft } from './audit.ts';
import type { Json } from './canonical.ts';
import type { DecisionRecord } from './decision-record.ts';
import type { Finding } from './identity.ts';
import type { Lesson } from './lesson.ts';
import type { Means } from './means.ts';
import { personalEvidence } from './personal.ts';
import type { Participant, Session } from './session.ts';
import { signalOf, type Evidence, type Signal, type SignalCode, type SignalSource } from './signal.ts';
import type { RiskPoint } from './view.ts';
import type { InboxMessage } from './wire.ts';

/** What must reach others once the turn is stored. Each is safe to deliver twice. */
export type Outgoing =
  | { kind: 'inbox'; personId: string; message: InboxMessage }
  | { kind: 'learn'; number: string; personId: string }
  | { kind: 'lesson'; lesson: Lesson };

/**
 * One unit of work on a session: the state as it becomes, and everything that is written beside it in the same
 * transaction. `actor` is who causes it: a person id, `gateway:<id>` or `edge`.
 */
export type Turn = {
  session: Session;
  readonly means: Means;
  readonly actor: string;
  readonly audit: AuditDraft[];
  readonly outgoing: Outgoing[];
  readonly points: RiskPoint[];
  readonly decisions: DecisionRecord[];
};

export function beginTurn(session: Session, actor: string, means: Means): Turn {
  return { session, means, actor, audit: [], outgoing: [], points: [], decisions: [] };
}

export function record(turn: Turn, kind: string, body: Json, actor: string = turn.actor): void {
  turn.audit.push({ sessionId: turn.session.id, atMs: turn.means.nowMs, actor, kind, body });
}

export function patchSession(turn: Turn, patch: Partial<Session>): void {
  turn.session = { ...turn.session, ...patch };
}

/** The first gateway that is named keeps the session. */
export function placeAt(turn: Turn, gatewayId: string | undefined): void {
  if (turn.session.gatewayId === undefined && gatewayId !== undefined) patchSession(turn, { gatewayId });
}

export function patchParticipant(turn: Turn, id: string, patch: Partial<Participant>): void {
  patchSession(turn, {
    participants: turn.session.participants.map((participant) =>
      participant.id === id ? { ...participant, ...patch } : participant,
    ),
  });
}

/** Stores a signal in place of the one of the same participant, code and source. */
export function addSignal(
  turn: Turn,
  code: SignalCode,
  facts: { participantId: string; source: SignalSource; evidence: Evidence; llrNats?: number },
): Signal {
  const { nowMs, newId } = turn.means;
  const signal = signalOf(code, { ...facts, id: newId('sig'), atMs: nowMs });
  const others = turn.session.signals.filter((known) => signalKey(known) !== signalKey(signal));
  patchSession(turn, { signals: [...others, signal] });
  return signal;
}

export function recordSignal(turn: Turn, { code, participantId, llrNats, source, ...signal }: Signal): void {
  const evidence = personalEvidence(turn.session, participantId, signal.evidence);
  record(turn, 'signal', { code, participantId, llrNats, source, evidence });
}

/** Records what a comparison found about a participant. */
export function addFindings(turn: Turn, participantId: string, findings: readonly Finding[]): void {
  for (const { code, evidence, llrNats } of findings) {
    const facts = { participantId, source: 'edge', evidence, ...(llrNats === undefined ? {} : { llrNats }) } as const;
    recordSignal(turn, addSignal(turn, code, facts));
  }
}

export function signalKey({ participantId, code, source }: Signal): string {
  return `${participantId}/${code}/${source}`;
}

export function orderAction(turn: Turn, action: Action): void {
  const { nowMs } = turn.means;
  const ordered = { action, state: 'ordered', attempts: 0, nextAtMs: nowMs } as const;
  patchSession(turn, { actions: [...turn.session.actions, ordered] });
  const participantId = 'participantId' in action ? action.participantId : undefined;
  record(turn, 'action.ordered', { actionId: action.id, type: action.type, participantId });
}
