import type { AuditPage } from '../core/view.ts';
import { queryNumber } from '../read.ts';
import { consoleRoles, viewerOf, type Ask, type Route } from '../route.ts';
import { listAlerts, listCases } from '../store/queries/sessions.ts';
import { tenantEntries } from '../store/tenant-chain.ts';

/** What the console lists: cases and alerts. */
export const recordRoutes: Route[] = [
  { method: 'GET', path: '/api/cases', access: { roles: consoleRoles }, answer: cases },
  { method: 'GET', path: '/api/alerts', access: { roles: consoleRoles }, answer: alerts },
  { method: 'GET', path: '/api/audit', access: { roles: consoleRoles, setupKeyToo: true }, answer: changes },
];

/** The tenant's own chain: who changed people, profiles and policy, and when. Read like the chain of a session. */
async function changes(c: Ask): Promise<Response> {
  const after = queryNumber(c, 'after', { least: 0, most: Number.MAX_SAFE_INTEGER, otherwise: 0 });
  const limit = queryNumber(c, 'limit', { least: 1, most: 500, otherwise: 500 });
  const { tenantId } = viewerOf(c);
  const entries = await tenantEntries(c.get('context').d1, tenantId, after, limit);
  const last = entries.length === limit ? entries.at(-1)?.seq : undefined;
  const page: AuditPage = { sessionId: tenantId, entries, opened: {}, ...(last && { nextAfterSeq: last }) };
  return c.json(page);
}

async function cases(c: Ask): Promise<Response> {
  const { db, nowMs } = c.get('context');
  return c.json({ cases: await listCases(db, viewerOf(c).tenantId), asOfMs: nowMs() });
}

async function alerts(c: Ask): Promise<Response> {
  const { db, nowMs } = c.get('context');
  return c.json({ alerts: await listAlerts(db, viewerOf(c).tenantId), asOfMs: nowMs() });
}
