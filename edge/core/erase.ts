import { actionWords, close } from './ask.ts';
import type { Challenge } from './challenge.ts';
import { challengeViewOf } from './challenge-view.ts';
import { isPersonalFact, targetOf } from './personal.ts';
import { reasonSentence } from './reason.ts';
import type { Participant, Session } from './session.ts';
import type { Signal, SignalCode } from './signal.ts';
import { record, type Turn } from './turn.ts';
import type { AlertRow, CaseRow } from './view.ts';

/** Whom to erase, and what he is called and reached by as far as it is known beside what the session holds. */
export type Erasure = { personId: string; names: readonly string[]; numbers: readonly string[] };

/** What must go beside the state: keys for good, and what was recorded of these participants. */
export type ErasedFacts = { keys: string[]; participantIds: string[]; numbers: string[] };

/** How far an erasure got: `done` once no session names the person any more. */
export type ErasureView = { personId: string; done: boolean; sessions: number; remaining: number };

export const erasedName = 'Erased person';
export const erasedTitle = 'Meeting';
const erasedOrigin = 'Erased';
const erasedAlert = 'What this said was erased with a person it named.';
const erasedBinding = 'erased';

/**
 * Takes a person out of a session's state. What somebody presented who used his name or number goes with him: nobody
 * could tell any more whose it was. Undefined when nothing of him is left; safe to repeat.
 */
export function eraseSubject(turn: Turn, erasure: Erasure): ErasedFacts | undefined {
  const { personId } = erasure;
  const known = turn.session.erased?.includes(personId) === true;
  const his = turn.session.participants.filter((one) => isAbout(one, erasure) && !(known && isErased(one)));
  const spoofed = turn.session.participants.filter((one) => !his.includes(one) && hasNumberOf(one, erasure));
  if (known && his.length === 0 && spoofed.length === 0) return undefined;
  for (const challenge of turn.session.challenges) {
    if (challenge.state === 'sent' && challenge.context.subjectId === personId) close(turn, challenge, 'cancel');
  }
  const touched = [...his, ...spoofed];
  const ids = new Set(his.map(({ id }) => id));
  const lines = new Set(touched.map(({ id }) => id));
  turn.session = erasedSession(turn.session, { ...erasure, ids, lines, words: wordsAbout(his, erasure) });
  tellOthers(turn, personId);
  record(turn, 'subject.erased', { subjectId: personId });
  const outsiders = touched.flatMap((one) => (one.personId === undefined ? [one.id] : []));
  const numbers = [...erasure.numbers, ...his.flatMap(({ number }) => number ?? [])];
  return { keys: [personId, ...outsiders], participantIds: [...lines], numbers };
}

function isAbout(one: Participant, erasure: Erasure): boolean {
  const { personId, names } = erasure;
  if (one.personId !== undefined) return one.personId === personId;
  if (one.claimed !== undefined) return one.claimed.personId === personId;
  return hasNumberOf(one, erasure) || names.includes(one.displayName);
}

/** His number under somebody else's name: the line goes, the claim stays. */
function hasNumberOf({ number }: Participant, { numbers }: Erasure): boolean {
  return number !== undefined && numbers.includes(number);
}

function isErased({ displayName, number }: Participant): boolean {
  return displayName === erasedName && number === undefined;
}

/** Texts that name him here, by which he is found in what people wrote. */
function wordsAbout(his: readonly Participant[], { personId, names, numbers }: Erasure): string[] {
  const own = his.flatMap(({ displayName, number, remoteAddress, claimed, ...one }) => [
    ...(one.personId === personId ? [displayName] : []),
    ...(claimed?.personId === personId ? [claimed.displayName] : []),
    ...[number, remoteAddress].filter((text) => text !== undefined),
  ]);
  return [...new Set([...names, ...numbers, ...own])].filter((text) => text.length > 1 && text !== erasedName);
}

/** `ids`: participants who are, or claim to be, the person. `lines`: these and who else came by his number. */
type About = Erasure & { ids: ReadonlySet<string>; lines: ReadonlySet<string>; words: readonly string[] };

function erasedSession(session: Session, about: About): Session {
  const { personId, ids } = about;
  const isTarget = targetOf(session) === personId;
  const targetName = isTarget ? erasedName : session.targetName;
  const participants = session.participants.map((one) => nameless(lineless(withoutLessons(one, about), about), about));
  const signals = session.signals.map((signal) => erasedSignal(signal, about));
  const title = titleOf(session, isTarget, about);
  const after: Session = { ...session, targetName, title, participants, signals };
  return {
    ...after,
    challenges: session.challenges.map((one) => erasedChallenge(one, after, about)),
    cases: session.cases.map((row) => erasedCase(row, after, { ...about, isTarget })),
    alerts: session.alerts.map((alert) => erasedAlertOf(alert, session.id, [personId, ...ids], about)),
    erased: [...new Set([...(session.erased ?? []), personId])],
  };
}

function mentions(text: string, { words }: About): boolean {
  const folded = text.toLowerCase();
  return words.some((word) => folded.includes(word.toLowerCase()));
}

function titleOf({ kind, title }: Session, isTarget: boolean, about: About): string {
  if (kind === 'call') return isTarget ? `Call to ${erasedName}` : title;
  return isTarget || mentions(title, about) ? erasedTitle : title;
}

function lineless(one: Participant, { lines }: About): Participant {
  if (!lines.has(one.id)) return one;
  const { number: _number, remoteAddress: _address, device: _device, binding, ...rest } = one;
  // Whether he had a leg still counts; which one does not.
  return { ...rest, ...(binding === undefined ? {} : { binding: erasedBinding }) };
}

function nameless(one: Participant, { personId, ids }: About): Participant {
  if (!ids.has(one.id)) return one;
  const { claimed, joinKey, lesson: _lesson, ...rest } = one;
  return {
    ...rest,
    displayName: erasedName,
    ...(joinKey === `person:${personId}` ? { joinKey } : {}),
    ...(claimed === undefined ? {} : { claimed: { ...claimed, displayName: erasedName } }),
  };
}

/** What others would learn of him. */
function withoutLessons(one: Participant, { personId, numbers }: About): Participant {
  if (one.lesson === undefined) return one;
  const values = one.lesson.values.filter(({ value }) => value !== personId && !numbers.includes(value));
  return { ...one, lesson: { ...one.lesson, values } };
}

function erasedSignal(signal: Signal, about: About): Signal {
  const isHis = about.ids.has(signal.participantId);
  const facts = Object.entries(signal.evidence);
  const kept = facts.filter(([fact, value]) => {
    return !isPersonalFact(fact, value) || (!isHis && fact !== 'invitee' && !mentions(value, about));
  });
  return kept.length === facts.length ? signal : { ...signal, evidence: Object.fromEntries(kept) };
}

function erasedChallenge(challenge: Challenge, after: Session, { personId, lines }: About): Challenge {
  const { participantId, subjectId, binding } = challenge.context;
  const participant = after.participants.find(({ id }) => id === participantId);
  const claimedName = subjectId === personId ? erasedName : participant?.claimed?.displayName;
  const action = claimedName === undefined ? erasedName : actionWords(after, claimedName);
  const context = { ...challenge.context, action, binding: lines.has(participantId) ? erasedBinding : binding };
  return { ...challenge, context };
}

function erasedCase(row: CaseRow, after: Session, { ids, isTarget, ...about }: About & { isTarget: boolean }): CaseRow {
  const isHis = ids.has(row.participantId);
  const participant = after.participants.find(({ id }) => id === row.participantId);
  const reasons = row.reasons.map((reason) => {
    if (!isHis && !mentions(reason.text, { ids, ...about })) return reason;
    const evidence = after.signals.find((one) => one.code === reason.code && one.participantId === row.participantId);
    return { ...reason, text: reasonSentence(reason.code as SignalCode, evidence?.evidence ?? {}) };
  });
  return {
    ...row,
    reasons,
    targetName: isTarget ? erasedName : row.targetName,
    ...(isHis || mentions(row.actual, { ids, ...about }) ? { actual: erasedOrigin } : {}),
    ...(isHis ? { claimedName: participant?.claimed?.displayName ?? erasedName } : {}),
  };
}

/** Words that people typed may name anybody in the session, so they go with whoever is erased from it. */
function erasedAlertOf(alert: AlertRow, sessionId: string, subjects: readonly string[], about: About): AlertRow {
  const named = alert.subjects ?? [sessionId];
  const isHit = named.some((subject) => subject === sessionId || subjects.includes(subject));
  return isHit || mentions(alert.text, about) ? { ...alert, text: erasedAlert, erased: true } : alert;
}

/** Challenges that others were shown from this session may name him. He himself is told nothing more. */
function tellOthers(turn: Turn, personId: string): void {
  const toOthers = turn.outgoing.filter((one) => one.kind !== 'inbox' || one.personId !== personId);
  turn.outgoing.splice(0, turn.outgoing.length, ...toOthers);
  for (const challenge of turn.session.challenges) {
    const { subjectId } = challenge.context;
    if (subjectId === personId) continue;
    const type = challenge.state === 'sent' ? 'challenge' : 'challenge-over';
    const message = { type, challenge: challengeViewOf(turn.session, challenge) } as const;
    turn.outgoing.push({ kind: 'inbox', personId: subjectId, message });
  }
}
