import * as v from 'valibot';
import { AppError } from '../core/errors.ts';
import { allFeatures, isFeature } from '../core/feature.ts';
import { profileViewOf } from '../core/profile-view.ts';
import { byOf, commit, personOr404 } from '../change-people.ts';
import { erasePerson } from '../erase.ts';
import { pathId, readBody } from '../read.ts';
import { everyRole, viewerOf, type Ask, type Route } from '../route.ts';
import { peopleOf } from '../store/queries/people.ts';
import { everythingAbout, forgetStatements, storedProfile } from '../store/queries/profiles.ts';

const admin = { roles: ['admin'] } as const;

export const profileRoutes: Route[] = [
  { method: 'GET', path: '/api/people/:id/profile', access: { roles: everyRole }, answer: show },
  { method: 'POST', path: '/api/people/:id/profile/forget', access: admin, answer: forget },
  { method: 'POST', path: '/api/people/:id/erase', access: admin, answer: erase },
  { method: 'GET', path: '/api/people/:id/export', access: { roles: everyRole }, answer: exportPerson },
];

/** Console roles see everybody's profile, others their own. */
function readablePerson(c: Ask): string {
  const id = pathId(c, 'id', 'per');
  const viewer = viewerOf(c);
  if (viewer.role === 'employee' && viewer.personId !== id) throw new AppError('not-allowed');
  return id;
}

async function show(c: Ask): Promise<Response> {
  const { d1, db, nowMs } = c.get('context');
  const { tenantId } = viewerOf(c);
  const id = readablePerson(c);
  await personOr404(c, byOf(c, 'admin'), id);
  const [stored, people] = await Promise.all([storedProfile(d1, tenantId, id, nowMs()), peopleOf(db, tenantId)]);
  const names = new Map(people.map((one) => [one.id, one.displayName]));
  return c.json(profileViewOf(stored, nowMs(), (personId) => names.get(personId)));
}

const forgetBody = v.object({
  feature: v.pipe(v.string(), v.check(isFeature, `one of ${allFeatures.join(', ')} is expected`)),
  value: v.pipe(v.string(), v.minLength(1), v.maxLength(256)),
});

async function forget(c: Ask): Promise<Response> {
  const { d1 } = c.get('context');
  const by = byOf(c, 'admin');
  const id = pathId(c, 'id', 'per');
  await personOr404(c, by, id);
  const { feature, value } = await readBody(c, forgetBody);
  const statements = forgetStatements(d1, { tenantId: by.tenantId, personId: id }, feature, value);
  await commit(c, by, 'profile.value-forgotten', { personId: id, feature }, statements);
  return show(c);
}

const eraseBody = v.object({ confirm: v.pipe(v.string(), v.maxLength(256)) });

/** 202: a part is done, and the same request goes on with it. */
async function erase(c: Ask): Promise<Response> {
  const id = pathId(c, 'id', 'per');
  const { confirm } = await readBody(c, eraseBody);
  const view = await erasePerson(c, id, confirm);
  return c.json(view, view.done ? 200 : 202);
}

/** Everything that is kept about one person in the queryable record, as the person may ask for it (GDPR Art. 15). */
async function exportPerson(c: Ask): Promise<Response> {
  const { d1, nowMs } = c.get('context');
  const id = readablePerson(c);
  const by = byOf(c, 'admin');
  await personOr404(c, by, id);
  const everything = await everythingAbout(d1, by.tenantId, id);
  await commit(c, by, 'person.exported', { personId: id }, []);
  c.header('Content-Disposition', `attachment; filename="${id}.json"`);
  return c.json({ personId: id, exportedAtMs: nowMs(), ...everything });
}
