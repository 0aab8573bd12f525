import * as v from 'valibot';
import { alertOf, currentBreakGlass, tellSessions, writeEnd } from '../break-glass.ts';
import { byOf, commit } from '../change-people.ts';
import { breakGlassMs, breakGlassViewOf, shown, stateOf, type StoredBreakGlass } from '../core/break-glass.ts';
import { AppError } from '../core/errors.ts';
import { pathId, readBody } from '../read.ts';
import { everyRole, viewerOf, type Ask, type Route } from '../route.ts';
import { GuardError } from '../store/guard.ts';
import { beginBreakGlass, endBreakGlass, findBreakGlass, requestBreakGlass } from '../store/queries/break-glass.ts';

const admin = { roles: ['admin'] } as const;

/** Policy is only recorded for half an hour: asked for by one admin, begun by another, seen by everybody. */
export const breakGlassRoutes: Route[] = [
  { method: 'GET', path: '/api/break-glass', access: { roles: everyRole }, answer: show },
  { method: 'POST', path: '/api/break-glass', access: admin, answer: request },
  { method: 'POST', path: '/api/break-glass/:id/approve', access: admin, answer: approve },
  { method: 'POST', path: '/api/break-glass/:id/end', access: admin, answer: end },
];

async function show(c: Ask): Promise<Response> {
  return c.json(breakGlassViewOf(await currentBreakGlass(c), c.get('context').nowMs()));
}

const requestBody = v.object({ reason: v.pipe(v.string(), v.trim(), v.minLength(1), v.maxLength(300)) });

async function request(c: Ask): Promise<Response> {
  const { d1, newId } = c.get('context');
  const { reason } = await readBody(c, requestBody);
  await currentBreakGlass(c);
  const by = byOf(c, 'admin');
  const id = newId('brk');
  await orConflict('It runs, or somebody has asked for it already.', () =>
    commit(c, by, 'break-glass.requested', { breakGlassId: id, reason }, requestBreakGlass(d1, by, { id, reason })),
  );
  return c.json(shown({ id, reason, requestedBy: by.actor, requestedAtMs: by.atMs }), 201);
}

async function approve(c: Ask): Promise<Response> {
  const { d1, newId } = c.get('context');
  const by = byOf(c, 'admin');
  const found = await foundOr404(c);
  const state = stateOf(found, by.atMs);
  if (state === 'expired') throw new AppError('action-not-possible', 'The request has expired: ask again.');
  if (state !== 'requested') throw new AppError('action-not-possible', 'It is not waiting any more.');
  if (found.requestedBy === by.actor) throw new AppError('second-person-required');
  const begun = { ...found, approvedBy: by.actor, startedAtMs: by.atMs, untilMs: by.atMs + breakGlassMs };
  const { id: breakGlassId, untilMs, requestedBy } = begun;
  const text = `Break-glass has begun: nobody is asked or held for 30 minutes. Reason: ${found.reason}`;
  const statements = beginBreakGlass(d1, by, breakGlassId, alertOf(newId('alr'), text, by.atMs));
  await orConflict('It is not waiting any more.', () =>
    commit(c, by, 'break-glass.begun', { breakGlassId, untilMs, requestedBy }, statements),
  );
  await tellSessions(c, begun);
  return c.json(shown(begun));
}

/** Ends what runs, withdraws what is only asked for. Again does no harm: sessions are told once more. */
async function end(c: Ask): Promise<Response> {
  const { d1 } = c.get('context');
  const by = byOf(c, 'admin');
  const found = await foundOr404(c);
  const state = stateOf(found, by.atMs);
  if (state === 'requested') {
    const statements = endBreakGlass(d1, by, found.id, undefined);
    await orConflict('It has just been approved.', () =>
      commit(c, by, 'break-glass.withdrawn', { breakGlassId: found.id }, statements),
    );
  }
  if (state === 'running') await writeEnd(c, found, by);
  if (state === 'over') await writeEnd(c, found, { actor: 'edge', atMs: found.untilMs ?? by.atMs });
  const ended = await foundOr404(c);
  await tellSessions(c, ended);
  return c.json(shown(ended));
}

async function foundOr404(c: Ask): Promise<StoredBreakGlass> {
  const id = pathId(c, 'id', 'brk');
  const found = await findBreakGlass(c.get('context').db, viewerOf(c).tenantId, id);
  if (found === undefined) throw new AppError('not-found');
  return found;
}

async function orConflict<T>(detail: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof GuardError) throw new AppError('conflict', detail, { cause: error });
    throw error;
  }
}
