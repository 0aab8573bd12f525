import { Hono } from 'hono';
import { contextOf } from './context.ts';
import { AppError } from './core/errors.ts';
import type { Counters } from './events.ts';
import { answerDocument } from './document.ts';
import { authorize } from './middleware/authorize.ts';
import { deviceProof } from './middleware/device-proof.ts';
import { answerProblem } from './middleware/problem.ts';
import { rateLimit } from './middleware/rate-limit.ts';
import { requestId } from './middleware/request-id.ts';
import { secureHeaders } from './middleware/secure-headers.ts';
import { routeTable } from './route-table.ts';
import type { AppEnv, Ask } from './route.ts';

/** Middleware order and mounts, nothing else. */
export function createApp(counters: Counters): Hono<AppEnv> {
  const app = new Hono<AppEnv>();
  app.use(async function buildContext(c, next) {
    c.set('context', contextOf(c.env, counters));
    await next();
  });
  app.use(secureHeaders());
  app.use(requestId());
  for (const { method, path, access, rate, knowsDevice, answer } of routeTable) {
    const limit = rate === undefined ? [] : [rateLimit(rate)];
    const device = knowsDevice === true ? [deviceProof()] : [];
    app.on(method, path, authorize(access), ...limit, ...device, (c) => answer(c));
  }
  app.all('/api/*', refuseUnknown);
  app.all('/scim/*', refuseUnknown);
  app.all('*', answerDocument);
  app.onError(answerProblem);
  return app;
}

/** A path that exists for another method is 405 with Allow (RFC 9110 §15.5.6), else there is nothing. */
function refuseUnknown(c: Ask): Response {
  const methods = routeTable.filter(({ path }) => matches(path, c.req.path)).map(({ method }) => method);
  if (methods.length === 0) throw new AppError('not-found');
  c.header('Allow', [...new Set(methods)].join(', '));
  throw new AppError('method-not-allowed');
}

function matches(pattern: string, path: string): boolean {
  const [wanted, given] = [pattern.split('/'), path.split('/')];
  return wanted.length === given.length && wanted.every((part, i) => part.startsWith(':') || part === given[i]);
}
