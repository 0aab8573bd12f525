import * as v from 'valibot';
import { idSchema } from './ids.ts';

const base = { id: idSchema('act'), sessionId: idSchema('ses'), issuedAtMs: v.number() };
const onParticipant = { ...base, participantId: idSchema('par') };

/**
 * What the edge may order a gateway to do. An action is delivered at least once and performed effectively once,
 * by its id; the gateway answers each with an `action.performed` or `action.failed` event that names the id.
 */
export const actionSchema = v.variant('type', [
  /** Pause media between this participant and every protected person, both ways; he hears the hold tone. */
  v.object({
    type: v.literal('hold'),
    ...onParticipant,
    /** Given to the held leg alone: spoken into a phone, shown on a meeting participant's page. */
    matchNumber: v.optional(v.pipe(v.string(), v.regex(/^\d{3}$/))),
    expiresAtMs: v.optional(v.number()),
  }),
  /** The edge asks without holding: only the number is given to the leg. */
  v.object({
    type: v.literal('prompt'),
    ...onParticipant,
    matchNumber: v.pipe(v.string(), v.regex(/^\d{3}$/)),
    expiresAtMs: v.number(),
  }),
  v.object({ type: v.literal('release'), ...onParticipant }),
  /** SIP BYE (or a final refusal while ringing), transport closed; his token is void from then on. */
  v.object({ type: v.literal('remove'), ...onParticipant }),
  /** Ends the session for everybody. */
  v.object({ type: v.literal('end'), ...base }),
  /** The called person declined: 603 to the caller while ringing. */
  v.object({ type: v.literal('decline'), ...onParticipant }),
  /** Places a marked call through the gateway's own SIP door, with speech synthesised on the spot. */
  v.object({
    type: v.literal('drill'),
    id: idSchema('act'),
    issuedAtMs: v.number(),
    drillId: idSchema('drl'),
    /** Signed mark that the caller's INVITE carries; only the edge can make one. */
    mark: v.string(),
    callee: v.string(),
    displayName: v.string(),
    number: v.string(),
    durationMs: v.number(),
  }),
]);

export type Action = v.InferOutput<typeof actionSchema>;

/** Actions a person may order from a view; who may do which is in `session-can.ts`. */
export const orderedActions = ['ask', 'hold', 'release', 'remove'] as const;
export type OrderedAction = (typeof orderedActions)[number];
