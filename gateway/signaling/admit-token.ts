import { errors, jwtDecrypt } from 'jose';
import * as v from 'valibot';
import { type JoinClaims, joinClaimsSchema, passEncryption, passKeyOf } from '#core/token';
import type { Clock } from '../legs/rtp/clock.ts';

export type TokenRefusal = 'token-invalid' | 'token-expired' | 'token-used';
export type AdmitToken = (
  token: string,
) => Promise<{ ok: true; claims: JoinClaims } | { ok: false; code: TokenRefusal }>;

/**
 * Opens passes: encrypted JWT (RFC 7516, 7519), one algorithm alone (RFC 8725 §3.1), audience and expiry, each `jti`
 * once. It needs nothing of the edge, so people are admitted while that is away.
 */
export function createAdmitToken(deps: { gatewayKey: string; clock: Clock }): AdmitToken {
  const key = passKeyOf(Buffer.from(deps.gatewayKey, 'base64url'));
  const used = new Map<string, number>();

  /** One step without a wait in between, so two sockets with one pass cannot both win. */
  function consume(claims: JoinClaims, nowMs: number): boolean {
    for (const [jti, expiresMs] of used) if (expiresMs < nowMs) used.delete(jti);
    if (used.has(claims.jti)) return false;
    used.set(claims.jti, claims.exp * 1000 + 1000);
    return true;
  }

  return async (token) => {
    const nowMs = deps.clock.nowMs();
    try {
      const { payload } = await jwtDecrypt(token, key, {
        keyManagementAlgorithms: [passEncryption.alg],
        contentEncryptionAlgorithms: [passEncryption.enc],
        audience: 'gateway',
        requiredClaims: ['exp', 'jti', 'sub'],
        currentDate: new Date(nowMs),
      });
      const claims = v.safeParse(joinClaimsSchema, payload);
      if (!claims.success) return { ok: false, code: 'token-invalid' };
      return consume(claims.output, nowMs) ? { ok: true, claims: claims.output } : { ok: false, code: 'token-used' };
    } catch (error) {
      return { ok: false, code: error instanceof errors.JWTExpired ? 'token-expired' : 'token-invalid' };
    }
  };
}
