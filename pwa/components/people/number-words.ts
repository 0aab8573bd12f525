import type { ProfileNumber } from '#core/profile-view';
import { sourceWords } from '../../i18n/en-profile.ts';
import { dayText } from '../../ui/time-words.ts';

const lineWords: Record<string, string> = { mobile: 'mobile', fixed: 'fixed line', voip: 'internet telephony' };

/** What is known of a number on file, and what is not: unknown is never shown as clean. */
export function numberFacts(one: ProfileNumber): string[] {
  const { source, addedAtMs, verifiedAtMs, lineType, simChangedAtMs, forwarded } = one;
  const since = addedAtMs === 0 ? '' : ` since ${dayText(addedAtMs)}`;
  return [
    `From ${sourceWords[source] ?? source}${since}`,
    verifiedAtMs === undefined ? 'never verified' : `verified on ${dayText(verifiedAtMs)}`,
    lineWords[lineType] ?? 'line type unknown',
    simChangedAtMs === undefined ? 'change of SIM unknown' : `SIM changed on ${dayText(simChangedAtMs)}`,
    forwardingText(forwarded),
  ];
}

function forwardingText(forwarded: boolean | undefined): string {
  if (forwarded === undefined) return 'forwarding unknown';
  return forwarded ? 'forwarded' : 'not forwarded';
}

/** Tries to sign in during the last day; nothing when there were none. */
export function signInText({ failed, succeeded }: { failed: number; succeeded: number }): string | undefined {
  if (failed + succeeded === 0) return undefined;
  const times = succeeded === 1 ? 'once' : `${succeeded} times`;
  const wrong = failed === 0 ? 'never failed' : `failed ${failed === 1 ? 'once' : `${failed} times`}`;
  return `In the last 24 hours signed in ${succeeded === 0 ? 'not at all' : times}, ${wrong}.`;
}
