import type { ComparedFeature } from './feature.ts';

/** Where somebody is, as far as his network tells. */
export type Place = {
  latitude: number;
  longitude: number;
  radiusKm: number;
  atMs: number;
  /** The address says where an exit is, not where the person is: VPN, company egress, mobile carrier. */
  isExit: boolean;
};

/**
 * What is seen when a protected person begins a call, joins or signs in. What a channel cannot see is absent: no
 * evidence, never "safe".
 */
export type Observation = {
  atMs: number;
  values: Partial<Record<ComparedFeature, string>>;
  place?: Place;
  /** Whom he meets or calls: person id or number. */
  contact?: string;
  /** Failed attempts and successful sign-ins of the last minutes, this one not counted. */
  attempts?: { failed: number; succeeded: number };
};

/** Decayed counts of the observed value, of all values, and of what was new, at the moment of the observation. */
export type Counts = { count: number; total: number; fresh: number };

export type ValueCounts = {
  person: Counts;
  /** Team and tenant, the person himself included. */
  team: Counts;
  tenant: Counts;
};

/** What is known beforehand, as much of it as the observation needs. */
export type Baseline = {
  /** Decayed number of sessions learned from. */
  history: number;
  /** Their number undecayed, as long as the last of them still counts: a profile at rest keeps its owner protected. */
  sessions: number;
  values: Partial<Record<ComparedFeature, ValueCounts>>;
  /** Decayed counts by hour of the week (UTC), 168 of them. */
  hours?: readonly number[];
  lastPlace?: Place;
  contact?: ContactCounts;
};

export type ContactCounts = {
  known: boolean;
  /** Sightings of contacts, and contacts seen once. */
  total: number;
  singles: number;
  /** For each person who knows both sides: with how many he talks. */
  commonDegrees: readonly number[];
};

export const nothingKnown: Baseline = { history: 0, sessions: 0, values: {} };
