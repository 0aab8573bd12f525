import { cutMs, dailyCap, halfLifeMs } from './feature.ts';
import { exp2 } from './exact-math.ts';

/**
 * Forward decay (Cormode, Shkapenyuk, Srivastava, Xu 2009): a sighting at t adds 2^((t - landmark) / half-life), and
 * the sum times 2^((landmark - now) / half-life) is the decayed count of now. Counting stays an addition, so neither
 * the order nor the moment of arrival matters. In a double it lasts for more than a century.
 */
const landmarkMs = Date.UTC(2026, 0, 1);

/** Stored counts of one value of one feature, for one person, team or tenant. */
export type Tally = {
  weight: number;
  uses: number;
  /** In a total: weight of the sightings that were new to their person. */
  fresh: number;
  day: number;
  dayWeight: number;
  firstAtMs: number;
  lastAtMs: number;
};

/** One sighting, or several of one day taken together. */
export type Sighting = { atMs: number; times: number; fresh: boolean };

export function growthAt(atMs: number): number {
  return exp2((atMs - landmarkMs) / halfLifeMs);
}

export function dayOf(atMs: number): number {
  return Math.floor(atMs / 86_400_000);
}

/** Decayed count at a moment. */
export function countAt(weight: number, nowMs: number): number {
  return weight / growthAt(nowMs);
}

export function isForgotten(tally: Pick<Tally, 'lastAtMs'>, nowMs: number): boolean {
  return nowMs - tally.lastAtMs > cutMs;
}

/** Adds a sighting. Of one day at most `dailyCap` count; a total (`cap` infinite) takes what its values took. */
export function addSighting(tally: Tally | undefined, seen: Sighting, cap = dailyCap): Tally {
  const day = dayOf(seen.atMs);
  const growth = growthAt(seen.atMs);
  const used = tally?.day === day ? tally.dayWeight : 0;
  const counted = Math.max(0, Math.min(seen.times, cap - used));
  const newer = tally === undefined || day >= tally.day;
  return {
    weight: (tally?.weight ?? 0) + counted * growth,
    uses: (tally?.uses ?? 0) + 1,
    fresh: (tally?.fresh ?? 0) + (seen.fresh ? growth : 0),
    day: newer ? day : tally.day,
    dayWeight: newer ? used + counted : tally.dayWeight,
    firstAtMs: Math.min(tally?.firstAtMs ?? seen.atMs, seen.atMs),
    lastAtMs: Math.max(tally?.lastAtMs ?? seen.atMs, seen.atMs),
  };
}
