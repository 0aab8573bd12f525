import * as v from 'valibot';
import { compareCaller } from '../caller.ts';
import { AppError } from '../core/errors.ts';
import { callOpeningSchema, gatewayBatchSchema, gatewayEventSchema, type CallOpening } from '../core/event.ts';
import { normalNumber } from '../core/identity.ts';
import { isId } from '../core/ids.ts';
import type { Taken } from '../objects/take-events.ts';
import { readDrillMark } from '../drill-mark.ts';
import { readBody, valueOf } from '../read.ts';
import type { Ask, Route } from '../route.ts';
import { claimDrill, failDrill } from '../store/queries/drills.ts';
import { answersTo, peopleByDialled } from '../store/queries/people.ts';
import { rulesInForce } from '../store/queries/rules.ts';

const access = { key: 'gateway' } as const;
/** Two hundred events with their facts. */
const longestBatch = 1024 * 1024;

export const gatewayRoutes: Route[] = [
  { method: 'POST', path: '/api/gateway/sessions', access, answer: openCall },
  { method: 'POST', path: '/api/gateway/events', access, answer: takeEvents },
  { method: 'GET', path: '/api/gateway/connect', access, answer: connect },
];

/** A phone call, before anybody's phone rings. Idempotent by its session id. */
async function openCall(c: Ask): Promise<Response> {
  const { d1, db, session, events, nowMs } = c.get('context');
  const startedMs = nowMs();
  const opening = await readBody(c, callOpeningSchema);
  const dialled = normalNumber(opening.to.user);
  const callerNumber = opening.from.number === undefined ? undefined : normalNumber(opening.from.number);
  const { people, knownBy } = await peopleByDialled(db, dialled, callerNumber);
  const callee = people.find((one) => answersTo(one, dialled));
  if (callee === undefined) throw new AppError('callee-unknown');
  const calling = { opening, people, callee, seenBefore: knownBy.has(callee.id), nowMs: startedMs };
  const [marks, compared, rules] = await Promise.all([
    drillMarks(c, opening, callee.tenantId),
    compareCaller(d1, calling),
    rulesInForce(d1, callee.tenantId),
  ]);
  const called = { personId: callee.id, displayName: callee.displayName };
  const facts = { opening, tenantId: callee.tenantId, callee: called, ...compared, ...marks };
  const opened = valueOf(await session(opening.sessionId).openCall(facts, rules));
  const { sessionId, effect, drill } = opened;
  events.callOpened({ sessionId, effect, drill, tookMs: nowMs() - startedMs });
  return c.json(opened);
}

/** A mark counts when it is ours, in time, for this callee, and was not used before. Else the call is a real one. */
async function drillMarks(
  c: Ask,
  opening: CallOpening,
  tenantId: string,
): Promise<{ drillId?: string; markRefused?: string }> {
  if (opening.drillMark === undefined) return {};
  const { db, keys, nowMs, events } = c.get('context');
  const read = readDrillMark(keys().drillMark, opening.drillMark, { callee: opening.to.user, nowMs: nowMs() });
  if (read.ok && (await claimDrill(db, { id: read.drillId, tenantId }, opening.sessionId)))
    return { drillId: read.drillId };
  const reason = read.ok ? 'used' : read.reason;
  events.drillMarkRefused({ sessionId: opening.sessionId, reason });
  return { markRefused: reason };
}

const batchSchema = v.object({
  gatewayId: gatewayBatchSchema.entries.gatewayId,
  events: v.pipe(v.array(v.looseObject({ id: v.pipe(v.string(), v.maxLength(128)) })), v.maxLength(200)),
});

/**
 * 200 means stored. Each event is taken once; a refused one says nothing and must not be sent again. Events are judged
 * one by one, so that a bad one does not hold up the others of its batch.
 */
async function takeEvents(c: Ask): Promise<Response> {
  const { session, events, nowMs } = c.get('context');
  const startedMs = nowMs();
  const batch = await readBody(c, batchSchema, longestBatch);
  const taken: Taken = { stored: [], duplicate: [], refused: [] };
  const good = batch.events.flatMap((event) => {
    const parsed = v.safeParse(gatewayEventSchema, event);
    if (!parsed.success) taken.refused.push({ id: event.id, code: 'invalid-request' });
    return parsed.success ? [parsed.output] : [];
  });
  const groups = [...Map.groupBy(good, ({ sessionId }) => sessionId)];
  const parts = await Promise.all(
    groups.map(([sessionId, group]) => session(sessionId).takeEvents(batch.gatewayId, group)),
  );
  for (const part of parts) {
    taken.stored.push(...part.stored);
    taken.duplicate.push(...part.duplicate);
    taken.refused.push(...part.refused);
  }
  await noteFailedDrills(c, batch.events, taken);
  const counts = { stored: taken.stored.length, duplicate: taken.duplicate.length, refused: taken.refused.length };
  events.eventsTaken({ gatewayId: batch.gatewayId, ...counts, tookMs: nowMs() - startedMs });
  return c.json(taken);
}

/** The order to place a drill belongs to no session, so no session takes its failure: it is a fact about the drill. */
async function noteFailedDrills(c: Ask, events: readonly Record<string, unknown>[], { refused }: Taken): Promise<void> {
  for (const { id, type, actionId, reason } of events) {
    if (type !== 'action.failed' || typeof actionId !== 'string' || !refused.some((one) => one.id === id)) continue;
    const words = typeof reason === 'string' && reason !== '' ? reason.slice(0, 256) : 'failed';
    await failDrill(c.get('context').db, actionId, words);
  }
}

function connect(c: Ask): Promise<Response> {
  const gatewayId = c.req.query('gatewayId') ?? '';
  const isUpgrade = c.req.header('upgrade')?.toLowerCase() === 'websocket';
  if (!isUpgrade || !isId('gwy', gatewayId)) {
    throw new AppError('invalid-request', 'A WebSocket upgrade and a gatewayId are expected.');
  }
  const headers = new Headers(c.req.raw.headers);
  headers.set('x-gateway-id', gatewayId);
  return c.get('context').sockets.fleet(new Request(c.req.raw, { headers }));
}
