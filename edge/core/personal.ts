import type { Json } from './canonical.ts';
import type { Participant, Session } from './session.ts';
import type { Evidence } from './signal.ts';

/*
 * What an audit entry says of people is marked where it is recorded, and sealed before it is chained: the chain covers
 * the sealed text, so it verifies for ever, and a person is erased from it by destroying a key. A subject is whose key
 * it is: a protected person, a participant who is none, or the session itself for words that may name anybody in it.
 */

/** A value that can be read only while the keys of all subjects exist. `box` is base64url of nonce and ciphertext. */
export type Sealed = { readonly $sealed: readonly string[]; readonly box: string };

/** What stands where a value cannot be opened any more. */
export const erasedText = 'erased';

/** Marks a value as one about these subjects; what is absent stays absent. */
export function personal(subjects: readonly string[], value: Json | undefined): Json | undefined {
  if (value === undefined) return undefined;
  return { $personal: { of: [...new Set(subjects)].sort(), value } };
}

/** Whose data a participant's facts are: his own, and those of the person whose name he uses. */
export function subjectsOf(participant: Pick<Participant, 'id' | 'personId' | 'claimed'> | undefined): string[] {
  if (participant === undefined) return [];
  const { id, personId, claimed } = participant;
  return [personId ?? id, ...(claimed === undefined ? [] : [claimed.personId])];
}

/** The called person, or the host: `targetName` is his. */
export function targetOf({ hostPersonId, participants }: Session): string | undefined {
  return hostPersonId ?? participants.find(({ role }) => role === 'callee')?.personId;
}

/** Texts of the evidence that say nothing about a person. All others are personal, also those of rules to come. */
const technicalFacts: ReadonlySet<string> = new Set([
  'state',
  'strength',
  'model',
  'modelSha256',
  'codec',
  'challenge',
  'by',
]);

export function isPersonalFact(fact: string, value: Evidence[string]): value is string {
  return typeof value === 'string' && !technicalFacts.has(fact);
}

/** Evidence for the audit. An invitee may be anybody in the session; the other texts are about the participant. */
export function personalEvidence(session: Session, participantId: string, evidence: Evidence): Json {
  const participant = session.participants.find(({ id }) => id === participantId);
  const marked = Object.entries(evidence).map(([fact, value]): [string, Json | undefined] => {
    if (!isPersonalFact(fact, value)) return [fact, value];
    return [fact, personal(fact === 'invitee' ? [session.id] : subjectsOf(participant), value)];
  });
  return Object.fromEntries(marked);
}

/** Replaces every marked value by its sealed form. */
export function sealBody(body: Json, seal: (subjects: readonly string[], value: Json) => Sealed): Json {
  return replaced(body, (object) => {
    const marked = object['$personal'] as { of: readonly string[]; value: Json } | undefined;
    return marked === undefined ? undefined : seal(marked.of, marked.value);
  });
}

/** Replaces every sealed value by what it says, or by `erasedText` where `open` finds nothing. */
export function openBody(body: Json, open: (sealed: Sealed) => Json | undefined): Json {
  return replaced(body, (object) => (isSealed(object) ? (open(object) ?? erasedText) : undefined));
}

/** Every sealed value of a body. */
export function sealedIn(body: Json): Sealed[] {
  const found: Sealed[] = [];
  openBody(body, (sealed) => {
    found.push(sealed);
    return null;
  });
  return found;
}

type JsonObject = { readonly [key: string]: Json | undefined };

function isSealed(object: JsonObject): object is Sealed {
  return Array.isArray(object['$sealed']) && typeof object['box'] === 'string';
}

function replaced(body: Json, replacementOf: (object: JsonObject) => Json | undefined): Json {
  if (typeof body !== 'object' || body === null) return body;
  if (isArray(body)) return body.map((item) => replaced(item, replacementOf));
  const replacement = replacementOf(body);
  if (replacement !== undefined) return replacement;
  const members = Object.entries(body).map(([key, member]) => [
    key,
    member === undefined ? undefined : replaced(member, replacementOf),
  ]);
  return Object.fromEntries(members) as Json;
}

function isArray(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}
