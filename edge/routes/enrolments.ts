import * as v from 'valibot';
import { hashOf } from '../bytes.ts';
import { AppError } from '../core/errors.ts';
import { attestationSchema, registrationOptions, verifyAttestation } from '../passkey.ts';
import { readBody } from '../read.ts';
import { anyone, type Ask, type Route } from '../route.ts';
import { meOfRow, startSignIn } from '../sign-in.ts';
import { addCeremony, ceremonyTtlMs, takeCeremony } from '../store/queries/ceremonies.ts';
import { consumeEnrolment, findEnrolment, passkeysOf } from '../store/queries/enrolments.ts';

const rate = { name: 'enrol', limit: 60, windowMs: 60_000 };

export const enrolmentRoutes: Route[] = [
  { method: 'GET', path: '/api/enrolments/:token', access: anyone, rate, answer: showEnrolment },
  { method: 'POST', path: '/api/enrolments/:token/options', access: anyone, rate, answer: offerEnrolment },
  { method: 'POST', path: '/api/enrolments/:token', access: anyone, rate, knowsDevice: true, answer: enrol },
];

async function showEnrolment(c: Ask): Promise<Response> {
  const { enrolment, person, tenant } = await openLink(c);
  const { displayName, email, role } = person;
  return c.json({
    person: { displayName, email, role },
    tenant: { name: tenant.name },
    expiresAtMs: enrolment.expiresAtMs,
  });
}

async function offerEnrolment(c: Ask): Promise<Response> {
  const { db, config, nowMs, newToken } = c.get('context');
  const { enrolment, person } = await openLink(c);
  const options = await registrationOptions(config, person, await passkeysOf(db, person.tenantId, person.id));
  const id = newToken();
  const expiresAtMs = nowMs() + ceremonyTtlMs;
  const { challenge } = options;
  const row = {
    idHash: hashOf(id),
    kind: 'enrol',
    challenge,
    enrolmentHash: enrolment.tokenHash,
    expiresAtMs,
  } as const;
  await addCeremony(db, row, nowMs());
  return c.json({ ceremony: id, options });
}

const enrolBody = v.object({ ceremony: v.pipe(v.string(), v.maxLength(64)), response: attestationSchema });

async function enrol(c: Ask): Promise<Response> {
  const { d1, db, config, nowMs, events } = c.get('context');
  const { ceremony, response } = await readBody(c, enrolBody);
  const link = await openLink(c);
  const { person, enrolment } = link;
  const usedBy = hashOf(ceremony);
  const taken = await takeCeremony(db, { idHash: usedBy, kind: 'enrol', nowMs: nowMs() });
  if (taken === undefined || taken.enrolmentHash !== enrolment.tokenHash) throw new AppError('ceremony-unknown');
  const passkey = await verifyAttestation(config, response, taken.challenge);
  if (passkey === undefined) {
    events.assertionRefused({ personId: person.id, reason: 'registration' });
    throw new AppError('assertion-refused');
  }
  const { id: personId, tenantId } = person;
  const row = { ...passkey, tenantId, personId, createdAtMs: nowMs() };
  const won = await consumeEnrolment(d1, { tokenHash: enrolment.tokenHash, usedBy, nowMs: nowMs() }, row);
  if (!won) throw new AppError('link-used');
  events.passkeyEnrolled({ personId });
  await startSignIn(c, person, passkey.id);
  return c.json(meOfRow(link));
}

async function openLink(c: Ask) {
  const { db, nowMs } = c.get('context');
  const token = c.req.param('token') ?? '';
  const row = /^[A-Za-z0-9_-]{43}$/.test(token) ? await findEnrolment(db, hashOf(token)) : undefined;
  if (row === undefined) throw new AppError('link-invalid');
  if (row.enrolment.usedAtMs !== null) throw new AppError('link-used');
  if (nowMs() >= row.enrolment.expiresAtMs) throw new AppError('link-expired');
  return row;
}
