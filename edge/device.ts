import { hashOf } from './bytes.ts';
import { deviceCookie, readCookie } from './cookies.ts';
import type { Ask } from './route.ts';

/** What this browser is known by: the key that it has shown to hold, else the hash of its cookie. */
export function deviceOf(c: Ask): string | undefined {
  const cookie = readCookie(c, 'cs-device');
  return c.get('deviceProof')?.device ?? (cookie === undefined ? undefined : hashOf(cookie));
}

/** The same, and a cookie for a browser that has none: it stands in when the browser cannot reach its key. */
export function nameDevice(c: Ask): string {
  const cookie = deviceCookie(c);
  return c.get('deviceProof')?.device ?? hashOf(cookie);
}
