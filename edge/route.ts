import type { Context as HonoContext } from 'hono';
import type { SessionRole } from './core/view.ts';
import type { Viewer } from './core/session.ts';
import type { Context } from './context.ts';
import type { DeviceProof } from './dpop.ts';
import type { Env } from './env.ts';

export type SignedIn = {
  person: { id: string; displayName: string; email: string; role: SessionRole; extension?: string };
  tenant: { id: string; name: string };
  /** Hash of the cookie, absent for the setup key. */
  signInHash?: string;
  /** With what the cookie was made. */
  made?: { deviceKey: string | null; provedAtMs: number; teamId: string | null };
};

export type AppEnv = {
  Bindings: Env;
  Variables: {
    context: Context;
    requestId: string;
    signedIn: SignedIn | undefined;
    deviceProof: DeviceProof | undefined;
  };
};
export type Ask = HonoContext<AppEnv>;

/** Who may use a route: roles by cookie, or a bearer key; `scim` is one of those that a tenant's admins make. No roles and no key: everybody. */
export type Access = {
  roles?: readonly SessionRole[];
  key?: 'gateway' | 'setup' | 'scim';
  /** The setup key acts as an operator. */
  setupKeyToo?: boolean;
};

export type Rate = { name: string; limit: number; windowMs: number };

export type Route = {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  path: string;
  access: Access;
  rate?: Rate;
  /** A device is recognised here, by the key it holds where it proves that (`DPoP`, RFC 9449). */
  knowsDevice?: true;
  answer: (c: Ask) => Response | Promise<Response>;
};

export const anyone: Access = {};
export const everyRole = ['admin', 'operator', 'auditor', 'employee'] as const;
export const consoleRoles = ['admin', 'operator', 'auditor'] as const;

/** Names the sign-in of a request among sockets; tags are short, so it is the beginning of its hash. */
export function signInTag(c: Ask): string {
  return c.get('signedIn')?.signInHash?.slice(0, 32) ?? 'page';
}

export function viewerOf(c: Ask): Viewer {
  const signedIn = c.get('signedIn');
  if (signedIn === undefined) throw new TypeError('a route that needs a viewer must ask for roles');
  const { id: personId, displayName, role } = signedIn.person;
  return { personId, displayName, role, tenantId: signedIn.tenant.id };
}
