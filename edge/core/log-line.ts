import type { AuditEntry } from './audit.ts';
import { erasedText } from './personal.ts';
import { reasonSentence } from './reason.ts';
import type { Session } from './session.ts';
import { signalTable, type Evidence, type SignalCode } from './signal.ts';
import type { LogLine } from './view.ts';

/** An opened audit entry in words for the console. The entry itself stays what it is; words can be made again. */
export function logLineOf(entry: AuditEntry, session: Session): LogLine {
  const { seq, atMs, kind } = entry;
  return { seq, atMs, actor: actorName(entry.actor, session), kind, text: wordsOf(entry, session) };
}

function actorName(actor: string, session: Session): string {
  if (actor === 'edge') return 'Policy';
  if (actor.startsWith('gateway:')) return 'Gateway';
  return session.participants.find((one) => one.personId === actor)?.displayName ?? 'A person';
}

function wordsOf({ kind, body }: AuditEntry, session: Session): string {
  const fact = (name: string): string => factOf(body, name);
  const who = session.participants.find((one) => one.id === fact('participantId'))?.displayName ?? 'Somebody';
  switch (kind) {
    case 'session.opened':
      return fact('drill') === 'true' ? 'Session opened. This is a drill.' : 'Session opened.';
    case 'session.closed':
      return `Session ended: ${fact('reason')}.`;
    case 'drill-mark-refused':
      return `A drill mark was refused (${fact('reason')}); the call counts as real.`;
    case 'signal':
      return signalWords(who, body);
    case 'decision':
      return `${who}: ${fact('effect')} at risk ${(Number(factOf(memberOf(body, 'risk'), 'p')) * 10).toFixed(1)} of 10.`;
    case 'challenge.opened':
      return `Challenge sent: ${askedIn(body)}.`;
    case 'challenge.seen':
      return 'Challenge opened by the person asked.';
    case 'challenge.answered':
      return fact('kind') === 'not-me' ? 'Answer: this is not me.' : `Answer to the challenge: ${fact('state')}.`;
    case 'challenge.expired':
    case 'challenge.cancelled':
    case 'challenge.superseded':
      return `Challenge ${kind.slice('challenge.'.length)}.`;
    case 'person.ordered':
      return `Ordered: ${fact('type')} ${who}.${fact('note') === '' ? '' : ` Note: ${fact('note')}`}`;
    case 'action.ordered':
      return `To the gateway: ${fact('type')} ${who}.`;
    case 'action.performed':
      return `Gateway did: ${fact('type')}, in ${fact('tookMs')} ms.`;
    case 'action.failed':
      return `Gateway could not: ${fact('type')} (${fact('reason')}).`;
    case 'case.opened':
      return `Case opened: ${fact('state')}.`;
    case 'case.changed':
      return `Case: ${fact('from')} to ${fact('to')}.`;
    case 'alert.raised':
      return fact('text') === erasedText ? 'Alert; its words were erased.' : fact('text');
    case 'subject.erased':
      return 'A person was erased from this session.';
    case 'voice.scored':
      return voiceWords(who, fact('monitoring'), fact('strength'));
    case 'break-glass.begun':
      return 'Break-glass has begun: nobody is asked or held.';
    case 'break-glass.ended':
      return 'Break-glass is over.';
    case 'report':
      return `Reports being pressured by ${who}.`;
    default:
      return `${who === 'Somebody' ? '' : `${who}: `}${kind.replaceAll(/[.-]/g, ' ')}.`;
  }
}

function askedIn(body: AuditEntry['body']): string {
  const asked = memberOf(body, 'asked');
  return asked === erasedText ? erasedText : factOf(asked, 'action');
}

function voiceWords(who: string, monitoring: string, strength: string): string {
  const signs = strength === '' ? '' : `, signs of speech synthesis: ${strength}`;
  return `${who}: ${monitoring.replaceAll('-', ' ')}${signs}.`;
}

function signalWords(who: string, body: AuditEntry['body']): string {
  const code = factOf(body, 'code');
  // What was erased is left out, so that the sentence says "a number" or "a colleague".
  const facts = Object.entries((memberOf(body, 'evidence') ?? {}) as Evidence);
  const evidence = Object.fromEntries(facts.filter(([, value]) => value !== erasedText));
  const sentence = code in signalTable ? reasonSentence(code as SignalCode, evidence) : code;
  return `${who}: ${sentence} (${Number(factOf(body, 'llrNats')).toFixed(1)} nats)`;
}

function memberOf(body: AuditEntry['body'], name: string): AuditEntry['body'] {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) return null;
  return (body as { readonly [key: string]: AuditEntry['body'] | undefined })[name] ?? null;
}

function factOf(body: AuditEntry['body'], name: string): string {
  const member = memberOf(body, name);
  return typeof member === 'string' || typeof member === 'number' || typeof member === 'boolean' ? String(member) : '';
}
