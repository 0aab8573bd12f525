import * as v from 'valibot';
import { AppError } from '../core/errors.ts';
import { idSchema } from '../core/ids.ts';
import type { DrillView } from '../core/view.ts';
import { drillNumber } from '../demo-tenant.ts';
import { drillMarkTtlMs, makeDrillMark } from '../drill-mark.ts';
import { pathId, readBody } from '../read.ts';
import { viewerOf, type Ask, type Route } from '../route.ts';
import { addDrill, failDrill, findDrill } from '../store/queries/drills.ts';
import { peopleOf, type Person } from '../store/queries/people.ts';

const access = { roles: ['admin', 'operator'], setupKeyToo: true } as const;
const callMs = 60_000;
const placingMs = 30_000;

export const drillRoutes: Route[] = [
  { method: 'POST', path: '/api/drills', access, answer: orderDrill },
  { method: 'GET', path: '/api/drills/:id', access, answer: show },
];

const drillBody = v.object({ calleeId: v.optional(idSchema('per')) });

/** A call under a colleague's name from a number nobody knows, placed by the gateway through its own front door. */
async function orderDrill(c: Ask): Promise<Response> {
  const { db, nowMs, newId, keys, fleet, events } = c.get('context');
  const { calleeId } = await readBody(c, drillBody);
  const { tenantId, personId } = viewerOf(c);
  const { callee, claimed } = cast(await peopleOf(db, tenantId), calleeId);
  const [id, actionId, createdAtMs] = [newId('drl'), newId('act'), nowMs()];
  const extension = callee.extension ?? '';
  const mark = makeDrillMark(keys().drillMark, { drillId: id, callee: extension, expMs: createdAtMs + drillMarkTtlMs });
  const gatewayId = await fleet().pick();
  if (gatewayId === undefined) throw new AppError('gateway-away');
  await addDrill(db, { id, tenantId, actionId, calleeId: callee.id, orderedBy: personId, createdAtMs });
  const call = { callee: extension, displayName: claimed.displayName, number: drillNumber, durationMs: callMs };
  const action = { type: 'drill', id: actionId, issuedAtMs: createdAtMs, drillId: id, mark, ...call } as const;
  const isSent = await fleet().send(gatewayId, action);
  if (!isSent) {
    await failDrill(db, actionId, 'the gateway went away');
    throw new AppError('gateway-away');
  }
  events.drillOrdered({ drillId: id, by: personId });
  return c.json({ id, state: 'placing', reasons: [] } satisfies DrillView, 202);
}

/** Who is called, and under whose name: an employee with a telephone, and another colleague. */
function cast(people: readonly Person[], calleeId: string | undefined): { callee: Person; claimed: Person } {
  const reachable = people.filter(({ extension }) => extension !== undefined);
  const callee =
    calleeId === undefined
      ? (reachable.find(({ role }) => role === 'employee') ?? reachable[0])
      : reachable.find(({ id }) => id === calleeId);
  if (callee === undefined) throw new AppError('callee-unknown');
  const others = people.filter(({ id }) => id !== callee.id);
  const claimed = others.find(({ role }) => role === 'employee') ?? others[0];
  if (claimed === undefined) throw new AppError('action-not-possible', 'A drill needs two people.');
  return { callee, claimed };
}

async function show(c: Ask): Promise<Response> {
  const { db, nowMs, session } = c.get('context');
  const id = pathId(c, 'id', 'drl');
  const row = await findDrill(db, viewerOf(c).tenantId, id);
  if (row === undefined) throw new AppError('not-found');
  const view = row.sessionId === null ? undefined : await session(row.sessionId).drill();
  if (view !== undefined) return c.json(view);
  const isLate = nowMs() - row.createdAtMs > placingMs;
  const detail = row.failure ?? (isLate ? 'The call did not reach the edge.' : undefined);
  const state = detail === undefined ? 'placing' : 'failed';
  return c.json({ id, state, reasons: [], ...(detail === undefined ? {} : { detail }) } satisfies DrillView);
}
