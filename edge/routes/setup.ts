import { hashOf } from '../bytes.ts';
import { demoTenant } from '../demo-tenant.ts';
import type { Ask, Route } from '../route.ts';
import { sweep } from '../store/retention.ts';
import { replaceEnrolments } from '../store/queries/enrolments.ts';
import { addTenant, peopleWithoutPasskey } from '../store/queries/people.ts';

const linkTtlMs = 24 * 3_600_000;

export const setupRoutes: Route[] = [{ method: 'POST', path: '/api/setup', access: { key: 'setup' }, answer: setUp }];

/** Makes the demo tenant once; later calls only make new links for people who have no passkey yet. */
async function setUp(c: Ask): Promise<Response> {
  const { d1, db, nowMs, newToken, config } = c.get('context');
  await sweep(d1, nowMs());
  const created = await addTenant(db, demoTenant, nowMs());
  const without = new Set((await peopleWithoutPasskey(db, demoTenant.id)).map(({ id }) => id));
  const expiresAtMs = nowMs() + linkTtlMs;
  const links = demoTenant.people.filter(({ id }) => without.has(id)).map((person) => ({ person, token: newToken() }));
  const rows = links.map(({ person: { id: personId }, token }) => ({
    tokenHash: hashOf(token),
    personId,
    expiresAtMs,
  }));
  await replaceEnrolments(db, demoTenant.id, rows);
  const enrolments = links.map(({ person, token }) => ({
    person: person.displayName,
    role: person.role,
    url: `${config.origin}/enrol/${token}`,
    expiresAtMs,
  }));
  return c.json({ created, enrolments });
}
