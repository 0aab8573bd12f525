import type { MiddlewareHandler } from 'hono';
import { AppError } from '../core/errors.ts';
import type { AppEnv, Rate } from '../route.ts';
import { countUse } from '../store/queries/rates.ts';

/** Counts in the database, so that every edge node counts the same (the platform's own limiter does not). */
export function rateLimit(rate: Rate): MiddlewareHandler<AppEnv> {
  return async function countRequest(c, next) {
    const { db, nowMs } = c.get('context');
    const who = c.get('signedIn')?.person.id ?? c.req.header('cf-connecting-ip') ?? 'local';
    const { count, windowStartMs } = await countUse(db, `${rate.name} ${who}`, nowMs(), rate.windowMs);
    if (count > rate.limit) {
      c.header('Retry-After', String(Math.max(1, Math.ceil((windowStartMs + rate.windowMs - nowMs()) / 1000))));
      throw new AppError('too-many-requests');
    }
    return next();
  };
}
