import type { MiddlewareHandler } from 'hono';
import { AppError } from '../core/errors.ts';
import type { Access, AppEnv, Ask, SignedIn } from '../route.ts';
import { firstTenantId } from '../store/queries/people.ts';
import { bearerOf, directoryBy, hasKey, signedInBy } from './authenticate.ts';

/** Lets in whom the route's table names, and nobody else. Sets `signedIn` for routes that are open to roles. */
export function authorize(access: Access): MiddlewareHandler<AppEnv> {
  return async function checkAccess(c, next) {
    c.set('signedIn', undefined);
    if (access.key === 'scim') {
      c.set('signedIn', await directoryBy(c));
      return next();
    }
    if (access.key !== undefined) {
      if (!hasKey(c, access.key)) throw new AppError(access.key === 'gateway' ? 'bad-gateway-key' : 'not-signed-in');
      return next();
    }
    if (access.setupKeyToo === true && bearerOf(c) !== undefined) {
      c.set('signedIn', await setupOperator(c));
      return next();
    }
    checkOrigin(c);
    const signedIn = await signedInBy(c);
    if (access.roles !== undefined && signedIn === undefined) throw new AppError('not-signed-in');
    if (access.roles !== undefined && signedIn !== undefined && !access.roles.includes(signedIn.person.role)) {
      throw new AppError('not-allowed');
    }
    c.set('signedIn', signedIn);
    return next();
  };
}

/** Cookies travel by themselves, so whatever changes something, and every socket, must come from our own pages. */
function checkOrigin(c: Ask): void {
  const isSocket = c.req.header('upgrade')?.toLowerCase() === 'websocket';
  if (c.req.method === 'GET' && !isSocket) return;
  if (c.req.header('origin') !== c.get('context').config.origin) throw new AppError('wrong-origin');
}

async function setupOperator(c: Ask): Promise<SignedIn> {
  if (!hasKey(c, 'setup')) throw new AppError('not-signed-in');
  const tenantId = await firstTenantId(c.get('context').db);
  if (tenantId === undefined) throw new AppError('not-found', 'Set the tenant up first.');
  return {
    person: { id: 'setup', displayName: 'Setup', email: '', role: 'operator' },
    tenant: { id: tenantId, name: '' },
  };
}
