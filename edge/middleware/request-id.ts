import type { MiddlewareHandler } from 'hono';
import type { AppEnv } from '../route.ts';
import { newToken } from '../random.ts';

/** Every reply names its request; a caller's own id is kept when it is harmless in a log. */
export function requestId(): MiddlewareHandler<AppEnv> {
  return async function nameRequest(c, next) {
    const given = c.req.header('x-request-id');
    const id = given !== undefined && /^[A-Za-z0-9_.-]{8,64}$/.test(given) ? given : newToken(12);
    c.set('requestId', id);
    await next();
    if (c.res.status !== 101) c.res.headers.set('X-Request-Id', id);
  };
}
