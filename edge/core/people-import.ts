import * as v from 'valibot';
import { columnsOf, readCell, splitCell, type CsvRow, type CsvTable } from './csv.ts';
import { cleanName } from './identity.ts';
import { refusedLine, skippedLine } from './import-report.ts';
import {
  channelSchema,
  displayNameSchema,
  emailSchema,
  extensionSchema,
  isInDomains,
  mostNumbers,
  numberSchema,
  personRoles,
  protectedChannels,
  roleSchema,
  teamNameSchema,
  type PersonFields,
} from './person.ts';
import type { ImportCode, ImportLine } from './view.ts';

/** What is on file already, for the comparison. */
export type OnFile = {
  domains: readonly string[];
  /** Person by address, in lower case. */
  emails: ReadonlyMap<string, string>;
  extensions: ReadonlySet<string>;
  /** Owner by number. */
  numbers: ReadonlyMap<string, string>;
};

type Column = 'Email' | 'Name' | 'Team' | 'Channels' | 'Numbers' | 'Extension' | 'Role';
const wanted: Record<Column, readonly string[]> = {
  Email: ['email', 'emailaddress', 'mail'],
  Name: ['name', 'displayname', 'fullname'],
  Team: ['team', 'department', 'group'],
  Channels: ['channels', 'channel'],
  Numbers: ['numbers', 'number', 'phone', 'phones'],
  Extension: ['extension', 'ext'],
  Role: ['role'],
};

/** Every name that one of them may go by. */
export const peopleColumns: ReadonlySet<string> = new Set(Object.values(wanted).flat());

export type PeoplePlan = { lines: ImportLine[]; people: PersonFields[] };
type Plan = { ok: true; value: PeoplePlan } | { ok: false; reason: string };

/** Decides about every row of a file of people, in the order of the file; the good ones can then be added all at once. */
export function planPeople({ header, rows }: CsvTable, onFile: OnFile): Plan {
  const columns = columnsOf(header, wanted, ['Email']);
  if (!columns.ok) return columns;
  const taken = {
    emails: new Map<string, number>(),
    numbers: new Map<string, number>(),
    extensions: new Map<string, number>(),
  };
  const plan: PeoplePlan = { lines: [], people: [] };
  for (const row of rows) {
    const cell = (column: Column): string => row.cells[columns.indexOf.get(column) ?? -1] ?? '';
    const judged = judgeRow(row, cell, onFile, taken, header.length);
    if ('outcome' in judged) {
      plan.lines.push(judged);
      continue;
    }
    taken.emails.set(judged.email, row.line);
    for (const number of judged.numbers) taken.numbers.set(number, row.line);
    if (judged.extension !== null) taken.extensions.set(judged.extension, row.line);
    plan.people.push(judged);
    plan.lines.push({ line: row.line, outcome: 'added', code: 'added', reason: 'Added.' });
  }
  return { ok: true, value: plan };
}

type Taken = Record<'emails' | 'numbers' | 'extensions', ReadonlyMap<string, number>>;

function judgeRow(
  row: CsvRow,
  cell: (column: Column) => string,
  onFile: OnFile,
  taken: Taken,
  width: number,
): PersonFields | ImportLine {
  const { line } = row;
  if (row.fault !== undefined) return refusedLine(line, 'row-broken', row.fault);
  if (row.cells.length > width) return refusedLine(line, 'row-broken', 'The row has more cells than the header row.');
  const read = readFields(cell);
  if ('code' in read) return refusedLine(line, read.code, read.reason);
  const { email, numbers, extension } = read;
  if (!isInDomains(email, onFile.domains)) {
    return refusedLine(line, 'domain-not-allowed', `Addresses must end in ${onFile.domains.join(', ')}.`);
  }
  if (onFile.emails.has(email)) return skippedLine(line, 'on-file', 'This address is on file already.');
  const first = taken.emails.get(email);
  if (first !== undefined) return skippedLine(line, 'in-file', `This address stands in line ${first} already.`);
  const used = numbers.find((number) => onFile.numbers.has(number) || taken.numbers.has(number));
  if (used !== undefined) return refusedLine(line, 'number-taken', `${used} belongs to somebody else.`);
  if (extension !== null && (onFile.extensions.has(extension) || taken.extensions.has(extension))) {
    return refusedLine(line, 'extension-taken', `Extension ${extension} belongs to somebody else.`);
  }
  return read;
}

type Fault = { code: ImportCode; reason: string };

function readFields(cell: (column: Column) => string): PersonFields | Fault {
  const written = readCell(cell('Email'));
  if (written === '') return { code: 'email-missing', reason: 'Email is empty.' };
  const email = v.safeParse(emailSchema, written);
  if (!email.success) return { code: 'email-invalid', reason: 'Email is not an address.' };
  const name = readCell(cell('Name'));
  const displayName = v.safeParse(displayNameSchema, name === '' ? nameFrom(email.output) : name);
  if (!displayName.success) return { code: 'name-invalid', reason: 'Name has no letters, or more than 256.' };
  const team = v.safeParse(v.union([v.literal(''), teamNameSchema]), readCell(cell('Team')));
  if (!team.success) return { code: 'team-invalid', reason: 'Team has no letters, or more than 256.' };
  const channels = v.safeParse(v.array(channelSchema), splitCell(cell('Channels')).map(foldChannel));
  if (!channels.success) {
    return { code: 'channel-unknown', reason: `Channels may be ${protectedChannels.join(', ')}.` };
  }
  const numbers = v.safeParse(v.pipe(v.array(numberSchema), v.maxLength(mostNumbers)), splitCell(cell('Numbers')));
  if (!numbers.success) {
    return { code: 'number-invalid', reason: 'Numbers must be international, such as +12025550100; at most 20.' };
  }
  const extension = v.safeParse(v.union([v.literal(''), extensionSchema]), readCell(cell('Extension')));
  if (!extension.success) return { code: 'extension-invalid', reason: 'Extension has 1 to 32 digits or letters.' };
  const role = v.safeParse(roleSchema, readCell(cell('Role')).toLowerCase() || 'employee');
  if (!role.success) return { code: 'role-unknown', reason: `Role may be ${personRoles.join(', ')}.` };
  return {
    email: email.output,
    displayName: displayName.output,
    role: role.output,
    team: team.output || null,
    channels: [...new Set(channels.output)],
    numbers: [...new Set(numbers.output)],
    extension: extension.output || null,
    active: true,
  };
}

/** `jane.doe@…` without a name is shown as "Jane Doe" until somebody writes a better one. */
function nameFrom(email: string): string {
  const words = cleanName(email.slice(0, email.lastIndexOf('@')).replace(/[._+-]+/g, ' ')).split(' ');
  return words.map((word) => word.slice(0, 1).toUpperCase() + word.slice(1)).join(' ') || email;
}

function foldChannel(channel: string): string {
  return channel.toLowerCase().replace(/[\s_]+/g, '-');
}
