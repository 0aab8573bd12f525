import * as v from 'valibot';
import { arrivalOf } from '../arrival.ts';
import { orderedActions } from '../core/action.ts';
import { AppError } from '../core/errors.ts';
import { idSchema } from '../core/ids.ts';
import { recomputeAll } from '../core/recompute-all.ts';
import type { Watcher } from '../objects/session-watch.ts';
import { sealPass } from '../pass.ts';
import { pathId, queryNumber, readBody, valueOf } from '../read.ts';
import { consoleRoles, everyRole, signInTag, viewerOf, type Ask, type Route } from '../route.ts';
import { listSessions, type SessionFilter } from '../store/queries/sessions.ts';

const everybody = { roles: everyRole };

export const sessionRoutes: Route[] = [
  { method: 'GET', path: '/api/sessions', access: { roles: consoleRoles, setupKeyToo: true }, answer: list },
  { method: 'GET', path: '/api/sessions/:id', access: { ...everybody, setupKeyToo: true }, answer: show },
  { method: 'GET', path: '/api/sessions/:id/watch', access: { ...everybody, setupKeyToo: true }, answer: watch },
  { method: 'POST', path: '/api/sessions/:id/join', access: everybody, knowsDevice: true, answer: join },
  { method: 'POST', path: '/api/sessions/:id/decline', access: everybody, answer: decline },
  { method: 'POST', path: '/api/sessions/:id/participants/:pid/actions', access: everybody, answer: orderAction },
  { method: 'POST', path: '/api/sessions/:id/reports', access: everybody, answer: report },
  { method: 'GET', path: '/api/sessions/:id/audit', access: { roles: consoleRoles, setupKeyToo: true }, answer: audit },
  {
    method: 'GET',
    path: '/api/sessions/:id/decisions',
    access: { roles: consoleRoles, setupKeyToo: true },
    answer: decisions,
  },
  {
    method: 'GET',
    path: '/api/sessions/:id/recompute',
    access: { roles: consoleRoles, setupKeyToo: true },
    answer: recompute,
  },
];

async function list(c: Ask): Promise<Response> {
  const { db, nowMs } = c.get('context');
  const state = c.req.query('state') ?? 'all';
  if (!isState(state)) throw new AppError('invalid-request', 'state: live, ended or all is expected');
  const beforeMs = queryNumber(c, 'before', {
    least: 0,
    most: Number.MAX_SAFE_INTEGER,
    otherwise: Number.MAX_SAFE_INTEGER,
  });
  const limit = queryNumber(c, 'limit', { least: 1, most: 200, otherwise: 50 });
  const sessions = await listSessions(db, viewerOf(c).tenantId, { state, beforeMs, limit });
  return c.json({ sessions, asOfMs: nowMs() });
}

function isState(state: string): state is SessionFilter['state'] {
  return state === 'live' || state === 'ended' || state === 'all';
}

async function show(c: Ask): Promise<Response> {
  return c.json(valueOf(await sessionOf(c).view(viewerOf(c))));
}

async function watch(c: Ask): Promise<Response> {
  if (c.req.header('upgrade')?.toLowerCase() !== 'websocket') {
    throw new AppError('invalid-request', 'A WebSocket upgrade is expected.');
  }
  const id = pathId(c, 'id', 'ses');
  const headers = new Headers(c.req.raw.headers);
  const viewer = viewerOf(c);
  const signInHash = c.get('signedIn')?.signInHash;
  const watcher: Watcher = { viewer, tag: signInTag(c), ...(signInHash === undefined ? {} : { signInHash }) };
  headers.set('x-watcher', encodeURIComponent(JSON.stringify(watcher)));
  const { inbox, sockets } = c.get('context');
  // First, so that no sign-out can come between.
  if (signInHash !== undefined) await inbox(viewer.personId).noteWatch(watcher.tag, id);
  const response = await sockets.watch(id, new Request(c.req.raw, { headers }));
  if (response.status === 101) return response;
  throw new AppError(response.status === 404 ? 'not-found' : 'not-allowed');
}

/** A pass for the called person, or for a protected person of a meeting. */
async function join(c: Ask): Promise<Response> {
  const context = c.get('context');
  const gatewayId = await context.fleet().pick();
  const arrival = await arrivalOf(c, pathId(c, 'id', 'ses'));
  const coming = { gatewayId, proof: c.get('deviceProof') };
  const admission = valueOf(await sessionOf(c).admitPerson(viewerOf(c), coming, arrival));
  if (admission.kind === 'meeting' && gatewayId === undefined) throw new AppError('gateway-away');
  const token = await sealPass(context, admission);
  return c.json({ gatewayUrl: context.config.gatewayUrl, token, participantId: admission.participantId });
}

async function decline(c: Ask): Promise<Response> {
  valueOf(await sessionOf(c).decline(viewerOf(c)));
  return c.body(null, 204);
}

const orderBody = v.object({
  type: v.picklist(orderedActions),
  note: v.optional(v.pipe(v.string(), v.maxLength(500))),
});

async function orderAction(c: Ask): Promise<Response> {
  const session = sessionOf(c);
  const { type, note } = await readBody(c, orderBody);
  const participantId = c.req.param('pid') ?? '';
  return c.json(valueOf(await session.order(viewerOf(c), participantId, type, note)));
}

const reportBody = v.object({ type: v.literal('pressured'), participantId: v.optional(idSchema('par')) });

async function report(c: Ask): Promise<Response> {
  const session = sessionOf(c);
  const { participantId } = await readBody(c, reportBody);
  valueOf(await session.report(viewerOf(c), participantId));
  return c.body(null, 204);
}

async function audit(c: Ask): Promise<Response> {
  const after = queryNumber(c, 'after', { least: 0, most: Number.MAX_SAFE_INTEGER, otherwise: 0 });
  const limit = queryNumber(c, 'limit', { least: 1, most: 500, otherwise: 500 });
  return c.json(valueOf(await sessionOf(c).auditPage(viewerOf(c).tenantId, after, limit)));
}

/** Makes every decision of a session again, here and now, and says which do not come out as they are recorded. */
async function recompute(c: Ask): Promise<Response> {
  const stored = valueOf(await sessionOf(c).decisions(viewerOf(c).tenantId));
  const made = recomputeAll(stored).map(({ record, same, differences }) => {
    const { ordinal, participantId, effect, risk } = record;
    return { ordinal, participantId, effect, p: risk.p, same, differences };
  });
  return c.json({ same: made.every(({ same }) => same), decisions: made });
}

async function decisions(c: Ask): Promise<Response> {
  return c.json(valueOf(await sessionOf(c).decisions(viewerOf(c).tenantId)));
}

function sessionOf(c: Ask) {
  return c.get('context').session(pathId(c, 'id', 'ses'));
}
