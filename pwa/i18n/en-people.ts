import type { ImportKind, ImportOutcome } from '../data/console/people-api.ts';
import type { Tone } from '../ui/tone.ts';
import type { IconName } from '../ui/icon.tsx';

export type Protection = 'protected' | 'partly' | 'not-enrolled' | 'inactive';

/** How well a person is protected now, in words with a mark. */
export const protectionWords: Record<Protection, { label: string; why: string; tone: Tone; icon: IconName }> = {
  protected: { label: 'Protected', why: 'On every channel', tone: 'positive', icon: 'shield-check' },
  partly: { label: 'Protected in part', why: 'Not on every channel', tone: 'info', icon: 'shield' },
  'not-enrolled': { label: 'Not enrolled', why: 'Cannot answer a challenge yet', tone: 'caution', icon: 'alert' },
  inactive: { label: 'Deactivated', why: 'Cannot sign in and is not watched over', tone: 'neutral', icon: 'pause' },
};

type OutcomeWords = { label: string; will: string; tone: Tone; icon: IconName };

export const outcomeWords: Record<ImportOutcome, OutcomeWords> = {
  added: { label: 'Added', will: 'Will be added', tone: 'positive', icon: 'plus' },
  updated: { label: 'Updated', will: 'Will be updated', tone: 'info', icon: 'refresh' },
  skipped: { label: 'Skipped', will: 'Will be skipped', tone: 'neutral', icon: 'chevron-right' },
  refused: { label: 'Refused', will: 'Will be refused', tone: 'critical', icon: 'x-circle' },
};

/** A log puts nothing on file: profiles learn from it. */
export const lessonWords: Record<ImportOutcome, OutcomeWords> = {
  ...outcomeWords,
  added: { ...outcomeWords.added, label: 'Learned', will: 'Will be learned' },
};

export type ImportWords = {
  label: string;
  what: string;
  /** Columns without which the file is refused, and those that it may have. */
  needs: string;
  may: string;
  hint: string;
  example: string;
};

const severalHint = 'Several values in one cell are split by ; or |.';
const timeHint = 'Times need their zone, as in 2026-11-02T08:30:00Z or +01:00; seconds since 1970 do too.';

export const importWords: Record<ImportKind, ImportWords> = {
  people: {
    label: 'People',
    what: 'Puts people on file. Who is there already is skipped.',
    needs: 'Email',
    may: 'Name, Team, Role, Numbers, Extension, Channels',
    hint: severalHint,
    example: 'Email,Name,Team,Numbers\nfinance.lead@company.example,Finance Lead,Finance,+12025550101;+12025550111',
  },
  numbers: {
    label: 'Numbers',
    what: 'Adds phone numbers to people on file, with what the directory or the carrier says about each.',
    needs: 'Email, Number',
    may: 'LineType, VerifiedAt, SimChangedAt, Forwarded',
    hint: 'A SIM that changed lately and a number that is forwarded weigh against a caller; both may stay empty.',
    example:
      'Email,Number,LineType,VerifiedAt,SimChangedAt,Forwarded\nfinance.lead@company.example,+12025550101,mobile,2026-09-01,2026-11-20,no',
  },
  'sign-ins': {
    label: 'Sign-ins',
    what: 'Teaches from which networks and devices, with which browsers and at which hours people sign in. Logs of Entra ID, Okta and Google Workspace are read as they are exported.',
    needs: 'Time, Email, Result',
    may: 'IP, Country, ASN, User agent (or Browser and OS), Method, Device ID with Managed, Latitude, Longitude',
    hint: `${timeHint} A sign-in that failed teaches nothing.`,
    example:
      'Time,Email,Result,IP,Country,ASN,Browser,OS,Method\n2026-11-02T08:30:00Z,finance.lead@company.example,Success,198.51.100.7,DE,64500,Edge 140,Windows 11,Passkey',
  },
  calls: {
    label: 'Calls',
    what: 'Teaches who talks with whom by phone, and at which hours. Each protected side of a call learns from it.',
    needs: 'Time, From, To',
    may: 'Duration, Direction',
    hint: `From and To are numbers with country code, extensions or e-mail addresses. ${timeHint} A call that nobody took teaches nothing.`,
    example: 'Time,From,To,Duration\n2026-11-02T08:30:00Z,+12025550102,1001,185',
  },
  calendar: {
    label: 'Calendar',
    what: 'Teaches who meets whom, how many they are, and where. Events of Google Calendar and Microsoft Graph are read as they are.',
    needs: 'Start, Organizer, Attendees',
    may: 'Time zone (UTC), Location, Link, Status',
    hint: `Several attendees in one cell are split by ; or |. ${timeHint} A meeting that was cancelled teaches nothing.`,
    example:
      'Start,Organizer,Attendees,Location\n2026-11-02T08:30:00Z,finance.lead@company.example,chief.executive@company.example;legal@company.example,Room 2',
  },
};

export const roleHints = {
  admin: 'Changes people, policy and channels.',
  operator: 'Watches calls and acts in them.',
  auditor: 'Reads everything, changes nothing.',
  employee: 'Is protected; uses no console.',
} as const;
