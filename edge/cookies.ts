import { getCookie, setCookie } from 'hono/cookie';
import type { Ask } from './route.ts';

/** `__Host-` binds a cookie to this host and to https (RFC 6265bis §4.1.3.2); plain names only for http://localhost. */
function cookieName(c: Ask, name: string): string {
  return c.get('context').config.isHttps ? `__Host-${name}` : name;
}

export function readCookie(c: Ask, name: 'cs' | 'cs-device'): string | undefined {
  const value = getCookie(c, cookieName(c, name));
  return value !== undefined && /^[A-Za-z0-9_-]{43}$/.test(value) ? value : undefined;
}

/** An empty value with age 0 removes the cookie. */
export function writeCookie(c: Ask, name: 'cs' | 'cs-device', value: string, maxAgeSeconds: number): void {
  const { isHttps } = c.get('context').config;
  setCookie(c, cookieName(c, name), value, {
    path: '/',
    httpOnly: true,
    sameSite: 'Strict',
    secure: isHttps,
    maxAge: maxAgeSeconds,
  });
}

const deviceCookieSeconds = 180 * 24 * 3600;

/** Names this browser for half a year from its last use; made when it has none. */
export function deviceCookie(c: Ask): string {
  const device = readCookie(c, 'cs-device') ?? c.get('context').newToken();
  writeCookie(c, 'cs-device', device, deviceCookieSeconds);
  return device;
}
