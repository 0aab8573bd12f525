import * as v from 'valibot';
import { idSchema } from './ids.ts';
import { attestations } from './line-facts.ts';
import { monitoringSchema } from './participant.ts';

const text = (max: number) => v.pipe(v.string(), v.maxLength(max));
const atMs = v.pipe(v.number(), v.integer(), v.minValue(0));
const base = { id: idSchema('evt'), sessionId: idSchema('ses'), atMs };
const about = { ...base, participantId: idSchema('par') };

/** What the gateway knows about a leg when it arrives. `binding` enters the challenge hash (requirements B2). */
export const legFactsSchema = v.object({
  leg: v.picklist(['sip', 'webrtc']),
  /** DTLS fingerprint of a browser's transport, or Call-ID, tags and peer address of a phone leg. */
  binding: text(512),
  remoteAddress: text(64),
  codec: text(32),
  userAgent: v.optional(text(256)),
});
export type LegFacts = v.InferOutput<typeof legFactsSchema>;

/**
 * Events a gateway reports. They are spooled to disk until the edge answers 2xx, may arrive more than once,
 * and are stored once by `id`.
 */
export const gatewayEventSchema = v.variant('type', [
  v.object({ type: v.literal('participant.joined'), ...about, facts: legFactsSchema }),
  v.object({ type: v.literal('participant.left'), ...about, reason: text(64) }),
  /** A voice score from a listener's browser (`source: listener`, `listenerId` set) or from the gateway's scorer. */
  v.object({
    type: v.literal('voice.scored'),
    ...about,
    source: v.picklist(['listener', 'gateway']),
    listenerId: v.optional(idSchema('par')),
    monitoring: monitoringSchema,
    /** Calibrated, smoothed, bounded; absent while there is no score to speak of. */
    llrNats: v.optional(v.pipe(v.number(), v.finite())),
    strength: v.optional(v.picklist(['none', 'weak', 'strong'])),
    windows: v.pipe(v.number(), v.integer(), v.minValue(0)),
    speechSeconds: v.pipe(v.number(), v.minValue(0)),
    model: text(64),
    modelSha256: text(64),
    codec: text(32),
  }),
  v.object({ type: v.literal('speech.started'), ...about }),
  v.object({
    type: v.literal('action.performed'),
    ...base,
    actionId: idSchema('act'),
    /** Milliseconds from the action's arrival at the gateway until it had effect on the media. */
    tookMs: v.number(),
    detail: v.optional(text(256)),
  }),
  v.object({ type: v.literal('action.failed'), ...base, actionId: idSchema('act'), reason: text(256) }),
  v.object({ type: v.literal('media.rebuilt'), ...base, tookMs: v.number() }),
  /** Signals were scored while the edge was away; the gap is said, not hidden. */
  v.object({ type: v.literal('edge.away'), ...base, fromMs: atMs, toMs: atMs }),
  v.object({ type: v.literal('session.ended'), ...base, reason: text(64) }),
]);
export type GatewayEvent = v.InferOutput<typeof gatewayEventSchema>;

export const gatewayBatchSchema = v.object({
  gatewayId: idSchema('gwy'),
  events: v.pipe(v.array(gatewayEventSchema), v.maxLength(200)),
});

/** A phone call that reached the gateway, before anybody's phone rings. Idempotent by `sessionId`. */
export const callOpeningSchema = v.object({
  gatewayId: idSchema('gwy'),
  sessionId: idSchema('ses'),
  /** The caller's participant id, made by the gateway so that a retried opening changes nothing. */
  participantId: idSchema('par'),
  channel: v.literal('phone'),
  atMs,
  from: v.object({
    displayName: v.optional(text(128)),
    /** E.164 where it could be normalised, the raw user part otherwise; absent when withheld. */
    number: v.optional(text(64)),
    /** Whether a trusted trunk vouches for the number (P-Asserted-Identity from a configured peer). */
    asserted: v.boolean(),
    /** What a trusted trunk says of the caller's right to the number; absent where none says anything. */
    attestation: v.optional(v.picklist(attestations)),
  }),
  to: v.object({ user: text(64), host: text(255) }),
  facts: legFactsSchema,
  drillMark: v.optional(text(2048)),
});
export type CallOpening = v.InferOutput<typeof callOpeningSchema>;

/** The edge's answer to an opening: what to do with the caller, before ringing. */
export const callOpenedSchema = v.object({
  sessionId: idSchema('ses'),
  /** The called person's participant id. */
  calleeId: idSchema('par'),
  effect: v.picklist(['none', 'ask', 'hold', 'block']),
  /** Present when the caller starts held or asked: what his leg is told. */
  matchNumber: v.optional(v.string()),
  expiresAtMs: v.optional(v.number()),
  drill: v.boolean(),
});
export type CallOpened = v.InferOutput<typeof callOpenedSchema>;
