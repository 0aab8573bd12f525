import { cutMs } from '../core/feature.ts';

const dayMs = 86_400_000;

/**
 * Removes what has no use any more: values of profiles that are forgotten (requirements C.4 item 2), the keys of lessons
 * that are too old to be given again, attempts to sign in, and sign-ins, ceremonies and rates that are over. Idempotent.
 */
export function sweepStatements(d1: D1Database, nowMs: number): D1PreparedStatement[] {
  return [
    d1.prepare('delete from baseline where last_at_ms < ?').bind(nowMs - cutMs),
    // A day more than a lesson may be old, for clocks that differ.
    d1.prepare('delete from learned where at_ms < ?').bind(nowMs - cutMs - dayMs),
    d1.prepare('delete from sign_in_attempt where at_ms < ?').bind(nowMs - dayMs),
    d1.prepare('delete from sign_in where expires_at_ms < ?').bind(nowMs - dayMs),
    d1.prepare('delete from ceremony where expires_at_ms < ?').bind(nowMs - dayMs),
  ];
}

/** Runs by itself once a day (`wrangler.toml`), and whenever the system is set up. */
export async function sweep(d1: D1Database, nowMs: number): Promise<void> {
  await d1.batch(sweepStatements(d1, nowMs));
}
