import { cosDegrees, exp, ln } from './exact-math.ts';

export const hoursOfWeek = 168;
const background = 0.2;
const bounds = { lowest: -0.5, highest: 1 };
const besselI0Of10 = 2815.716628466254;

/** Von Mises bump of concentration 10 on the circle of the week, relative to the uniform density. */
const bumps = Array.from(
  { length: hoursOfWeek },
  (_, lag) => exp(10 * cosDegrees((lag * 360) / hoursOfWeek)) / besselI0Of10,
);

/** Hour of the week in UTC, 0 to 167, from Thursday 1970-01-01. */
export function hourOfWeek(atMs: number): number {
  return Math.floor(atMs / 3_600_000) % hoursOfWeek;
}

/**
 * How unusual the hour is (nats), against an attacker who comes at any hour (requirements C.4 item 3). The table of
 * counts is smoothed over the circle; bounded to -0.5 and +1, because nights hardly tell attacks from work (C.3).
 */
export function compareHour(counts: readonly number[], hour: number): number {
  let [total, near] = [0, 0];
  for (let i = 0; i < hoursOfWeek; i += 1) {
    const count = counts[i] ?? 0;
    total += count;
    near += count * (bumps[(hour - i + hoursOfWeek) % hoursOfWeek] ?? 0);
  }
  if (!(total > 0)) return 0;
  const density = ((1 - background) * near) / total + background;
  return Math.min(bounds.highest, Math.max(bounds.lowest, -ln(density)));
}
