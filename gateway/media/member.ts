import type { types } from 'mediasoup';
import type { AudioCodec } from './codecs.ts';
import type { PagePort } from './page-port.ts';
import type { Participant } from './participant.ts';
import type { PhonePort } from './phone-port.ts';
import type { Mixer } from './mixer.ts';
import type { Subscription } from './subscription.ts';

/** A participant in a room, with what he has on the router of the moment. */
export type Member = {
  readonly participant: Participant;
  /** Phone legs only: what they hear. Outlives a media worker. */
  readonly mixer: Mixer | undefined;
  port: PagePort | PhonePort | undefined;
  /** By speaker. */
  readonly subscriptions: Map<string, Subscription>;
  /** Speakers that this listener's browser cannot play; said once. */
  readonly deafTo: Set<string>;
  tap: types.Consumer | undefined;
};

export function newMember(participant: Participant, mixer: Mixer | undefined): Member {
  return {
    participant,
    mixer,
    port: undefined,
    subscriptions: new Map(),
    deafTo: new Set(),
    tap: undefined,
  };
}

export function codecOfMember(member: Member): AudioCodec {
  return member.port?.codec ?? member.mixer?.codec ?? 'opus';
}

/** Forgets what was on a router that is gone. */
export function dropMedia(member: Member): void {
  member.port?.close();
  member.port = undefined;
  member.subscriptions.clear();
  member.deafTo.clear();
  member.tap = undefined;
}
