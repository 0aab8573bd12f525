import { isSameName } from './names.ts';
import type { Evidence, SignalCode } from './signal.ts';

/** A protected person as far as the comparison of identities needs to know. */
export type KnownPerson = { id: string; displayName: string; extension?: string; numbers: readonly string[] };

/** `llrNats` where it is worked out; else the table's value counts. */
export type Finding = { code: SignalCode; evidence: Evidence; llrNats?: number };
export type Identity = { claimed?: { personId: string; displayName: string }; findings: Finding[] };

/** Digits with a leading plus where the number is international: `00` and separators are notation only. */
export function normalNumber(number: string): string {
  const bare = number.trim().replace(/[\s().\-/]/g, '');
  return bare.startsWith('00') ? `+${bare.slice(2)}` : bare;
}

/** A name as it may be shown: no control, bidirectional or invisible characters, single spaces. */
export function cleanName(name: string): string {
  return name
    .normalize('NFC')
    .replace(/[\p{Cc}\p{Cf}\p{Co}\p{Cn}\p{Cs}]/gu, ' ')
    .replace(/\s+/gu, ' ')
    .trim()
    .slice(0, 128);
}

/**
 * Compares what a caller presents with what is on file. A number can be forged and a name can be typed, so neither
 * proves anything: a number on file counts a little, a colleague's name on another number counts a lot.
 */
export function identifyCaller(
  presented: { displayName?: string; number?: string; asserted: boolean },
  people: readonly KnownPerson[],
  options: { calleeId: string; seenBefore: boolean },
): Identity {
  const number = presented.number === undefined ? undefined : normalNumber(presented.number);
  const owner = number === undefined ? undefined : people.find((person) => ownsNumber(person, number));
  const claimed = claimedPerson(presented.displayName, people, owner, options.calleeId);
  const findings = [numberFinding(number, owner, presented.asserted, options.seenBefore)];
  if (claimed !== undefined && claimed !== owner) findings.push(collision(claimed, presented.displayName ?? ''));
  return { ...(claimed === undefined ? {} : { claimed: nameOnly(claimed) }), findings };
}

function claimedPerson(
  displayName: string | undefined,
  people: readonly KnownPerson[],
  owner: KnownPerson | undefined,
  calleeId: string,
): KnownPerson | undefined {
  const namesakes = displayName === undefined ? [] : sameNamed(displayName, people);
  if (owner !== undefined && (namesakes.length === 0 || namesakes.includes(owner))) return owner;
  return namesakes.find((person) => person.id !== calleeId) ?? namesakes[0];
}

function numberFinding(
  number: string | undefined,
  owner: KnownPerson | undefined,
  asserted: boolean,
  seenBefore: boolean,
): Finding {
  if (number === undefined) return { code: 'number-withheld', evidence: {} };
  if (owner !== undefined) return { code: 'number-on-file', evidence: { number, person: owner.displayName, asserted } };
  return { code: seenBefore ? 'number-seen-before' : 'number-unknown', evidence: { number, asserted } };
}

/**
 * A guest of a meeting who chooses a name. Whoever takes a protected person's name on a link that was made for
 * somebody else says himself that the link is not his.
 */
export function identifyGuest(
  presented: { displayName: string; inviteeName: string; otherDevice: boolean },
  people: readonly KnownPerson[],
): Identity {
  const [claimed] = sameNamed(presented.displayName, people);
  const isInvitee = isSameName(presented.displayName, presented.inviteeName);
  const forwarded = presented.otherDevice || (claimed !== undefined && !isInvitee);
  const findings: Finding[] = [];
  if (forwarded) findings.push({ code: 'link-forwarded', evidence: { invitee: presented.inviteeName } });
  else if (isInvitee) findings.push({ code: 'invite-bound', evidence: { invitee: presented.inviteeName } });
  if (claimed !== undefined) findings.push(collision(claimed, presented.displayName));
  return { ...(claimed === undefined ? {} : { claimed: nameOnly(claimed) }), findings };
}

function sameNamed(displayName: string, people: readonly KnownPerson[]): KnownPerson[] {
  return people.filter((person) => isSameName(displayName, person.displayName));
}

function ownsNumber(person: KnownPerson, number: string): boolean {
  return person.extension === number || person.numbers.some((known) => normalNumber(known) === number);
}

function collision(claimed: KnownPerson, name: string): Finding {
  return { code: 'name-collision', evidence: { person: claimed.displayName, name } };
}

function nameOnly({ id, displayName }: KnownPerson): { personId: string; displayName: string } {
  return { personId: id, displayName };
}
