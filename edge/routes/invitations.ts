import * as v from 'valibot';
import { arrivalOf } from '../arrival.ts';
import { hashOf } from '../bytes.ts';
import type { Admission } from '../core/admit.ts';
import { AppError } from '../core/errors.ts';
import { cleanName, identifyGuest } from '../core/identity.ts';
import { deviceOf, nameDevice } from '../device.ts';
import type { Coming } from '../objects/let-in.ts';
import { sealPass } from '../pass.ts';
import { readBody, valueOf } from '../read.ts';
import { anyone, viewerOf, type Ask, type Route } from '../route.ts';
import { bindDevice, findInvitation } from '../store/queries/meetings.ts';
import { peopleOf } from '../store/queries/people.ts';

const rate = { name: 'invitation', limit: 120, windowMs: 60_000 };

export const invitationRoutes: Route[] = [
  { method: 'GET', path: '/api/invitations/:token', access: anyone, rate, knowsDevice: true, answer: show },
  { method: 'POST', path: '/api/invitations/:token/join', access: anyone, rate, knowsDevice: true, answer: join },
];

type Link = NonNullable<Awaited<ReturnType<typeof findInvitation>>>;

async function show(c: Ask): Promise<Response> {
  const { invitation, meeting, tenant, state } = await openLink(c);
  const personId = signedInHere(c, invitation.tenantId);
  const device = deviceOf(c);
  const isProtected = invitation.personId !== null;
  const otherPerson = isProtected && personId !== undefined && personId !== invitation.personId;
  const otherDevice = !isProtected && invitation.deviceHash !== null && invitation.deviceHash !== device;
  return c.json({
    title: meeting.title,
    tenant: { name: tenant.name },
    invitee: { name: invitation.name, protected: isProtected },
    state: state === 'ended' ? 'ended' : 'open',
    signInRequired: isProtected && personId === undefined,
    ...(otherPerson || otherDevice ? { forwarded: true } : {}),
  });
}

const joinBody = v.object({ displayName: v.optional(v.pipe(v.string(), v.maxLength(128))) });

/** Who is signed in comes as himself, whatever the link says; who is not comes as a guest, unless the link is personal. */
async function join(c: Ask): Promise<Response> {
  const context = c.get('context');
  const { displayName } = await readBody(c, joinBody);
  const link = await openLink(c);
  const personId = signedInHere(c, link.invitation.tenantId);
  if (personId === undefined && link.invitation.personId !== null) throw new AppError('not-signed-in');
  const gatewayId = await context.fleet().pick();
  if (gatewayId === undefined) throw new AppError('gateway-away');
  const coming = { gatewayId, proof: c.get('deviceProof') };
  const admission =
    personId === undefined ? await joinAsGuest(c, link, displayName, coming) : await joinAsPerson(c, link, coming);
  const token = await sealPass(context, admission);
  const { participantId, sessionId } = admission;
  return c.json({
    gatewayUrl: context.config.gatewayUrl,
    token,
    participantId,
    sessionId,
    protected: admission.protected,
  });
}

async function joinAsPerson(c: Ask, { invitation, meeting, invited }: Link, coming: Coming): Promise<Admission> {
  const viewer = viewerOf(c);
  const isHis = invitation.personId === viewer.personId;
  const arrival = await arrivalOf(c, invitation.sessionId, { hostPersonId: meeting.hostPersonId, invited });
  if (!isHis) arrival.link = { forwardedFrom: invitation.name };
  return valueOf(await c.get('context').session(invitation.sessionId).admitPerson(viewer, coming, arrival));
}

async function joinAsGuest(c: Ask, link: Link, given: string | undefined, coming: Coming): Promise<Admission> {
  const { db, session } = c.get('context');
  const { invitation } = link;
  const name = cleanName(given ?? '');
  const displayName = name === '' ? invitation.name : name;
  const device = nameDevice(c);
  const bound = await bindDevice(db, invitation.tokenHash, device);
  const people = await peopleOf(db, invitation.tenantId);
  const otherDevice = bound !== device;
  const identity = identifyGuest({ displayName, inviteeName: invitation.name, otherDevice }, people);
  const joinKey = `link:${invitation.ordinal}:${device.slice(0, 24)}`;
  const remoteAddress = c.req.header('cf-connecting-ip') ?? 'local';
  const guest = { displayName, joinKey, remoteAddress };
  return valueOf(await session(invitation.sessionId).admitGuest(guest, identity, coming));
}

function signedInHere(c: Ask, tenantId: string): string | undefined {
  const signedIn = c.get('signedIn');
  return signedIn?.tenant.id === tenantId ? signedIn.person.id : undefined;
}

async function openLink(c: Ask): Promise<Link> {
  const token = c.req.param('token') ?? '';
  const row = /^[A-Za-z0-9_-]{43}$/.test(token) ? await findInvitation(c.get('context').db, hashOf(token)) : undefined;
  if (row === undefined) throw new AppError('link-invalid');
  return row;
}
