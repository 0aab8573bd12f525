import type { CallOpening } from '#core/event';
import type { ClaimedIdentity } from './sip/identity.ts';

/** The part of an incoming SIP call that an opening is made of. */
export type OfferedCall = {
  readonly from: ClaimedIdentity;
  readonly to: { readonly user: string; readonly host: string };
  readonly remote: { readonly address: string; readonly port: number; readonly transport: string };
  readonly userAgent: string;
  readonly callId: string;
  header(name: string): string | undefined;
};

/** Carries a drill's mark; opaque here, judged by the edge. */
export const drillHeader = 'X-Countersign-Drill';

const text = (value: string | undefined, max: number): string | undefined =>
  value === undefined || value === '' ? undefined : value.slice(0, max);

/** What the edge is asked before anybody's phone rings. */
export function callOpening(
  call: OfferedCall,
  ids: { gatewayId: string; sessionId: string; participantId: string },
  facts: { atMs: number; codec: string },
): CallOpening {
  const { from } = call;
  const displayName = text(from.displayName.trim(), 128);
  const number = from.anonymous ? undefined : text(from.e164 ?? from.user, 64);
  const userAgent = text(call.userAgent, 256);
  const drillMark = text(call.header(drillHeader), 2048);
  return {
    ...ids,
    channel: 'phone',
    atMs: facts.atMs,
    from: {
      ...(displayName !== undefined && { displayName }),
      ...(number !== undefined && { number }),
      asserted: from.source !== 'from',
      ...attestationOf(from),
    },
    to: { user: call.to.user.slice(0, 64), host: call.to.host.slice(0, 255) },
    facts: {
      leg: 'sip',
      binding: earlyBinding(call),
      remoteAddress: call.remote.address.slice(0, 64),
      codec: facts.codec,
      ...(userAgent !== undefined && { userAgent }),
    },
    ...(drillMark !== undefined && { drillMark }),
  };
}

/** Verification that failed outweighs any letter (3GPP TS 24.229 §7.2A.20, ATIS-1000074 §5.2.3). */
function attestationOf({ verstat, attestation }: ClaimedIdentity): Pick<CallOpening['from'], 'attestation'> {
  if (/^TN-Validation-Failed/i.test(verstat ?? '')) return { attestation: 'failed' };
  const letter = (/^TN-Validation-Passed-([ABC])$/i.exec(verstat ?? '')?.[1] ?? attestation ?? '').trim().toUpperCase();
  return letter === 'A' || letter === 'B' || letter === 'C' ? { attestation: letter } : {};
}

/** Before the answer the dialog has no tag of ours yet; Call-ID, the caller's tag and his address name it already. */
function earlyBinding(call: OfferedCall): string {
  const tag = /;\s*tag=([^;\s]+)/i.exec(call.header('From') ?? '')?.[1] ?? '';
  const remote = `${call.remote.transport}:${call.remote.address}:${call.remote.port}`;
  const fields = [call.callId, tag, remote].map(encodeURIComponent);
  return `sip;call-id=${fields[0]};caller-tag=${fields[1]};remote=${fields[2]}`.slice(0, 512);
}

/** How others see the caller: what he says, else his number. */
export function callerName(opening: CallOpening): string {
  return opening.from.displayName ?? opening.from.number ?? 'Unknown caller';
}
