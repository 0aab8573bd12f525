import * as v from 'valibot';
import { effectSchema } from './effect.ts';

/** Ways in which a person can be asked, strongest first. Which of them are built is in `usableMethods`. */
export const methods = ['passkey', 'push', 'idp', 'callback', 'totp', 'code'] as const;
export type Method = (typeof methods)[number];

/** Methods that can be used today; a band that asks needs one of them. */
export const usableMethods: readonly Method[] = ['passkey'];

const name = v.pipe(v.string(), v.trim(), v.minLength(1, 'A name or a reason is empty.'), v.maxLength(120));
const id = v.pipe(v.string(), v.minLength(1), v.maxLength(80));
const ids = v.pipe(v.array(id), v.maxLength(500));
const clock = v.pipe(v.string(), v.regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'not a time like 09:30'));
const methodList = v.pipe(v.array(v.picklist(methods)), v.maxLength(methods.length));

/** Lower bounds of risk, 0 to 1, from which each effect applies. */
const bandsSchema = v.strictObject({ ask: v.number(), hold: v.number(), block: v.number() });
export type Bands = v.InferOutput<typeof bandsSchema>;

/**
 * An effect that applies whatever the sum says, when all the named findings are present. The further members narrow it:
 * every named finding must be `strongVoice` (evidence `strength` is strong) or in that `state`; the history of the
 * person claimed must hold at least `minHistory` sessions; `claimsColleague` and `notProved` are about who
 * he says he is, and a floor for those who claim a colleague never applies to one who proved it.
 */
const floorSchema = v.strictObject({
  name,
  when: v.pipe(v.array(v.pipe(v.string(), v.maxLength(60))), v.maxLength(20)),
  claimsColleague: v.optional(v.boolean()),
  notProved: v.optional(v.boolean()),
  strongVoice: v.optional(v.boolean()),
  state: v.optional(v.pipe(v.string(), v.maxLength(40))),
  minHistory: v.optional(v.pipe(v.number(), v.minValue(0))),
  effect: effectSchema,
});
export type Floor = v.InferOutput<typeof floorSchema>;

/** Rules for those who are claimed to be one of these people; `floorAtLeast` holds until the claim is proved. */
const groupSchema = v.strictObject({
  name,
  teamIds: ids,
  personIds: ids,
  bands: v.optional(bandsSchema),
  floorAtLeast: v.optional(v.picklist(['ask', 'hold'])),
});
export type Group = v.InferOutput<typeof groupSchema>;

/** Hours on a wall clock. `to` not after `from`: until that time on the next day. Days are of ISO 8601, 1 is Monday. */
const scheduleSchema = v.strictObject({
  name,
  days: v.pipe(
    v.array(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(7))),
    v.minLength(1, 'No day is chosen.'),
    v.maxLength(7),
  ),
  from: clock,
  to: clock,
  timeZone: v.pipe(v.string(), v.minLength(1), v.maxLength(64)),
  bands: bandsSchema,
});
export type Schedule = v.InferOutput<typeof scheduleSchema>;

/** A person, a team or a number that is spared for a while; `atMost` is the strongest effect left. */
const exceptionSchema = v.strictObject({
  id,
  reason: name,
  personId: v.optional(id),
  teamId: v.optional(id),
  number: v.optional(v.pipe(v.string(), v.regex(/^\+?\d{2,15}$/, 'not a telephone number'))),
  atMost: effectSchema,
  untilMs: v.pipe(v.number(), v.integer(), v.minValue(0)),
});
export type Exception = v.InferOutput<typeof exceptionSchema>;

const channelRules = v.optional(v.strictObject({ bands: v.optional(bandsSchema) }));
const many = 100;

/** Members are exact: a name that was mistyped is refused and not passed over in silence. */
const members = {
  bands: bandsSchema,
  methods: v.optional(v.strictObject({ ask: methodList, hold: methodList }), { ask: ['passkey'], hold: ['passkey'] }),
  floors: v.pipe(v.array(floorSchema), v.maxLength(many)),
  groups: v.optional(v.pipe(v.array(groupSchema), v.maxLength(many)), []),
  channels: v.optional(v.strictObject({ phone: channelRules, web: channelRules }), {}),
  schedules: v.optional(v.pipe(v.array(scheduleSchema), v.maxLength(many)), []),
  critical: v.optional(v.strictObject({ personIds: ids }), { personIds: [] }),
  exceptions: v.optional(v.pipe(v.array(exceptionSchema), v.maxLength(many)), []),
};

/** What an admin sends: the version is given by the store. */
export const policyBodySchema = v.strictObject({ ...members, version: v.optional(v.number()) });
export const policySchema = v.strictObject({ ...members, version: v.pipe(v.number(), v.integer(), v.minValue(1)) });
export type Policy = v.InferOutput<typeof policySchema>;
