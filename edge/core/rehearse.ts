import { riskOfRecorded, type DecisionRecord, type RecordedSignal } from './decision-record.ts';
import { rankOf, stronger, wantedBy, type Effect } from './effect.ts';
import { decide, type Decision, type DecisionContext, type Policy } from './policy.ts';
import { signalTable } from './signal.ts';

export type RehearsalCounts = {
  sessions: number;
  participants: number;
  /** Participants about whom somebody would have been asked, who would have been held, and removed. */
  asked: number;
  held: number;
  blocked: number;
  /** `asked` of all participants, 0 to 1. */
  challengeRate: number;
};

export type RehearsedParticipant = {
  sessionId: string;
  participantId: string;
  /** The person who would have been asked. */
  subjectId?: string;
  /** The strongest that would have been done, and whether somebody would have been asked. */
  effect: Effect;
  asked: boolean;
  /** When first more than nothing. */
  atMs: number;
};

export type RehearsalOutcome = {
  counts: RehearsalCounts;
  /** Everybody to whom something would have been done, in the order in which it would have begun. */
  affected: RehearsedParticipant[];
  /** Participants known to be impersonators to whom nothing would have been done. */
  missed: string[];
};

/** What is known of a participant while his decisions are played again. */
type Part = {
  sessionId: string;
  participantId: string;
  subjectId?: string;
  strongest: Effect;
  firstAtMs?: number;
  /** A challenge would have been opened, ever; and is one open now, so that something can come of it. */
  asked: boolean;
  open: boolean;
  /** Outcomes of challenges that would not have been. */
  readonly dropped: Set<string>;
  /** Proved by something else than a challenge. */
  provedOtherwise: boolean;
  last?: { decision: Decision; sinceMs: number; signals: string };
};

export type Rehearsing = {
  add(record: DecisionRecord): void;
  outcome(confirmed: ReadonlySet<string>): RehearsalOutcome;
};

/**
 * Plays recorded decisions again under another policy, one by one in the order of each participant. What came of a
 * challenge counts only where this policy would have asked too. What would have come of a challenge that nobody opened
 * then is not known and not invented: who would be asked now stays asked.
 */
export function newRehearsal(policy: Policy): Rehearsing {
  const parts = new Map<string, Part>();
  return {
    add(record) {
      if (record.drill) return;
      const part = parts.get(record.participantId) ?? newPart(record);
      parts.set(record.participantId, part);
      replay(part, record, policy);
    },
    outcome: (confirmed) => outcomeOf([...parts.values()], confirmed),
  };
}

export function rehearse(
  records: Iterable<DecisionRecord>,
  policy: Policy,
  confirmed: ReadonlySet<string> = new Set(),
): RehearsalOutcome {
  const rehearsal = newRehearsal(policy);
  for (const record of records) rehearsal.add(record);
  return rehearsal.outcome(confirmed);
}

function newPart({ sessionId, participantId }: DecisionRecord): Part {
  const blank = { strongest: 'none', asked: false, open: false, provedOtherwise: false } as const;
  return { sessionId, participantId, ...blank, dropped: new Set() };
}

function replay(part: Part, record: DecisionRecord, policy: Policy): void {
  // Who is removed is not judged again.
  if (part.strongest === 'block') return;
  const isNewlyDropped = dropOutcomes(part, record);
  const signals = record.signals.filter(({ id }) => !part.dropped.has(id));
  const names = signals.map(({ id }) => id).join();
  // Made only because of an outcome that would not have been: this decision would not have been either.
  if (isNewlyDropped && part.last?.signals === names) return;
  const context = contextOf(part, record, signals);
  const decision = decide(riskOfRecorded(part.participantId, signals), policy, context);
  note(part, record, decision, context);
  const { last } = part;
  const isSame = last !== undefined && wantedBy(last.decision) === wantedBy(decision);
  part.last = { decision, sinceMs: isSame ? last.sinceMs : record.atMs, signals: names };
}

/** Sets aside what came of challenges that would not be open; true when there was something new of that kind. */
function dropOutcomes(part: Part, record: DecisionRecord): boolean {
  const known = part.last?.signals.split(',') ?? [];
  const fresh = record.signals.filter(
    (signal) => isOutcome(signal) && !part.dropped.has(signal.id) && !known.includes(signal.id),
  );
  if (fresh.length === 0) return false;
  if (part.open || record.askedByPerson === true) {
    part.open = false;
    return false;
  }
  for (const { id } of fresh) part.dropped.add(id);
  return true;
}

function contextOf(part: Part, record: DecisionRecord, signals: readonly RecordedSignal[]): DecisionContext {
  const { previousEffect: _, previousSinceMs: __, belowSinceMs: ___, provedAtMs, ...facts } = record.context;
  const passes = record.signals.filter(({ code }) => code === 'challenge-passed');
  const isSignedIn = signals.some(({ code }) => code === 'passkey-sign-in');
  if (facts.proved && (passes.length === 0 || isSignedIn)) part.provedOtherwise = true;
  const isPassed = signals.some(({ code }) => code === 'challenge-passed');
  const proved = facts.proved && (part.provedOtherwise || isPassed);
  const { last } = part;
  return {
    ...facts,
    proved,
    ...(proved && provedAtMs !== undefined ? { provedAtMs } : {}),
    ...(last === undefined ? {} : { previousEffect: wantedBy(last.decision), previousSinceMs: last.sinceMs }),
    ...(last?.decision.belowSinceMs === undefined ? {} : { belowSinceMs: last.decision.belowSinceMs }),
  };
}

function note(part: Part, { atMs }: DecisionRecord, { effect }: Decision, context: DecisionContext): void {
  if (effect === 'none') return;
  part.firstAtMs ??= atMs;
  part.strongest = stronger(part.strongest, effect);
  if (context.subjectId !== undefined) part.subjectId = context.subjectId;
  if (effect === 'block' || !context.claimsColleague || context.proved) return;
  part.asked = true;
  part.open = true;
}

function isOutcome({ code }: RecordedSignal): boolean {
  return signalTable[code].group === 'challenge';
}

function outcomeOf(parts: readonly Part[], confirmed: ReadonlySet<string>): RehearsalOutcome {
  const atLeast = (effect: Effect): number =>
    parts.filter(({ strongest }) => rankOf(strongest) >= rankOf(effect)).length;
  const asked = parts.filter((part) => part.asked).length;
  const affected = parts.flatMap(
    ({ sessionId, participantId, subjectId, strongest: effect, asked: isAsked, firstAtMs }) =>
      firstAtMs === undefined
        ? []
        : [{ sessionId, participantId, ...(subjectId && { subjectId }), effect, asked: isAsked, atMs: firstAtMs }],
  );
  return {
    counts: {
      sessions: new Set(parts.map(({ sessionId }) => sessionId)).size,
      participants: parts.length,
      asked,
      held: atLeast('hold'),
      blocked: atLeast('block'),
      challengeRate: parts.length === 0 ? 0 : asked / parts.length,
    },
    affected: affected.sort((a, b) => a.atMs - b.atMs || (a.participantId < b.participantId ? -1 : 1)),
    missed: parts
      .filter(({ participantId, strongest }) => strongest === 'none' && confirmed.has(participantId))
      .map(({ participantId }) => participantId),
  };
}
