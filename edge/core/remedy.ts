import type { Adjustment } from './fusion.ts';
import { assertNever } from './result.ts';
import type { SignalCode } from './signal.ts';

/** What would lower a finding that speaks against somebody: what he, or an admin, can do about it. */
export function remedyOf(code: SignalCode | Adjustment): string | undefined {
  switch (code) {
    case 'device-key':
      return 'A device he has used before, or his passkey on this one: after sessions that went well it is a known one.';
    case 'sign-in-moved':
      return 'Signing in with his passkey in this very browser.';
    case 'user-agent':
    case 'network-prefix':
    case 'network-asn':
    case 'country':
    case 'network-kind':
      return 'Proof by passkey sets it off; after a few sessions that went well it is usual.';
    case 'travel':
      return 'Proof by passkey: then it does not matter where he is.';
    case 'hour':
    case 'contact':
    case 'contact-channel':
    case 'group-size':
      return 'It counts for little, and becomes usual with sessions that go well; proof by passkey sets it off.';
    case 'login-method':
      return 'Signing in with his passkey.';
    case 'login-failures':
    case 'login-velocity':
      return 'It is over within an hour; proof by passkey sets it off.';
    case 'number-unknown':
      return 'A number that an admin has put on file for him, or proof by passkey.';
    case 'number-withheld':
      return 'Calling with his number shown, or proof by passkey.';
    case 'number-on-file-new':
      return 'The number having been on file for a week, or proof by passkey.';
    case 'attestation-weak':
      return 'A call whose provider vouches for the number in full (attestation A), or proof by passkey.';
    case 'sim-changed':
      return 'Seven days since the change of the SIM, or proof by passkey.';
    case 'number-forwarded':
      return 'Switching the forwarding off, or proof by passkey.';
    case 'name-collision':
      return 'Proof by passkey of the person whose name it is.';
    case 'link-forwarded':
      return 'An invitation of his own, opened first in his own browser.';
    case 'synthetic-voice':
      return 'Nothing he does at once: half of the highest score stays for the session. Call him back on a number on file.';
    case 'challenge-denied':
      return 'Nothing: the person himself said that it is not him.';
    case 'challenge-wrong-number':
    case 'challenge-timeout':
      return 'Answering a new challenge in time, with the right number and his passkey.';
    case 'employee-suspects':
    case 'employee-pressured':
      return 'Proof by passkey after the report.';
    case 'number-on-file':
    case 'number-seen-before':
    case 'attestation-full':
    case 'invite-bound':
    case 'passkey-sign-in':
    case 'challenge-passed':
    case 'correlation-discount':
    case 'identity-offset':
    case 'media-floor':
      return undefined;
    default:
      return assertNever(code);
  }
}
