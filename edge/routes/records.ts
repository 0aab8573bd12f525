import { consoleRoles, viewerOf, type Ask, type Route } from '../route.ts';
import { listAlerts, listCases } from '../store/queries/sessions.ts';

/** What the console lists: cases and alerts. */
export const recordRoutes: Route[] = [
  { method: 'GET', path: '/api/cases', access: { roles: consoleRoles }, answer: cases },
  { method: 'GET', path: '/api/alerts', access: { roles: consoleRoles }, answer: alerts },
];

async function cases(c: Ask): Promise<Response> {
  const { db, nowMs } = c.get('context');
  return c.json({ cases: await listCases(db, viewerOf(c).tenantId), asOfMs: nowMs() });
}

async function alerts(c: Ask): Promise<Response> {
  const { db, nowMs } = c.get('context');
  return c.json({ alerts: await listAlerts(db, viewerOf(c).tenantId), asOfMs: nowMs() });
}
