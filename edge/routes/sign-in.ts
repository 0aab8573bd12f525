import * as v from 'valibot';
import { hashOf } from '../bytes.ts';
import { writeCookie } from '../cookies.ts';
import { AppError } from '../core/errors.ts';
import { assertionSchema, signInOptions, verifyAssertion } from '../passkey.ts';
import { readBody } from '../read.ts';
import { anyone, everyRole, signInTag, viewerOf, type Ask, type Route } from '../route.ts';
import { meOf, meOfRow, startSignIn } from '../sign-in.ts';
import { addCeremony, ceremonyTtlMs, takeCeremony } from '../store/queries/ceremonies.ts';
import { attemptStatements } from '../store/queries/baseline.ts';
import { findCredential, noteCredentialUse } from '../store/queries/credentials.ts';
import { removeSignIn } from '../store/queries/sign-ins.ts';

const rate = { name: 'sign-in', limit: 60, windowMs: 60_000 };

export const signInRoutes: Route[] = [
  { method: 'POST', path: '/api/signin/options', access: anyone, rate, answer: offerSignIn },
  { method: 'POST', path: '/api/signin', access: anyone, rate, knowsDevice: true, answer: signIn },
  { method: 'POST', path: '/api/signout', access: { roles: everyRole }, answer: signOut },
  { method: 'GET', path: '/api/me', access: { roles: everyRole }, answer: showMe },
];

async function offerSignIn(c: Ask): Promise<Response> {
  const { db, config, nowMs, newToken } = c.get('context');
  const options = await signInOptions(config);
  const id = newToken();
  const { challenge } = options;
  await addCeremony(
    db,
    { idHash: hashOf(id), kind: 'sign-in', challenge, expiresAtMs: nowMs() + ceremonyTtlMs },
    nowMs(),
  );
  return c.json({ ceremony: id, options });
}

const signInBody = v.object({ ceremony: v.pipe(v.string(), v.maxLength(64)), response: assertionSchema });

async function signIn(c: Ask): Promise<Response> {
  const { d1, db, config, nowMs, events } = c.get('context');
  const { ceremony, response } = await readBody(c, signInBody);
  const taken = await takeCeremony(db, { idHash: hashOf(ceremony), kind: 'sign-in', nowMs: nowMs() });
  if (taken === undefined) throw new AppError('ceremony-unknown');
  const row = await findCredential(db, response.id);
  if (row === undefined) throw new AppError('credential-unknown');
  const proof = await verifyAssertion(config, response, taken.challenge, row.credential);
  const isFresh = proof !== undefined && (await noteCredentialUse(db, row.credential, proof.counter, nowMs()));
  if (!isFresh) {
    const { id: personId, tenantId } = row.person;
    await d1.batch(attemptStatements(d1, { tenantId, personId, atMs: nowMs(), succeeded: false }));
    events.assertionRefused({ personId, reason: 'sign-in' });
    throw new AppError('assertion-refused');
  }
  await startSignIn(c, row.person, row.credential.id);
  return c.json(meOfRow(row));
}

async function signOut(c: Ask): Promise<Response> {
  const { db, inbox } = c.get('context');
  const signInHash = c.get('signedIn')?.signInHash;
  if (signInHash !== undefined) {
    await removeSignIn(db, signInHash);
    await inbox(viewerOf(c).personId).closePages(signInTag(c));
  }
  writeCookie(c, 'cs', '', 0);
  return c.body(null, 204);
}

function showMe(c: Ask): Response {
  const signedIn = c.get('signedIn');
  if (signedIn === undefined) throw new AppError('not-signed-in');
  return c.json(meOf(signedIn));
}
