import type { Channel } from '#core/channel';
import type { Person } from '../../data/console/people-api.ts';
import type { Protection } from '../../i18n/en-people.ts';

/** What can be connected today: a person can be left out of either. */
export const channelsOfCalls: readonly Channel[] = ['phone', 'web'];

/** Absent `active` is a server that knows no deactivation; an empty list of channels means all. */
export function protectionOf(person: Pick<Person, 'active' | 'passkeys' | 'channels'>): Protection {
  if (person.active === false) return 'inactive';
  if (person.passkeys === 0) return 'not-enrolled';
  const { channels = [] } = person;
  return channels.length === 0 || channelsOfCalls.every((channel) => channels.includes(channel))
    ? 'protected'
    : 'partly';
}

export function countProtection(people: readonly Person[]): Record<Protection, number> {
  const counts: Record<Protection, number> = { protected: 0, partly: 0, 'not-enrolled': 0, inactive: 0 };
  for (const person of people) counts[protectionOf(person)] += 1;
  return counts;
}

/** Whether any of what the table shows of a person contains the words typed, all of them, in any order. */
export function matches(person: Person, query: string): boolean {
  const words = fold(query).split(' ').filter(Boolean);
  if (words.length === 0) return true;
  const { displayName, email, role, extension = '', numbers, team } = person;
  const text = fold([displayName, email, role, extension, ...numbers, team?.name ?? ''].join(' '));
  return words.every((word) => text.includes(word));
}

/** Without case and accents. */
function fold(text: string): string {
  return text.normalize('NFKD').replace(/\p{M}/gu, '').toLocaleLowerCase('en').replace(/\s+/g, ' ').trim();
}
