import { normalNumber } from '#core/identity';
import type { SessionRole } from '#core/view';
import { channelsOfCalls } from './protection.ts';
import type { Person, PersonDraft, PersonPatch } from '../../data/console/people-api.ts';

/** What the form holds: texts as typed. */
export type PersonText = {
  displayName: string;
  email: string;
  role: SessionRole;
  team: string;
  extension: string;
  /** One a line. */
  numbers: string;
  channels: readonly string[];
};

export type PersonFaults = Partial<Record<'displayName' | 'email' | 'extension' | 'numbers' | 'channels', string>>;

export const blankPerson: PersonText = {
  displayName: '',
  email: '',
  role: 'employee',
  team: '',
  extension: '',
  numbers: '',
  channels: channelsOfCalls,
};

export function textOf(person: Person): PersonText {
  const { displayName, email, role, team, extension, numbers, channels = [] } = person;
  return {
    displayName,
    email,
    role,
    team: team?.name ?? '',
    extension: extension ?? '',
    numbers: numbers.join('\n'),
    channels: channels.length === 0 ? channelsOfCalls : channels,
  };
}

export function faultsOf(text: PersonText): PersonFaults {
  const faults: PersonFaults = {};
  if (text.displayName.trim() === '') faults.displayName = 'Give the name that colleagues know.';
  if (!/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(text.email.trim())) {
    faults.email = 'Give an e-mail address like name@company.com.';
  }
  if (!/^[0-9A-Za-z*#]{0,32}$/.test(text.extension.trim())) {
    faults.extension = 'An extension has digits or letters only.';
  }
  if (text.channels.length === 0) faults.channels = 'Choose at least one, or deactivate the person.';
  const bad = linesOf(text.numbers).find((line) => !/^\+\d{7,15}$/.test(normalNumber(line)));
  if (bad !== undefined) faults.numbers = `${bad} is not a whole number with its country code, like +12025550101.`;
  return faults;
}

export function draftOf(text: PersonText): PersonDraft {
  const [team, extension] = [text.team.trim(), text.extension.trim()];
  return {
    displayName: text.displayName.trim(),
    email: text.email.trim(),
    role: text.role,
    channels: channelsOf(text),
    numbers: numbersOf(text),
    ...(team === '' ? {} : { team }),
    ...(extension === '' ? {} : { extension }),
  };
}

/** Only what differs, so that two admins who change different things do not undo each other. */
export function patchOf(person: Person, text: PersonText): PersonPatch {
  const before = draftOf(textOf(person));
  const after = draftOf(text);
  const patch: Record<string, unknown> = {};
  for (const key of ['displayName', 'email', 'role', 'channels', 'numbers', 'team', 'extension'] as const) {
    if (JSON.stringify(before[key]) !== JSON.stringify(after[key])) patch[key] = after[key] ?? null;
  }
  return patch;
}

/** All channels are written as none, so that a channel that is added later is covered too. */
function channelsOf({ channels }: PersonText): string[] {
  return channelsOfCalls.every((channel) => channels.includes(channel)) ? [] : [...channels];
}

function numbersOf({ numbers }: PersonText): string[] {
  return [...new Set(linesOf(numbers).map(normalNumber))];
}

function linesOf(text: string): string[] {
  return text
    .split(/[\n,;]/)
    .map((line) => line.trim())
    .filter(Boolean);
}
