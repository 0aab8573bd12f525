import type { Adjustment } from './fusion.ts';
import { assertNever } from './result.ts';
import type { Evidence, SignalCode } from './signal.ts';

/** A finding in words for people. Never a bare number, never a verdict about what a voice "is". */
export function reasonSentence(code: SignalCode | Adjustment, evidence: Evidence): string {
  const fact = (name: string, otherwise = ''): string => String(evidence[name] ?? otherwise);
  const { state } = evidence;
  /** Shown before often, seldom, or never. */
  const by = (usual: string, rare: string, fresh: string): string =>
    state === 'usual' ? usual : state === 'rare' ? rare : fresh;
  switch (code) {
    case 'device-key':
      return by(
        'Uses a known device.',
        'Uses a device that is seldom seen with this person.',
        'Uses a device that was never seen with this person.',
      );
    case 'user-agent':
      return by(
        'Uses the usual browser and system.',
        'Uses a browser or system that this person seldom uses.',
        'Uses a browser or system that is new for this person.',
      );
    case 'network-prefix':
      return by(
        'Comes from a usual network.',
        'Comes from a network that this person seldom uses.',
        'Comes from a network that is new for this person.',
      );
    case 'network-asn':
      return by(
        'Comes by a usual provider.',
        'Comes by a provider that this person seldom uses.',
        'Comes by a provider that is new for this person.',
      );
    case 'country':
      return by(
        'Comes from a usual country.',
        'Comes from a country where this person seldom is.',
        'Comes from a country that is new for this person.',
      );
    case 'network-kind':
      return by(
        'Comes by the usual kind of network.',
        'Comes by a kind of network (hosting, VPN) that is seldom seen here.',
        'Comes by a kind of network (hosting, VPN) that is new here.',
      );
    case 'travel':
      return `Was ${fact('km')} km away before: that would be ${fact('kmh')} km/h.`;
    case 'hour':
      return by('Comes at a usual hour.', 'Comes at an unusual hour.', 'Comes at an unusual hour.');
    case 'login-method':
      return by(
        'Signed in as usual.',
        'Signed in by a method that this person seldom uses.',
        'Signed in by a method that is new for this person.',
      );
    case 'login-failures':
      return `Sign-in failed ${fact('failed')} times shortly before.`;
    case 'login-velocity':
      return `Signed in ${fact('succeeded')} times within an hour.`;
    case 'contact':
      return by(
        'Talks with somebody he talked with before.',
        'Talks with somebody he seldom talks with.',
        'Talks with somebody for the first time.',
      );
    case 'contact-channel':
      return by(
        'Uses the usual channel.',
        'Uses a channel that this person seldom uses.',
        'Uses a channel that is new for this person.',
      );
    case 'group-size':
      return by(
        'Meets in a group of the usual size.',
        'Meets in a group of a size that is seldom.',
        'Meets in a group of an unusual size.',
      );
    case 'number-on-file':
      return `Calls from a number on file for ${fact('person', 'a colleague')}. Caller ids can be forged, so this counts for little.`;
    case 'number-on-file-new':
      return 'The number came on file only lately.';
    case 'attestation-full':
      return 'The provider vouches in full for the number.';
    case 'attestation-weak':
      return 'Shows a number of this house, but the provider does not vouch for it.';
    case 'sim-changed':
      return 'The SIM behind the number was changed within the last seven days.';
    case 'number-forwarded':
      return 'Calls to this number are being forwarded.';
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
    case 'sign-in-moved':
      return 'The sign-in was made in another browser than the one that uses it now.';
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
    case 'identity-offset':
      return 'Who proved who it is may come from anywhere: what is unusual about device and network is set off.';
    case 'media-floor':
      return 'Proof of who somebody is says nothing about the voice: what was heard keeps its weight.';
    default:
      return assertNever(code);
  }
}
