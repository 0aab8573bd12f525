import { EncryptJWT } from 'jose';
import type { Admission } from './core/admit.ts';
import { joinTokenTtlSeconds, padded, passEncryption, type JoinClaims } from './core/token.ts';
import type { Context } from './context.ts';

/** Seals the pass with which a browser joins at the gateway. */
export async function sealPass(context: Context, admission: Admission): Promise<string> {
  const { participantId: sub, sessionId: sid, tenantId: tid, name, kind, hold, matchNumber, expiresAtMs } = admission;
  const claims: JoinClaims = {
    aud: 'gateway',
    sub,
    sid,
    tid,
    name,
    kind,
    protected: admission.protected,
    hold,
    ...(matchNumber === undefined ? {} : { matchNumber }),
    ...(expiresAtMs === undefined ? {} : { expiresAtMs }),
    exp: Math.floor(context.nowMs() / 1000) + joinTokenTtlSeconds,
    jti: context.newToken(16),
  };
  context.events.passIssued({ sessionId: sid, participantId: sub, hold });
  return new EncryptJWT(padded(claims)).setProtectedHeader(passEncryption).encrypt(context.passKey());
}
