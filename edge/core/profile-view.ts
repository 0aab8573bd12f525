import { allFeatures, cutMs, staleMs, usableFrom, type Feature } from './feature.ts';
import { countAt } from './tally.ts';

export type ProfileState = 'learning' | 'usable' | 'stale';

export type ProfileValue = {
  value: string;
  label: string;
  /** Decayed, as of now. */
  count: number;
  firstAtMs: number;
  lastAtMs: number;
  source: string;
};

export type ProfileFeature = {
  feature: Feature;
  state: ProfileState;
  count: number;
  firstAtMs?: number;
  lastAtMs?: number;
  values: ProfileValue[];
};

/** A number on file. What is not known of it is absent: unknown is not "clean". */
export type ProfileNumber = {
  number: string;
  source: 'setup' | 'admin' | 'directory' | 'scim';
  addedAtMs: number;
  verifiedAtMs?: number;
  lineType: string;
  simChangedAtMs?: number;
  forwarded?: boolean;
};

/** What is usual for one person, as far as it was learned, and what is on file of his numbers. */
export type ProfileView = {
  personId: string;
  state: ProfileState;
  /** Decayed number of sessions and sign-ins it was learned from. */
  sessions: number;
  features: ProfileFeature[];
  numbers: ProfileNumber[];
  /** Of the last 24 hours. */
  signIns: { failed: number; succeeded: number };
  asOfMs: number;
};

export type BaselineRow = {
  feature: string;
  value: string;
  weight: number;
  firstAtMs: number;
  lastAtMs: number;
  source: string;
};

export type StoredProfile = Pick<ProfileView, 'personId' | 'numbers' | 'signIns'> & { rows: readonly BaselineRow[] };

/** Rows of one person's baseline as people read them. Values not seen for 180 days are left out, as they count no more. */
export function profileViewOf(
  { personId, rows, ...stored }: StoredProfile,
  nowMs: number,
  nameOf: (personId: string) => string | undefined,
): ProfileView {
  const features = allFeatures.map((feature) => featureOf(feature, rows, nowMs, nameOf));
  // Whatever is learned teaches an hour, so hours count the sessions.
  const hours = features.find(({ feature }) => feature === 'hour');
  return {
    personId,
    state: hours?.state ?? 'learning',
    sessions: hours?.count ?? 0,
    features: features.filter(({ values }) => values.length > 0),
    ...stored,
    asOfMs: nowMs,
  };
}

function featureOf(
  feature: Feature,
  rows: readonly BaselineRow[],
  nowMs: number,
  nameOf: (personId: string) => string | undefined,
): ProfileFeature {
  const values = rows
    .filter((row) => row.feature === feature && row.value !== '' && nowMs - row.lastAtMs <= cutMs)
    .map(({ value, weight, firstAtMs, lastAtMs, source }) => {
      const label = labelOf(feature, value, nameOf);
      return { value, label, count: countAt(weight, nowMs), firstAtMs, lastAtMs, source };
    })
    .sort((a, b) => b.count - a.count || (a.value < b.value ? -1 : 1));
  const count = values.reduce((sum, one) => sum + one.count, 0);
  if (values.length === 0) return { feature, state: 'learning', count, values };
  const firstAtMs = Math.min(...values.map((one) => one.firstAtMs));
  const lastAtMs = Math.max(...values.map((one) => one.lastAtMs));
  const state = stateOf(count, lastAtMs, nowMs);
  return { feature, state, count, firstAtMs, lastAtMs, values };
}

function stateOf(count: number, lastAtMs: number, nowMs: number): ProfileState {
  if (nowMs - lastAtMs > staleMs) return 'stale';
  return count < usableFrom ? 'learning' : 'usable';
}

const days = ['Thu', 'Fri', 'Sat', 'Sun', 'Mon', 'Tue', 'Wed'];

/** Hashes and keys: enough of them to tell one from another. */
const opaque: ReadonlySet<Feature> = new Set(['device-key', 'passkey', 'network-prefix']);

function labelOf(feature: Feature, value: string, nameOf: (personId: string) => string | undefined): string {
  if (opaque.has(feature)) return `…${value.slice(-8)}`;
  if (feature === 'contact') return nameOf(value) ?? value;
  if (feature === 'network-asn') return `AS${value}`;
  if (feature !== 'hour') return value;
  const hour = Number(value);
  return `${days[Math.floor(hour / 24)] ?? '?'} ${String(hour % 24).padStart(2, '0')}:00 UTC`;
}
