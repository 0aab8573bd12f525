import type { LegKind } from '#core/participant';
import type { LaneMember } from './hold-lane.ts';

/** What the edge wants a held or asked participant to be told. */
export type Prompt = { matchNumber?: string | undefined; expiresAtMs?: number | undefined };

/** One participant of a room: facts that outlive a media worker. */
export type Participant = LaneMember & {
  readonly displayName: string;
  readonly leg: LegKind;
  prompt: Prompt | undefined;
};
