import * as v from 'valibot';
import { actionSchema } from './action.ts';
import { idSchema } from './ids.ts';
import { monitoringSchema } from './participant.ts';
import type { ChallengeView, SessionView } from './view.ts';

/*
 * Three sockets:
 *   inbox    edge -> PWA      one per signed-in person: ringing calls, challenges
 *   watch    edge -> PWA      one per open session view
 *   rtc      gateway <-> page media signalling and voice scores
 *   actions  edge -> gateway  orders; the gateway answers with events over HTTP
 */

/** Edge to PWA, on `GET /api/inbox`. */
export type InboxMessage =
  | { type: 'hello'; nowMs: number; challenges: ChallengeView[]; ringing: RingingCall[] }
  | { type: 'ringing'; call: RingingCall }
  | { type: 'ringing-over'; sessionId: string }
  | { type: 'challenge'; challenge: ChallengeView }
  | { type: 'challenge-over'; challenge: ChallengeView };

export type RingingCall = {
  sessionId: string;
  from: { displayName: string; number?: string };
  status: 'verified' | 'unverified' | 'challenged' | 'held';
  reasons: string[];
  drill: boolean;
  sinceMs: number;
};

/** Edge to PWA, on `GET /api/sessions/:id/watch`: the whole view after every change (views are small). */
export type WatchMessage = { type: 'session'; view: SessionView };

/** Edge to gateway, on `GET /api/gateway/connect`. */
export const fleetMessageSchema = v.variant('type', [
  v.object({ type: v.literal('action'), action: actionSchema }),
  v.object({ type: v.literal('ping'), nowMs: v.number() }),
]);
export type FleetMessage = v.InferOutput<typeof fleetMessageSchema>;

/* ---- page <-> gateway, `ws(s)://<gateway>/rtc` ---- */

const requestId = v.pipe(v.number(), v.integer(), v.minValue(1));
/** mediasoup's own objects pass through; the gateway lets mediasoup judge them and answers `invalid-request`. */
const opaque = v.record(v.string(), v.unknown());

export const rtcRequestSchema = v.variant('method', [
  /** First message; everything else is refused before it. `resumeKey` instead of `token` after a lost socket. */
  v.object({
    id: requestId,
    method: v.literal('hello'),
    token: v.optional(v.pipe(v.string(), v.maxLength(4096))),
    resumeKey: v.optional(v.pipe(v.string(), v.maxLength(128))),
  }),
  v.object({ id: requestId, method: v.literal('create-transport'), direction: v.picklist(['send', 'recv']) }),
  v.object({ id: requestId, method: v.literal('connect-transport'), transportId: v.string(), dtlsParameters: opaque }),
  v.object({ id: requestId, method: v.literal('produce'), transportId: v.string(), rtpParameters: opaque }),
  /** Tells that the page can receive: the gateway then announces consumers, now and as people arrive. */
  v.object({ id: requestId, method: v.literal('receive'), rtpCapabilities: opaque }),
  v.object({ id: requestId, method: v.literal('resume-consumer'), consumerId: v.string() }),
  v.object({ id: requestId, method: v.literal('restart-ice'), transportId: v.string() }),
  v.object({ id: requestId, method: v.literal('leave') }),
  /** A score of another participant, made on this listener's device, at most one a second for each. */
  v.object({
    id: requestId,
    method: v.literal('voice-score'),
    participantId: idSchema('par'),
    monitoring: monitoringSchema,
    llrNats: v.optional(v.pipe(v.number(), v.finite())),
    strength: v.optional(v.picklist(['none', 'weak', 'strong'])),
    windows: v.pipe(v.number(), v.integer(), v.minValue(0)),
    speechSeconds: v.pipe(v.number(), v.minValue(0)),
    model: v.pipe(v.string(), v.maxLength(64)),
    modelSha256: v.pipe(v.string(), v.maxLength(64)),
    codec: v.pipe(v.string(), v.maxLength(32)),
    atMs: v.number(),
  }),
]);
export type RtcRequest = v.InferOutput<typeof rtcRequestSchema>;
export type RtcMethod = RtcRequest['method'];

/** Results by method; `T` parts are mediasoup's own types, opaque here. */
export type RtcResults = {
  hello: {
    participantId: string;
    sessionId: string;
    kind: 'call' | 'meeting';
    resumeKey: string;
    routerRtpCapabilities: Record<string, unknown>;
    /** The codec the page should send, so that a phone leg needs no transcoding: `audio/PCMU`, `audio/PCMA` or `audio/opus`. */
    sendCodec: string;
    roster: RosterEntry[];
    held: boolean;
    edge: 'connected' | 'away';
  };
  'create-transport': {
    id: string;
    iceParameters: Record<string, unknown>;
    iceCandidates: Record<string, unknown>[];
    dtlsParameters: Record<string, unknown>;
  };
  'connect-transport': Record<string, never>;
  produce: { producerId: string };
  receive: Record<string, never>;
  'resume-consumer': Record<string, never>;
  'restart-ice': { iceParameters: Record<string, unknown> };
  leave: Record<string, never>;
  'voice-score': Record<string, never>;
};

export type RosterEntry = { participantId: string; displayName: string; leg: 'sip' | 'webrtc' };

export type RtcResponse =
  | { kind: 'response'; id: number; ok: true; result: unknown }
  | { kind: 'response'; id: number; ok: false; code: string; detail?: string };

export type RtcNotice =
  | { kind: 'notice'; type: 'roster'; roster: RosterEntry[] }
  | {
      kind: 'notice';
      type: 'consumer';
      consumerId: string;
      producerId: string;
      participantId: string;
      rtpParameters: Record<string, unknown>;
      /** Codec history of the speaker's leg, so that the listener scores in the right band: `PCMU`, `PCMA`, `opus`. */
      codec: string;
      paused: boolean;
    }
  | {
      kind: 'notice';
      type: 'consumer-paused' | 'consumer-resumed' | 'consumer-closed';
      consumerId: string;
      participantId: string;
    }
  /** To the held page alone. The number is typed on the enrolled device; nobody reads it aloud. */
  | { kind: 'notice'; type: 'held'; matchNumber?: string; expiresAtMs?: number }
  | { kind: 'notice'; type: 'prompt'; matchNumber: string; expiresAtMs: number }
  | { kind: 'notice'; type: 'released' }
  | { kind: 'notice'; type: 'removed' }
  | { kind: 'notice'; type: 'ended'; reason: string }
  | { kind: 'notice'; type: 'edge'; state: 'connected' | 'away' }
  /** The media worker died and the room was rebuilt: start again from `create-transport` with these capabilities. */
  | { kind: 'notice'; type: 'media-reset'; routerRtpCapabilities: Record<string, unknown> };

export type RtcServerMessage = RtcResponse | RtcNotice;
