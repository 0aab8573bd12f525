import type { ChallengeContext } from '../core/challenge.ts';
import { challengeViewOf } from '../core/challenge-view.ts';
import { logLineOf } from '../core/log-line.ts';
import { ownChallenge } from '../core/own-challenge.ts';
import { firstPolicy } from '../core/policy.ts';
import { ok, refused, type Result } from '../core/result.ts';
import type { Session, Viewer } from '../core/session.ts';
import { sessionViewOf } from '../core/session-view.ts';
import type { AuditPage, ChallengeView, SessionDecisions, SessionView } from '../core/view.ts';
import type { SessionStore } from './session-store.ts';

const logLines = 200;
const timelinePoints = 600;

/** What one viewer is shown. Log and timeline are read for console roles only. */
export function readView(
  store: SessionStore,
  session: Session,
  viewer: Viewer,
  gateway: SessionView['gateway'],
): SessionView {
  const isConsole = viewer.role !== 'employee';
  const log = isConsole ? store.auditTail(logLines).map((entry) => logLineOf(store.seal.open(entry), session)) : [];
  const timeline = isConsole ? store.points(timelinePoints) : [];
  return sessionViewOf(session, viewer, Date.now(), { timeline, log }, gateway);
}

/** A challenge for its subject alone, with what his passkey must sign. */
export function readChallenge(
  session: Session | undefined,
  challengeId: string,
  viewer: Viewer,
): Result<{ view: ChallengeView; context: ChallengeContext }> {
  const found = ownChallenge(session, challengeId, viewer);
  if (session === undefined || !found.ok) return found.ok ? refused('not-found') : found;
  return ok({ view: challengeViewOf(session, found.value), context: found.value.context });
}

export function readAuditPage(
  store: SessionStore,
  session: Session | undefined,
  tenantId: string,
  { after, limit }: { after: number; limit: number },
): Result<AuditPage> {
  if (session?.tenantId !== tenantId) return refused('not-found');
  const entries = store.auditAfter(after, limit);
  const last = entries.at(-1);
  const opened = store.seal.openedOf(entries);
  const more = last !== undefined && entries.length === limit ? { nextAfterSeq: last.seq } : {};
  return ok({ sessionId: session.id, entries, opened, ...more });
}

/** Every decision with its inputs, and the rules that were in force. */
export function readDecisions(
  store: SessionStore,
  session: Session | undefined,
  tenantId: string,
): Result<SessionDecisions> {
  if (session?.tenantId !== tenantId) return refused('not-found');
  const policy = session.policy ?? firstPolicy;
  return ok({ decisions: store.decisions(), policies: { [policy.version]: policy } });
}
