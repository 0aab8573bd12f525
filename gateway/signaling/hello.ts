import { joinTokenTtlSeconds } from '#core/token';
import type { RtcRequest, RtcResults } from '#core/wire';
import type { EdgeState } from '../edge-client/receive-action.ts';
import type { Events } from '../events.ts';
import type { PageSeat } from '../session/page-seat.ts';
import { heldNotice } from '../session/session.ts';
import type { Session } from '../session/session.ts';
import type { Sessions } from '../session/sessions.ts';
import type { AdmitToken } from './admit-token.ts';
import type { Place } from './requests.ts';

export type HelloDeps = {
  sessions: Sessions;
  admitToken: AdmitToken;
  events: Events;
  edgeState: () => EdgeState;
};

export type HelloAnswer =
  | { ok: true; place: Place; result: RtcResults['hello']; resumed: boolean }
  | { ok: false; code: string };

export type Peer = { remoteAddress: string; userAgent: string | undefined };

type Hello = Extract<RtcRequest, { method: 'hello' }>;

/** Admits a page by its pass, or lets it resume by the key of an earlier hello. */
export async function admitHello(request: Hello, peer: Peer, deps: HelloDeps): Promise<HelloAnswer> {
  const admitted =
    request.token === undefined ? resume(request.resumeKey, deps) : await join(request.token, peer, deps);
  if (!admitted.ok) {
    deps.events.note('page.refused', { code: admitted.code, remoteAddress: peer.remoteAddress });
    return admitted;
  }
  const { session, seat } = admitted.place;
  const { participant } = seat;
  deps.events.note(admitted.resumed ? 'page.resumed' : 'page.joined', {
    sessionId: session.id,
    participantId: participant.id,
  });
  const result: RtcResults['hello'] = {
    participantId: participant.id,
    sessionId: session.id,
    kind: session.kind,
    resumeKey: seat.resumeKey,
    routerRtpCapabilities: await session.room.capabilities(),
    sendCodec: session.sendCodec,
    roster: session.roster,
    held: participant.held,
    edge: deps.edgeState(),
  };
  return { ...admitted, result };
}

type Admission = { ok: true; place: Place; resumed: boolean } | { ok: false; code: string };

function resume(resumeKey: string | undefined, { sessions }: HelloDeps): Admission {
  for (const session of resumeKey === undefined ? [] : sessions.live()) {
    const seat = session.seats().find((known) => known.resumeKey === resumeKey);
    if (seat === undefined) continue;
    session.resumed(seat);
    return { ok: true, place: { session, seat }, resumed: true };
  }
  return { ok: false, code: 'resume-unknown' };
}

async function join(token: string, peer: Peer, { sessions, admitToken }: HelloDeps): Promise<Admission> {
  const admitted = await admitToken(token);
  if (!admitted.ok) return admitted;
  const { claims } = admitted;
  const standing = sessions.standing(claims.sub);
  if (standing?.removed === true) return { ok: false, code: 'not-allowed' };
  if (sessions.hasEnded(claims.sid)) return { ok: false, code: 'session-ended' };
  // A call lives here or nowhere: its phone leg ends at this gateway. A meeting starts with its first page.
  const session =
    sessions.get(claims.sid) ?? (claims.kind === 'meeting' ? sessions.open(claims.sid, 'meeting') : undefined);
  if (session === undefined) return { ok: false, code: 'session-ended' };
  if (session.participant(claims.sub)?.leg === 'sip') return { ok: false, code: 'not-allowed' };
  const seat = await session.admit(withStanding(claims, standing), peer.remoteAddress);
  // The caller may have gone while his call was being answered for this page.
  if (session.ended) return { ok: false, code: 'session-ended' };
  seat.userAgent = peer.userAgent?.slice(0, 256);
  seat.binding = undefined;
  return { ok: true, place: { session, seat }, resumed: false };
}

type Claims = Parameters<Session['admit']>[0];

/**
 * An order that the edge gave after it made the pass wins over the pass. The pass tells its age in whole seconds only:
 * in doubt he is held.
 */
function withStanding(claims: Claims, standing: ReturnType<Sessions['standing']>): Claims {
  if (standing?.lane === undefined) return claims;
  const { held, prompt, orderedAtMs } = standing.lane;
  const passMadeMs = (claims.exp - joinTokenTtlSeconds) * 1000;
  if (!held) return orderedAtMs >= passMadeMs + 1000 ? { ...claims, hold: false } : claims;
  if (orderedAtMs < passMadeMs - 1000) return claims;
  return {
    ...claims,
    hold: true,
    ...(prompt?.matchNumber === undefined ? {} : { matchNumber: prompt.matchNumber }),
    ...(prompt?.expiresAtMs === undefined ? {} : { expiresAtMs: prompt.expiresAtMs }),
  };
}

/** What a page is told right after its hello was answered. */
export function tellStanding(seat: PageSeat): void {
  seat.flush();
  const { held, prompt } = seat.participant;
  if (held) seat.notify(heldNotice(prompt));
  else if (prompt?.matchNumber !== undefined && prompt.expiresAtMs !== undefined) {
    const { matchNumber, expiresAtMs } = prompt;
    seat.notify({ kind: 'notice', type: 'prompt', matchNumber, expiresAtMs });
  }
}
