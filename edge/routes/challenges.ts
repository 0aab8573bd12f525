import * as v from 'valibot';
import { encodeBase64Url } from '../bytes.ts';
import { problem } from '../middleware/problem.ts';
import { challengeHash, type ChallengeContext } from '../core/challenge.ts';
import { AppError } from '../core/errors.ts';
import { sessionOfChallenge } from '../core/ids.ts';
import type { ChallengeView } from '../core/view.ts';
import { assertionSchema, challengeOptions, verifyAssertion, type Assertion } from '../passkey.ts';
import { readBody, valueOf } from '../read.ts';
import { everyRole, viewerOf, type Ask, type Route } from '../route.ts';
import { findCredential, noteCredentialUse } from '../store/queries/credentials.ts';
import { passkeysOf } from '../store/queries/enrolments.ts';

const access = { roles: everyRole };
const rate = { name: 'answer', limit: 120, windowMs: 60_000 };

export const challengeRoutes: Route[] = [
  { method: 'GET', path: '/api/challenges', access, answer: list },
  { method: 'GET', path: '/api/challenges/:id', access, answer: show },
  { method: 'POST', path: '/api/challenges/:id/answer', access, rate, answer },
];

async function list(c: Ask): Promise<Response> {
  const { inbox, nowMs } = c.get('context');
  return c.json({ challenges: await inbox(viewerOf(c).personId).challenges(nowMs()) });
}

async function show(c: Ask): Promise<Response> {
  const { db, config } = c.get('context');
  const viewer = viewerOf(c);
  const { view, context } = valueOf(await ownerOf(c).seeChallenge(challengeId(c), viewer));
  const known = await passkeysOf(db, viewer.tenantId, viewer.personId);
  const options = await challengeOptions(config, challengeHash(context), known);
  return c.json({ ...view, options });
}

const answerBody = v.variant('kind', [
  v.object({
    kind: v.literal('approve'),
    matchNumber: v.pipe(v.string(), v.regex(/^\d{3}$/, 'three digits are expected')),
    response: assertionSchema,
  }),
  v.object({ kind: v.literal('not-me'), note: v.optional(v.pipe(v.string(), v.maxLength(500))) }),
]);

/**
 * Approving takes the passkey and the number; saying no takes nothing but being signed in, because it must be easy.
 * The assertion is verified first, then the session's object consumes the challenge: one answer wins.
 */
async function answer(c: Ask): Promise<Response> {
  const { events } = c.get('context');
  const body = await readBody(c, answerBody);
  const viewer = viewerOf(c);
  const id = challengeId(c);
  const before = valueOf(await ownerOf(c).challenge(id, viewer));
  if (before.view.state !== 'sent') return decidedAlready(c, before.view);
  const proof = body.kind === 'approve' ? await proofOf(c, before.context, body.response) : undefined;
  if (body.kind === 'approve' && proof === undefined) return refuse(c, id);
  const given = body.kind === 'approve' ? { kind: body.kind, matchNumber: body.matchNumber } : { kind: body.kind };
  const note = body.kind === 'not-me' ? body.note : undefined;
  const { won, view } = valueOf(await ownerOf(c).answerChallenge(id, viewer, given, note));
  if (!won) return decidedAlready(c, view);
  if (proof !== undefined) await noteUse(c, proof);
  events.challengeAnswered({ challengeId: id, state: view.state });
  return c.json(view);
}

type Proof = { credential: { id: string; tenantId: string }; counter: number };

/** A passkey of the subject, in his tenant, over the hash of exactly this challenge. */
async function proofOf(c: Ask, context: ChallengeContext, response: Assertion): Promise<Proof | undefined> {
  const { db, config } = c.get('context');
  const row = await findCredential(db, response.id);
  if (row === undefined) throw new AppError('credential-unknown');
  const { credential } = row;
  if (credential.personId !== context.subjectId || credential.tenantId !== context.tenantId) return undefined;
  const proof = await verifyAssertion(config, response, encodeBase64Url(challengeHash(context)), credential);
  return proof === undefined ? undefined : { credential, counter: proof.counter };
}

/** The winner alone moves the counter, so that the others meet the outcome and not a stale counter. */
async function noteUse(c: Ask, { credential, counter }: Proof): Promise<void> {
  const { db, nowMs } = c.get('context');
  await noteCredentialUse(db, credential, counter, nowMs());
}

async function refuse(c: Ask, id: string): Promise<Response> {
  const viewer = viewerOf(c);
  const { view } = valueOf(await ownerOf(c).challenge(id, viewer));
  if (view.state !== 'sent') return decidedAlready(c, view);
  c.get('context').events.assertionRefused({ personId: viewer.personId, reason: 'challenge' });
  throw new AppError('assertion-refused');
}

/** What was decided stays decided; whoever comes later is told the outcome. */
function decidedAlready(c: Ask, view: ChallengeView): Response {
  const code = view.state === 'expired' ? 'challenge-expired' : 'challenge-decided';
  return problem(c, code, undefined, { challenge: view });
}

function challengeId(c: Ask): string {
  return c.req.param('id') ?? '';
}

function ownerOf(c: Ask) {
  const sessionId = sessionOfChallenge(challengeId(c));
  if (sessionId === undefined) throw new AppError('not-found');
  return c.get('context').session(sessionId);
}
