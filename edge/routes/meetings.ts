import * as v from 'valibot';
import { hashOf } from '../bytes.ts';
import { canonicalJson } from '../core/canonical.ts';
import { AppError } from '../core/errors.ts';
import { cleanName } from '../core/identity.ts';
import { idSchema } from '../core/ids.ts';
import { invitationUrl, newInvitation } from '../invitation.ts';
import { readBody } from '../read.ts';
import { viewerOf, type Ask, type Route } from '../route.ts';
import {
  addMeeting,
  findMeetingByKey,
  invitationsOf,
  meetingsOf,
  type InvitationRow,
  type MeetingRow,
} from '../store/queries/meetings.ts';
import { findPeople } from '../store/queries/people.ts';
import { rulesInForce } from '../store/queries/rules.ts';

const access = { roles: ['admin', 'employee'] } as const;

export const meetingRoutes: Route[] = [
  { method: 'POST', path: '/api/meetings', access, answer: create },
  { method: 'GET', path: '/api/meetings', access, answer: list },
];

const name = v.pipe(v.string(), v.maxLength(128), v.transform(cleanName), v.minLength(1));
const meetingBody = v.object({
  title: name,
  invitees: v.pipe(
    v.array(
      v.union([
        v.object({ personId: idSchema('per') }),
        v.object({ name, email: v.pipe(v.string(), v.maxLength(254), v.email()) }),
      ]),
    ),
    v.maxLength(100),
  ),
});
type Invitee = v.InferOutput<typeof meetingBody>['invitees'][number];

async function create(c: Ask): Promise<Response> {
  const { d1, db, nowMs, newId, session, events } = c.get('context');
  const { title, invitees } = await readBody(c, meetingBody);
  const host = viewerOf(c);
  const key = idempotencyKey(c);
  const row: MeetingRow = {
    sessionId: newId('ses'),
    tenantId: host.tenantId,
    hostPersonId: host.personId,
    title,
    createdAtMs: nowMs(),
    idempotencyHash: key === undefined ? null : hashOf(`${host.personId}\n${key}`),
    bodyHash: hashOf(canonicalJson({ title, invitees })),
  };
  const invitations = await invitationRows(c, row, invitees);
  const isNew = await addMeeting(d1, row, invitations);
  const meeting = isNew ? row : await firstWithKey(c, row);
  const stored = isNew ? invitations : await invitationsOf(db, meeting.tenantId, [meeting.sessionId]);
  const invited = stored.flatMap(({ personId }) => (personId === null ? [] : [personId]));
  // Safe to repeat: the object keeps what it has. So a crash between the two leaves nothing that a retry cannot mend.
  const rules = await rulesInForce(d1, meeting.tenantId);
  await session(meeting.sessionId).openMeeting({ ...meeting, host: { ...host }, invited }, rules);
  if (isNew) events.meetingCreated({ sessionId: meeting.sessionId, invitees: stored.length });
  return c.json(
    { sessionId: meeting.sessionId, title: meeting.title, invitations: stored.map((one) => shown(c, one)) },
    201,
  );
}

async function firstWithKey(c: Ask, row: MeetingRow): Promise<MeetingRow> {
  const first = await findMeetingByKey(c.get('context').db, row.tenantId, row.idempotencyHash ?? '');
  if (first === undefined || first.bodyHash !== row.bodyHash) {
    throw new AppError('conflict', 'This Idempotency-Key was used for another meeting.');
  }
  return first;
}

function idempotencyKey(c: Ask): string | undefined {
  const key = c.req.header('idempotency-key');
  if (key !== undefined && !/^[\x21-\x7e]{1,255}$/.test(key)) throw new AppError('invalid-request', 'Idempotency-Key');
  return key;
}

async function invitationRows(c: Ask, meeting: MeetingRow, invitees: readonly Invitee[]): Promise<InvitationRow[]> {
  const ids = invitees.flatMap((one) => ('personId' in one ? [one.personId] : []));
  const people = await findPeople(c.get('context').db, meeting.tenantId, ids);
  return invitees.map((one, i) => {
    const person = 'personId' in one ? people.find(({ id }) => id === one.personId) : undefined;
    if ('personId' in one && person === undefined)
      throw new AppError('invalid-request', `invitees.${i}: no such person`);
    const facts =
      'personId' in one
        ? { personId: one.personId, name: person?.displayName ?? '', email: person?.email ?? '' }
        : { personId: null, name: one.name, email: one.email };
    return newInvitation(c.get('context'), meeting, i, facts);
  });
}

async function list(c: Ask): Promise<Response> {
  const { db } = c.get('context');
  const { tenantId, personId } = viewerOf(c);
  const rows = await meetingsOf(db, tenantId, personId);
  const invitations = await invitationsOf(
    db,
    tenantId,
    rows.map(({ meeting }) => meeting.sessionId),
  );
  const meetings = rows.map(({ meeting: { sessionId, title, createdAtMs }, state }) => ({
    sessionId,
    title,
    createdAtMs,
    state: state ?? 'live',
    invitations: invitations.filter((one) => one.sessionId === sessionId).map((one) => shown(c, one)),
  }));
  return c.json({ meetings });
}

function shown(c: Ask, row: InvitationRow) {
  return { name: row.name, url: invitationUrl(c.get('context'), row), protected: row.personId !== null };
}
