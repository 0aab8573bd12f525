import { assertNever } from './result.ts';
import type { Evidence, SignalCode } from './signal.ts';

/** A finding in words for people. Never a bare number, never a verdict about what a voice "is". */
export function reasonSentence(code: SignalCode | 'correlation-discount', evidence: Evidence): string {
  const fact = (name: string, otherwise = ''): string => String(evidence[name] ?? otherwise);
  switch (code) {
    case 'number-on-file':
      return `Calls from a number on file for ${fact('person', 'a colleague')}. Caller ids can be forged, so this counts for little.`;
    case 'number-seen-before':
      return 'Calls from a number that has called before.';
    case 'number-unknown':
      return `Calls from ${fact('number', 'a number')}, which has never been seen here.`;
    case 'number-withheld':
      return 'Withholds the number.';
    case 'name-collision':
      return `Uses the name of ${fact('person', 'a colleague')} without anything that belongs to that person.`;
    case 'invite-bound':
      return 'Came by the invitation that was made for this person.';
    case 'link-forwarded':
      return 'Came by an invitation that was made for somebody else or opened elsewhere before.';
    case 'passkey-sign-in':
      return 'Signed in with a passkey.';
    case 'synthetic-voice':
      return `The voice shows ${fact('strength', 'no')} signs of speech synthesis.`;
    case 'challenge-passed':
      return 'Proved with number and passkey who it is.';
    case 'challenge-denied':
      return `${fact('person', 'The person')} says: this is not me.`;
    case 'challenge-wrong-number':
      return 'The number typed to confirm was wrong.';
    case 'challenge-timeout':
      return `${fact('person', 'The person')} did not confirm in time.`;
    case 'employee-suspects':
      return 'Someone in the call asked for verification.';
    case 'employee-pressured':
      return 'Someone in the call feels pressured.';
    case 'correlation-discount':
      return 'Findings of one kind overlap, so together they count for less.';
    default:
      return assertNever(code);
  }
}
