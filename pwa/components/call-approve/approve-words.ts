import type { ChallengeState } from '#core/challenge';
import { assertNever } from '#core/result';
import type { ChallengeView } from '#core/view';
import { clockText } from '../../ui/time-words.ts';

export const offlineApprove = 'Approving needs a connection. Nothing was sent.';

/** The three digits in whatever was typed or pasted. */
export function digitsOf(text: string): string {
  return text.replace(/\D/g, '').slice(0, 3);
}

/** The question, as the person can answer it from his own memory of the last minute. */
export function questionOf({ sessionKind, targetName, sessionTitle }: ChallengeView): string {
  return sessionKind === 'call'
    ? `Are you calling ${targetName} right now?`
    : `Are you joining “${sessionTitle}” right now?`;
}

export type Outcome = { tone: 'positive' | 'critical' | 'neutral'; title: string; words: string };

/** What became of a challenge. `byMe`: decided on this page a moment ago. */
export function outcomeOf(challenge: ChallengeView, byMe: boolean): Outcome | undefined {
  const outcome = wordsOfState(challenge.state, challenge);
  if (outcome === undefined || byMe || challenge.decidedAtMs === undefined) return outcome;
  return {
    ...outcome,
    title: `Already decided at ${clockText(challenge.decidedAtMs, true)}: ${lowerFirst(outcome.title)}`,
  };
}

function wordsOfState(state: ChallengeState, { sessionKind, targetName }: ChallengeView): Outcome | undefined {
  const who = sessionKind === 'call' ? 'caller' : 'participant';
  switch (state) {
    case 'sent':
      return undefined;
    case 'passed':
      return {
        tone: 'positive',
        title: 'Approved',
        words: `You are verified. ${targetName} sees it and can hear you.`,
      };
    case 'denied':
      return {
        tone: 'positive',
        title: 'Reported: not you',
        words: `The ${who} is removed, and your security team has the case. There is nothing more to do.`,
      };
    case 'failed':
      return {
        tone: 'critical',
        title: 'Wrong number',
        words: `Nothing was approved, and the ${who} stays held. If it is you, ask to be verified again in the call.`,
      };
    case 'expired':
      return { tone: 'neutral', title: 'Time ran out', words: `Nothing was approved, and the ${who} stays held.` };
    case 'cancelled':
    case 'superseded':
      return {
        tone: 'neutral',
        title: 'No longer needed',
        words: 'The call ended or a newer question replaced this one.',
      };
    default:
      return assertNever(state);
  }
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}
