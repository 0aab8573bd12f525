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

export const outcomeWords: Record<ImportOutcome, { label: string; will: string; tone: Tone; icon: IconName }> = {
  added: { label: 'Added', will: 'Will be added', tone: 'positive', icon: 'plus' },
  updated: { label: 'Updated', will: 'Will be updated', tone: 'info', icon: 'refresh' },
  skipped: { label: 'Skipped', will: 'Will be skipped', tone: 'neutral', icon: 'chevron-right' },
  refused: { label: 'Refused', will: 'Will be refused', tone: 'critical', icon: 'x-circle' },
};

export const importWords: Record<ImportKind, { label: string; columns: string; example: string }> = {
  people: {
    label: 'People',
    columns:
      'The first row names the columns: Email; and, where you have them, Name, Team, Role, Numbers, Extension, Channels.',
    example: 'Email,Name,Team,Numbers\nfinance.lead@company.example,Finance Lead,Finance,+12025550101;+12025550111',
  },
  numbers: {
    label: 'Numbers',
    columns: 'The first row names the columns: Email, Number; and, where you have them, LineType, VerifiedAt.',
    example: 'Email,Number,LineType\nfinance.lead@company.example,+12025550101,mobile',
  },
};

export const roleHints = {
  admin: 'Changes people, policy and channels.',
  operator: 'Watches calls and acts in them.',
  auditor: 'Reads everything, changes nothing.',
  employee: 'Is protected; uses no console.',
} as const;
