import * as v from 'valibot';
import { decodeBase64Url, encodeBase64Url, isSameSecret } from './bytes.ts';
import { idSchema } from './core/ids.ts';
import { sign } from './keys.ts';

const markSchema = v.object({ drillId: idSchema('drl'), callee: v.string(), expMs: v.number() });
export type DrillMark = v.InferOutput<typeof markSchema>;
export const drillMarkTtlMs = 2 * 60_000;

/** The mark a drill's INVITE carries. Only the edge can make one: `base64url(claims).base64url(HMAC-SHA-256)`. */
export function makeDrillMark(key: Uint8Array, claims: DrillMark): string {
  const body = encodeBase64Url(new TextEncoder().encode(JSON.stringify(claims)));
  return `${body}.${encodeBase64Url(sign(key, body))}`;
}

/** The claims of a mark that is ours, in time and for this callee; else the reason why it does not count. */
export function readDrillMark(
  key: Uint8Array,
  mark: string,
  expected: { callee: string; nowMs: number },
): { ok: true; drillId: string } | { ok: false; reason: 'forged' | 'expired' | 'other-callee' } {
  const [body = '', signature = '', ...rest] = mark.split('.');
  const isOurs = rest.length === 0 && isSameSecret(signature, encodeBase64Url(sign(key, body)));
  const claims = isOurs ? parseClaims(body) : undefined;
  if (claims === undefined) return { ok: false, reason: 'forged' };
  if (expected.nowMs >= claims.expMs) return { ok: false, reason: 'expired' };
  return claims.callee === expected.callee
    ? { ok: true, drillId: claims.drillId }
    : { ok: false, reason: 'other-callee' };
}

function parseClaims(body: string): DrillMark | undefined {
  try {
    const claims = v.safeParse(markSchema, JSON.parse(new TextDecoder().decode(decodeBase64Url(body))));
    return claims.success ? claims.output : undefined;
  } catch {
    return undefined;
  }
}
