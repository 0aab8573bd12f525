import { logLineOf } from '../core/log-line.ts';
import { firstPolicy } from '../core/policy.ts';
import type { Session, Viewer } from '../core/session.ts';
import { sessionViewOf } from '../core/session-view.ts';
import type { AuditPage, SessionDecisions, SessionView } from '../core/view.ts';
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
  const log = isConsole ? store.auditTail(logLines).map((entry) => logLineOf(entry, session)) : [];
  const timeline = isConsole ? store.points(timelinePoints) : [];
  return sessionViewOf(session, viewer, Date.now(), { timeline, log }, gateway);
}

export function readAuditPage(store: SessionStore, sessionId: string, after: number, limit: number): AuditPage {
  const entries = store.auditAfter(after, limit);
  const last = entries.at(-1);
  return { sessionId, entries, ...(last && entries.length === limit ? { nextAfterSeq: last.seq } : {}) };
}

/** Every decision with its inputs, and the rules that were in force. */
export function readDecisions(store: SessionStore, session: Session): SessionDecisions {
  const policy = session.policy ?? firstPolicy;
  return { decisions: store.decisions(), policies: { [policy.version]: policy } };
}
