import type { MiddlewareHandler } from 'hono';
import { AppError } from '../core/errors.ts';
import { verifyDeviceProof } from '../dpop.ts';
import type { AppEnv } from '../route.ts';

/**
 * Takes the proof of the browser's key, for routes by which a device is recognised. Without one the cookie names the
 * browser; a wrong one is refused before anything is done, so the page may ask again with a better one, or with none.
 */
export function deviceProof(): MiddlewareHandler<AppEnv> {
  return async function takeProof(c, next) {
    const given = c.req.header('dpop');
    if (given === undefined) return next();
    const { config, nowMs } = c.get('context');
    const proven = { method: c.req.method, url: config.origin + new URL(c.req.url).pathname, nowMs: nowMs() };
    try {
      c.set('deviceProof', await verifyDeviceProof(given, proven));
    } catch (cause) {
      // Our clock, by which a page whose own is wrong makes the next one (RFC 9110 §6.6.1).
      if (cause instanceof AppError) c.header('Date', new Date(proven.nowMs).toUTCString());
      throw cause;
    }
    return next();
  };
}
