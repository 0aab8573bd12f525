import * as v from 'valibot';
import { AppError } from '../core/errors.ts';
import { cleanName } from '../core/identity.ts';
import { emailSchema, mostNumbers, numberSchema } from '../core/person.ts';
import { etagOf } from './etag.ts';
import { isObject, type Meta, type ScimObject, type ScimResource, type ScimValue } from './resource.ts';
import { userKind } from './schemas.ts';
import { ScimError } from './scim-error.ts';
import { readResource } from './read-resource.ts';
import { userUrn } from './urns.ts';

/** Of an address, and so of a name that stands for one (RFC 5321 §4.5.3.1). */
const mostLetters = 254;
const longestExternalId = 1024;
const mostKept = 32 * 1024;

/** A person as the store has him for a directory. */
export type ProvisionedPerson = {
  id: string;
  email: string;
  displayName: string;
  active: boolean;
  externalId: string | null;
  /** JSON of what the directory said that has no column. */
  scim: string;
  createdAtMs: number;
  updatedAtMs: number;
  revision: number;
  teams: readonly { id: string; name: string }[];
};

/** What a directory decides about a person. */
export type UserFields = {
  userName: string;
  email: string;
  displayName: string;
  active: boolean;
  numbers: string[];
  externalId: string | null;
  scim: string;
};

/**
 * Reads a User that a client wrote or a patch made.
 * @throws ScimError `invalidValue` when he has no name that can be used.
 */
export function readUser(body: unknown): UserFields {
  const resource = readResource(body, userKind);
  const { displayName: given, active = true, externalId = null, userName, ...others } = resource;
  if (!isPlainText(userName, mostLetters)) {
    throw new ScimError('invalidValue', `userName must be text of 1 to ${mostLetters} characters.`);
  }
  const email = emailOf(others['emails'], userName);
  const displayName = cleanName(shownName(given, others['name'], userName));
  if (displayName === '') throw new ScimError('invalidValue', 'displayName has nothing that can be shown.');
  return {
    userName,
    email,
    displayName,
    active: active === true,
    numbers: numbersOf(others['phoneNumbers']),
    externalId: readExternalId(externalId),
    scim: written(userName === email ? others : { userName, ...others }),
  };
}

/** @throws ScimError `invalidValue` for text that neither stores nor compares well. */
export function readExternalId(value: ScimValue): string | null {
  if (value === null || isPlainText(value, longestExternalId)) return value;
  throw new ScimError('invalidValue', `externalId must be text of 1 to ${longestExternalId} characters.`);
}

function isPlainText(value: ScimValue | undefined, most: number): value is string {
  if (typeof value !== 'string' || value.trim() === '' || value.length > most) return false;
  return value.isWellFormed() && !/\p{Cc}/u.test(value);
}

function written(others: ScimObject): string {
  const text = JSON.stringify(others);
  if (text.length > mostKept) throw new AppError('body-too-large', `More than ${mostKept} characters about one User.`);
  return text;
}

/** His primary address, else that for work, else his first; else the user name, which most directories write as an address. */
function emailOf(emails: ScimValue | undefined, userName: string): string {
  const items = listOf(emails).filter(({ value }) => value !== undefined);
  const best = items.find(({ primary }) => primary === true) ?? items.find(({ type }) => type === 'work') ?? items[0];
  const read = v.safeParse(emailSchema, best?.['value']);
  if (best !== undefined && !read.success) throw new ScimError('invalidValue', 'emails.value is not an address.');
  return read.success ? read.output : userName.trim().toLowerCase();
}

function shownName(given: ScimValue | undefined, name: ScimValue | undefined, userName: string): string {
  if (typeof given === 'string' && cleanName(given) !== '') return given;
  const { formatted, givenName, familyName } = isObject(name) ? name : {};
  if (typeof formatted === 'string' && cleanName(formatted) !== '') return formatted;
  const parts = [givenName, familyName].filter((part) => typeof part === 'string');
  return parts.length > 0 ? parts.join(' ') : userName;
}

/** Numbers that can identify: E.164, also as `tel:` URIs (RFC 3966). Others are kept as the directory wrote them. */
function numbersOf(phoneNumbers: ScimValue | undefined): string[] {
  const written = listOf(phoneNumbers).filter(({ type }) => type !== 'fax' && type !== 'pager');
  const read = written.flatMap(({ value }) => {
    const bare = typeof value === 'string' ? value.replace(/^tel:/i, '').replace(/;.*$/, '') : '';
    const number = v.safeParse(numberSchema, bare);
    return number.success ? [number.output] : [];
  });
  return [...new Set(read)].slice(0, mostNumbers);
}

function listOf(value: ScimValue | undefined): ScimObject[] {
  return Array.isArray(value) ? value.filter(isObject) : [];
}

/** A person as a User. Attributes that no directory wrote are made from what is on file. */
export function userOf(person: ProvisionedPerson, baseUrl: string): ScimResource {
  const kept = JSON.parse(person.scim) as ScimObject;
  const made: ScimObject = person.email.includes('@')
    ? { emails: [{ value: person.email, type: 'work', primary: true }] }
    : {};
  const groups = person.teams.map(({ id, name }) => {
    return { value: id, $ref: `${baseUrl}/Groups/${id}`, display: name, type: 'direct' };
  });
  return {
    schemas: [userUrn, ...Object.keys(kept).filter((key) => /^urn:/i.test(key))],
    id: person.id,
    ...(person.externalId === null ? {} : { externalId: person.externalId }),
    userName: person.email,
    displayName: person.displayName,
    ...made,
    ...kept,
    active: person.active,
    ...(groups.length === 0 ? {} : { groups }),
    meta: metaOf('User', person, `${baseUrl}/Users/${person.id}`),
  };
}

type Dated = { createdAtMs: number; updatedAtMs: number; revision: number };

export function metaOf(resourceType: string, { createdAtMs, updatedAtMs, revision }: Dated, location: string): Meta {
  return {
    resourceType,
    created: new Date(createdAtMs).toISOString(),
    lastModified: new Date(Math.max(createdAtMs, updatedAtMs)).toISOString(),
    location,
    version: etagOf(revision),
  };
}
