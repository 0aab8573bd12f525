import { hashOf } from '../bytes.ts';
import { byOf, checkDomain, commit, deletePerson, personOr404, withFresh, writePerson } from '../change-people.ts';
import { AppError } from '../core/errors.ts';
import { newPersonSchema, personPatchSchema } from '../core/person.ts';
import { pathId, readBody } from '../read.ts';
import { everyRole, viewerOf, type Ask, type Route } from '../route.ts';
import { addPeople } from '../store/queries/people-changes.ts';
import { personRows } from '../store/queries/people.ts';
import { replaceEnrolment } from '../store/queries/enrolments.ts';

const linkTtlMs = 24 * 3_600_000;
const admin = { roles: ['admin'] } as const;

export const peopleRoutes: Route[] = [
  { method: 'GET', path: '/api/people', access: { roles: everyRole }, answer: list },
  { method: 'POST', path: '/api/people', access: admin, answer: add },
  { method: 'PATCH', path: '/api/people/:id', access: admin, answer: change },
  { method: 'DELETE', path: '/api/people/:id', access: admin, answer: remove },
  { method: 'POST', path: '/api/people/:id/enrolment', access: admin, answer: offerEnrolment },
];

async function list(c: Ask): Promise<Response> {
  const { db, nowMs } = c.get('context');
  const { tenantId, role } = viewerOf(c);
  return c.json({ people: await personRows(db, tenantId, role !== 'employee'), asOfMs: nowMs() });
}

async function add(c: Ask): Promise<Response> {
  const { d1, newId } = c.get('context');
  const by = byOf(c, 'admin');
  const fields = await readBody(c, newPersonSchema);
  await checkDomain(c, by, fields.email);
  const id = newId('per');
  const person = { ...fields, id, active: true, externalId: null, scim: '{}' };
  await commit(c, by, 'person.added', { personId: id, role: fields.role }, addPeople(d1, by, [person], newId));
  return c.json(await rowOf(c, id), 201);
}

async function change(c: Ask): Promise<Response> {
  const by = byOf(c, 'admin');
  const id = pathId(c, 'id', 'per');
  await personOr404(c, by, id);
  const patch = await readBody(c, personPatchSchema);
  await withFresh(
    () => personOr404(c, by, id),
    (before) => {
      const isMoved = patch.email !== undefined && patch.email !== before.email;
      const scim = isMoved ? withoutAddresses(before.scim) : before.scim;
      return writePerson(c, by, before, { ...fieldsOf(before), ...patch, externalId: before.externalId, scim });
    },
  );
  return c.json(await rowOf(c, id));
}

function fieldsOf({ email, displayName, role, team, channels, numbers, extension, active }: Stored) {
  return { email, displayName, role, team, channels, numbers, extension, active };
}
type Stored = Awaited<ReturnType<typeof personOr404>>;

/** What a directory once said about his address is no longer so. */
function withoutAddresses(scim: string): string {
  const { userName: _userName, emails: _emails, ...others } = JSON.parse(scim) as Record<string, unknown>;
  return JSON.stringify(others);
}

async function remove(c: Ask): Promise<Response> {
  const by = byOf(c, 'admin');
  const id = pathId(c, 'id', 'per');
  await withFresh(
    () => personOr404(c, by, id),
    (before) => deletePerson(c, by, before),
  );
  return c.body(null, 204);
}

/** A link with which he enrols a passkey; those given out before and not used are void. */
async function offerEnrolment(c: Ask): Promise<Response> {
  const { d1, newToken, config } = c.get('context');
  const by = byOf(c, 'admin');
  const id = pathId(c, 'id', 'per');
  const { active } = await personOr404(c, by, id);
  if (!active) throw new AppError('action-not-possible', 'Activate him first.');
  const token = newToken();
  const expiresAtMs = by.atMs + linkTtlMs;
  const row = { tokenHash: hashOf(token), tenantId: by.tenantId, personId: id, expiresAtMs };
  await commit(c, by, 'enrolment.offered', { personId: id, expiresAtMs }, replaceEnrolment(d1, row));
  return c.json({ url: `${config.origin}/enrol/${token}`, expiresAtMs });
}

async function rowOf(c: Ask, id: string) {
  const rows = await personRows(c.get('context').db, viewerOf(c).tenantId, true);
  const row = rows.find((one) => one.id === id);
  if (row === undefined) throw new AppError('not-found');
  return row;
}
