import { atanQuotient, cosDegrees, ln, sinDegrees } from './exact-math.ts';
import type { Place } from './observation.ts';

const earthRadiusKm = 6371;
const shortestKm = 100;
const airlinerKmh = 900;
const mostNats = 4;

/** Great-circle distance in kilometres (haversine). */
export function distanceKm(a: Pick<Place, 'latitude' | 'longitude'>, b: Pick<Place, 'latitude' | 'longitude'>): number {
  const [north, east] = [sinDegrees((a.latitude - b.latitude) / 2), sinDegrees((a.longitude - b.longitude) / 2)];
  const h = Math.min(1, north * north + cosDegrees(a.latitude) * cosDegrees(b.latitude) * east * east);
  return 2 * earthRadiusKm * atanQuotient(Math.sqrt(h), Math.sqrt(1 - h));
}

export type Journey = { llrNats: number; km: number; kmh: number };

/**
 * A journey that no airliner makes speaks against him: 2 ln(v / 900 km/h), 0 to 4 nats (requirements C.4 item 4).
 * An exit of a VPN or a carrier says nothing about where he is.
 */
export function compareTravel(from: Place, to: Place): Journey | undefined {
  if (from.isExit || to.isExit) return undefined;
  const km = distanceKm(from, to);
  if (!(km >= shortestKm)) return undefined;
  const hours = Math.max(60_000, Math.abs(to.atMs - from.atMs)) / 3_600_000;
  const kmh = Math.max(0, km - from.radiusKm - to.radiusKm) / hours;
  const llrNats = kmh > 0 ? Math.min(mostNats, Math.max(0, 2 * ln(kmh / airlinerKmh))) : 0;
  return { llrNats, km, kmh };
}
