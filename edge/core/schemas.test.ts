import * as v from 'valibot';
import { describe, expect, test } from 'vitest';
import { actionSchema } from './action.ts';
import { AppError, errorTable, problemOf, type ErrorCode } from './errors.ts';
import { callOpenedSchema, callOpeningSchema, gatewayBatchSchema, gatewayEventSchema } from './event.ts';
import { joinClaimsSchema } from './token.ts';
import { callerId, newCall, impostor, sessionId, voice } from './test-session.ts';
import { callOpenedOf } from './call.ts';
import { fleetMessageSchema, rtcRequestSchema } from './wire.ts';

const accepts = (schema: v.GenericSchema, value: unknown) => v.safeParse(schema, value).success;

/** Every member of a good value, taken away or replaced by something of another kind. */
function spoiled(good: object, optional: readonly string[] = []): object[] {
  const all: object[] = [];
  for (const member of Object.keys(good)) {
    const { [member]: _, ...rest } = good as Record<string, unknown>;
    if (!optional.includes(member)) all.push(rest);
    all.push({ ...rest, [member]: Symbol(member) });
  }
  return all;
}

describe('what crosses a wire', () => {
  const base = { id: 'evt_000000000000', sessionId, atMs: 1 };
  const leg = { leg: 'sip', binding: 'b', remoteAddress: '192.0.2.1', codec: 'PCMU' };
  const events: [object, string[]][] = [
    [{ type: 'participant.joined', ...base, participantId: callerId, facts: leg }, []],
    [{ type: 'participant.left', ...base, participantId: callerId, reason: 'bye' }, []],
    [{ ...voice(1), ...base, listenerId: callerId }, ['llrNats', 'strength', 'listenerId']],
    [{ type: 'speech.started', ...base, participantId: callerId }, []],
    [{ type: 'action.performed', ...base, actionId: 'act_000000000000', tookMs: 3, detail: 'd' }, ['detail']],
    [{ type: 'action.failed', ...base, actionId: 'act_000000000000', reason: 'gone' }, []],
    [{ type: 'media.rebuilt', ...base, tookMs: 3 }, []],
    [{ type: 'edge.away', ...base, fromMs: 1, toMs: 2 }, []],
    [{ type: 'session.ended', ...base, reason: 'bye' }, []],
  ];

  test.each(events)('an event is taken whole and not otherwise: %j', (event, optional) => {
    expect(v.parse(gatewayEventSchema, event)).toEqual(event);
    for (const broken of spoiled(event, optional)) expect(accepts(gatewayEventSchema, broken)).toBe(false);
    expect(accepts(gatewayBatchSchema, { gatewayId: 'gwy_000000000000', events: [event] })).toBe(true);
  });

  test('bounds hold: no endless texts, no odd numbers, no more than two hundred events', () => {
    const [event] = events[1] ?? [{}];
    expect(accepts(gatewayEventSchema, { ...event, reason: 'x'.repeat(64) })).toBe(true);
    expect(accepts(gatewayEventSchema, { ...event, reason: 'x'.repeat(65) })).toBe(false);
    expect(accepts(gatewayEventSchema, { ...event, atMs: -1 })).toBe(false);
    expect(accepts(gatewayEventSchema, { ...event, atMs: 1.5 })).toBe(false);
    expect(accepts(gatewayEventSchema, { ...events[2]?.[0], llrNats: Number.POSITIVE_INFINITY })).toBe(false);
    const batch = (size: number) => ({
      gatewayId: 'gwy_000000000000',
      events: Array.from({ length: size }, () => event),
    });
    expect([accepts(gatewayBatchSchema, batch(200)), accepts(gatewayBatchSchema, batch(201))]).toEqual([true, false]);
  });

  test('an opening is taken whole, its answer too', () => {
    const opening = {
      gatewayId: 'gwy_000000000000',
      sessionId,
      participantId: callerId,
      channel: 'phone',
      atMs: 1,
      from: { displayName: 'A', number: '+1', asserted: true },
      to: { user: '1001', host: 'localhost' },
      facts: leg,
      drillMark: 'm',
    };
    expect(v.parse(callOpeningSchema, opening)).toEqual(opening);
    for (const broken of spoiled(opening, ['drillMark'])) expect(accepts(callOpeningSchema, broken)).toBe(false);
    expect(accepts(callOpenedSchema, callOpenedOf(newCall(impostor).session))).toBe(true);
  });

  test.each(['hold', 'prompt', 'release', 'remove', 'decline', 'end'])('an order to %s is taken whole', (type) => {
    const told = type === 'prompt' ? { matchNumber: '042', expiresAtMs: 2 } : {};
    const about = type === 'end' ? {} : { participantId: callerId };
    const action = { type, id: 'act_000000000000', sessionId, issuedAtMs: 1, ...about, ...told };
    expect(v.parse(actionSchema, action)).toEqual(action);
    for (const broken of spoiled(action)) expect(accepts(actionSchema, broken)).toBe(false);
    expect(accepts(fleetMessageSchema, { type: 'action', action })).toBe(true);
    if (type === 'prompt') expect(accepts(actionSchema, { ...action, matchNumber: '42' })).toBe(false);
  });

  test('a page says hello before all else, and nothing that is not in the table', () => {
    expect(accepts(rtcRequestSchema, { id: 1, method: 'hello', token: 't' })).toBe(true);
    expect(accepts(rtcRequestSchema, { id: 0, method: 'hello', token: 't' })).toBe(false);
    expect(accepts(rtcRequestSchema, { id: 1, method: 'sing' })).toBe(false);
  });

  test('a pass names its bearer, its session and its end', () => {
    const claims = {
      aud: 'gateway',
      sub: callerId,
      sid: sessionId,
      tid: 'ten_000000000000',
      name: 'A',
      kind: 'call',
      protected: true,
      hold: false,
      exp: 1,
      jti: 'j',
    };
    expect(v.parse(joinClaimsSchema, claims)).toEqual(claims);
    for (const broken of spoiled(claims)) expect(accepts(joinClaimsSchema, broken)).toBe(false);
  });
});

describe('a problem', () => {
  const codes = Object.keys(errorTable) as ErrorCode[];

  test('has a stable type, a title of its own and an error status', () => {
    for (const code of codes) {
      const problem = problemOf(code);
      expect(problem).toEqual({
        type: `urn:countersign:problem:${code}`,
        title: errorTable[code].title,
        status: errorTable[code].status,
        code,
      });
      expect(problem.status).toBeGreaterThanOrEqual(400);
      expect(problem.status).toBeLessThan(600);
      expect(problem.title).toMatch(/^[A-Z]/);
    }
    expect(new Set(codes.map((code) => errorTable[code].title)).size).toBe(codes.length);
  });

  test('says more where there is more to say', () => {
    expect(problemOf('not-found', 'why', 'req_1')).toMatchObject({ detail: 'why', requestId: 'req_1' });
    expect(problemOf('not-found', 'why')).not.toHaveProperty('requestId');
  });

  test('can be thrown, and keeps its code, status, words and cause', () => {
    const cause = new TypeError('below');
    const thrown = new AppError('not-found', 'why', { cause });
    expect(thrown).toMatchObject({
      name: 'AppError',
      code: 'not-found',
      detail: 'why',
      message: 'why',
      status: 404,
      cause,
    });
    expect(new AppError('not-found').message).toBe(errorTable['not-found'].title);
  });
});
