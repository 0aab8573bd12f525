import * as v from 'valibot';
import { cleanName, normalNumber } from './identity.ts';

/** Channels a person can be protected on; an empty list means all of them. */
export const protectedChannels = ['phone', 'web', 'zoom', 'google-meet', 'teams', 'slack'] as const;
export const personRoles = ['admin', 'operator', 'auditor', 'employee'] as const;
export const lineTypes = ['mobile', 'fixed', 'voip', 'unknown'] as const;

export const mostNumbers = 20;

/** Addresses are compared without regard to case, so they are kept in lower case. */
export const emailSchema = v.pipe(
  v.string(),
  v.trim(),
  v.toLowerCase(),
  v.maxLength(254),
  v.rfcEmail('not an e-mail address'),
);

/** E.164 with its plus; separators and a leading `00` are notation (ITU-T E.123). */
export const numberSchema = v.pipe(
  v.string(),
  v.maxLength(40),
  v.transform(normalNumber),
  v.regex(/^\+[1-9]\d{6,14}$/, 'not an international number such as +12025550100'),
);

/** What a telephone system dials inside; letters for names in SIP addresses. */
export const extensionSchema = v.pipe(
  v.string(),
  v.trim(),
  v.regex(/^[0-9A-Za-z*#]{1,32}$/, 'an extension has 1 to 32 digits or letters'),
);

export const displayNameSchema = v.pipe(v.string(), v.maxLength(256), v.transform(cleanName), v.minLength(1));
export const teamNameSchema = v.pipe(v.string(), v.maxLength(256), v.transform(cleanName), v.minLength(1));
export const roleSchema = v.picklist(personRoles);
export const channelSchema = v.picklist(protectedChannels);

const unique = <T>(items: readonly T[]): T[] => [...new Set(items)];
const channelsSchema = v.pipe(v.array(channelSchema), v.maxLength(protectedChannels.length), v.transform(unique));
const numbersSchema = v.pipe(v.array(numberSchema), v.maxLength(mostNumbers), v.transform(unique));

export const newPersonSchema = v.object({
  email: emailSchema,
  displayName: displayNameSchema,
  role: v.optional(roleSchema, 'employee'),
  team: v.optional(v.nullable(teamNameSchema), null),
  channels: v.optional(channelsSchema, []),
  numbers: v.optional(numbersSchema, []),
  extension: v.optional(v.nullable(extensionSchema), null),
});

export const personPatchSchema = v.partial(
  v.object({
    email: emailSchema,
    displayName: displayNameSchema,
    role: roleSchema,
    team: v.nullable(teamNameSchema),
    channels: channelsSchema,
    numbers: numbersSchema,
    extension: v.nullable(extensionSchema),
    active: v.boolean(),
  }),
);

export type PersonFields = v.InferOutput<typeof newPersonSchema> & { active: boolean };
export type PersonPatch = v.InferOutput<typeof personPatchSchema>;

/** A domain as it stands after the @ of an address: lower case, at least two labels (RFC 1035 §2.3.1). */
export const domainSchema = v.pipe(
  v.string(),
  v.trim(),
  v.toLowerCase(),
  v.maxLength(253),
  v.regex(/^(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9-]{2,63}$/, 'not a domain such as example.com'),
);

/** Whether an address belongs to a tenant's domains; no domains means any. */
export function isInDomains(email: string, domains: readonly string[]): boolean {
  return domains.length === 0 || domains.includes(email.slice(email.lastIndexOf('@') + 1));
}

/** Which fields differ, by name: what an audit entry may say without repeating names or numbers. */
export function changedFields<T extends object>(before: T, after: T): string[] {
  return Object.keys(after)
    .filter((key) => JSON.stringify(before[key as keyof T]) !== JSON.stringify(after[key as keyof T]))
    .sort();
}
