import { byOf, commit } from './change-people.ts';
import { stateOf, termOf, type BreakGlassTerm, type StoredBreakGlass } from './core/break-glass.ts';
import type { AlertRow } from './core/view.ts';
import { viewerOf, type Ask } from './route.ts';
import { endBreakGlass, openSessions, unendedBreakGlass } from './store/queries/break-glass.ts';
import { GuardError } from './store/guard.ts';

const atOnce = 50;

/** What was not ended. Of what its time has ended meanwhile, the end is written down now: nobody else is there to do it. */
export async function currentBreakGlass(c: Ask): Promise<StoredBreakGlass[]> {
  const { db, nowMs } = c.get('context');
  const all = await unendedBreakGlass(db, viewerOf(c).tenantId);
  const over = all.find((one) => stateOf(one, nowMs()) === 'over');
  if (over !== undefined) await writeEnd(c, over, { actor: 'edge', atMs: over.untilMs ?? nowMs() });
  return all;
}

/** Ends one that was begun, in the record and for the people in charge. False when somebody else has just done so. */
export async function writeEnd(
  c: Ask,
  { id, untilMs }: StoredBreakGlass,
  { actor, atMs }: { actor: string; atMs: number },
): Promise<boolean> {
  const { d1, newId } = c.get('context');
  const by = { ...byOf(c, 'admin'), actor, atMs };
  const alert = alertOf(newId('alr'), 'Break-glass is over: people are asked and held again.', atMs);
  const body = { breakGlassId: id, untilMs, early: atMs < (untilMs ?? atMs) };
  try {
    await commit(c, by, 'break-glass.ended', body, endBreakGlass(d1, by, id, alert));
    return true;
  } catch (error) {
    if (error instanceof GuardError) return false;
    throw error;
  }
}

export function alertOf(id: string, text: string, atMs: number): AlertRow {
  return { id, caseId: '', sessionId: '', severity: 'high', text, atMs, drill: false };
}

/**
 * Tells the sessions that run how break-glass stands now. One that the database does not know yet looks itself, with the
 * statements that make it known; one that cannot be reached looks with every row it writes while it runs.
 */
export async function tellSessions(c: Ask, stored: StoredBreakGlass): Promise<void> {
  const { db, session, events } = c.get('context');
  const term: BreakGlassTerm | undefined = termOf(stored);
  if (term === undefined) return;
  const ids = await openSessions(db, viewerOf(c).tenantId);
  let failed = 0;
  for (let i = 0; i < ids.length; i += atOnce) {
    const told = await Promise.allSettled(ids.slice(i, i + atOnce).map((id) => session(id).followBreakGlass(term)));
    failed += told.filter(({ status }) => status === 'rejected').length;
  }
  events.breakGlassTold({ breakGlassId: term.id, untilMs: term.untilMs, sessions: ids.length, failed });
}
