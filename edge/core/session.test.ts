import { array, assert, constantFrom, nat, property, record, tuple } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chainEntry, verifyChain, type AuditEntry } from './audit.ts';
import { callOpenedOf, openCall } from './call.ts';
import type { CallOpening, GatewayEvent } from './event.ts';
import { finishTurn } from './finish.ts';
import { identifyCaller, type KnownPerson } from './identity.ts';
import { observe } from './observe.ts';
import { order, reportPressure } from './order.ts';
import { firstPolicy } from './policy.ts';
import { openChallengeOf, participantStatus, type Session, type Viewer } from './session.ts';
import { sessionCan } from './session-can.ts';
import { sessionViewOf } from './session-view.ts';
import { expireDue, settle } from './settle.ts';
import type { Means } from './means.ts';
import { beginTurn, type Turn } from './turn.ts';

const people: KnownPerson[] = [
  { id: 'per_finance', displayName: 'Finance Lead', extension: '1001', numbers: ['+12025550101'] },
  { id: 'per_chief', displayName: 'Chief Executive', extension: '1002', numbers: ['+12025550102'] },
];
const employee: Viewer = { personId: 'per_finance', displayName: 'Finance Lead', role: 'employee', tenantId: 'ten_1' };
const admin: Viewer = { ...employee, personId: 'per_admin', displayName: 'Demo Admin', role: 'admin' };
const auditor: Viewer = { ...admin, personId: 'per_auditor', role: 'auditor' };

/** A session in memory, turned by the pure core alone, with its chain. */
function newWorld(from: CallOpening['from'], drillId?: string) {
  let [nowMs, ids] = [1_000_000, 0];
  const means = (): Means => ({
    nowMs,
    newId: (kind) => `${kind}_${String((ids += 1)).padStart(16, '0')}`,
    newMatchNumber: () => '042',
    newNonce: () => `nonce-${ids}`,
    policy: firstPolicy,
  });
  const opening: CallOpening = {
    gatewayId: 'gwy_000000000000',
    sessionId: 'ses_000000000000',
    participantId: 'par_000000000000',
    channel: 'phone',
    atMs: nowMs,
    from,
    to: { user: '1001', host: 'localhost' },
    facts: { leg: 'sip', binding: 'sip:1', remoteAddress: '192.0.2.1', codec: 'PCMU' },
  };
  const identity = identifyCaller(from, people, { calleeId: 'per_finance', seenBefore: false });
  const callee = { personId: 'per_finance', displayName: 'Finance Lead' };
  const chain: AuditEntry[] = [];
  const keep = (turn: Turn, before?: Session): Session => {
    finishTurn(turn, before);
    for (const draft of turn.audit) chain.push(chainEntry(draft, chain.at(-1)));
    return turn.session;
  };
  let session = keep(openCall({ opening, tenantId: 'ten_1', callee, identity, ...(drillId && { drillId }) }, means()));
  return {
    chain,
    caller: opening.participantId,
    get session() {
      return session;
    },
    wait: (ms: number) => {
      nowMs += ms;
    },
    turn: (work: (turn: Turn) => unknown) => {
      const turn = beginTurn(session, 'test', means());
      expireDue(turn);
      work(turn);
      session = keep(turn, session);
    },
  };
}

const impostor = { displayName: 'Chief Executive', number: '+12025550177', asserted: false };
const score = (llrNats: number): GatewayEvent => ({
  type: 'voice.scored',
  id: 'evt_000000000000',
  sessionId: 'ses_000000000000',
  participantId: 'par_000000000000',
  atMs: 1,
  source: 'gateway',
  monitoring: 'scoring',
  llrNats,
  strength: llrNats > 3 ? 'strong' : 'weak',
  windows: 1,
  speechSeconds: 1,
  model: 'm',
  modelSha256: 's',
  codec: 'PCMU',
});
const ended: GatewayEvent = {
  type: 'session.ended',
  id: 'evt_e00000000000',
  sessionId: 'ses_000000000000',
  atMs: 1,
  reason: 'bye',
};

function lastChallenge(session: Session) {
  const challenge = session.challenges.at(-1);
  if (challenge === undefined) throw new TypeError('no challenge');
  return challenge;
}

describe('a session', () => {
  it('keeps its promises whatever happens in whatever order', () => {
    const step = record({
      what: constantFrom(
        'score',
        'approve',
        'wrong',
        'not-me',
        'ask',
        'hold',
        'release',
        'remove',
        'pressure',
        'wait',
        'end',
      ),
      by: constantFrom(employee, admin, auditor),
      amount: nat(10),
    });
    assert(
      property(
        tuple(
          constantFrom(impostor, { asserted: false }, { number: '+12025550102', asserted: true }),
          array(step, { maxLength: 14 }),
        ),
        ([from, steps]) => {
          const world = newWorld(from);
          const { caller } = world;
          let decided = new Map<string, string>();
          for (const { what, by, amount } of steps) {
            world.turn((turn) => {
              const open = openChallengeOf(turn.session, caller);
              if (what === 'wait') world.wait(amount * 20_000);
              else if (what === 'end' && amount > 8) observe(turn, ended);
              else if (what === 'score') observe(turn, score(amount / 2 - 1));
              else if (what === 'pressure') reportPressure(turn, by, undefined);
              else if (what === 'approve' || what === 'wrong') {
                const matchNumber = what === 'approve' ? '042' : '999';
                if (open !== undefined) settle(turn, open, { kind: 'approve', matchNumber });
              } else if (what === 'not-me') {
                if (open !== undefined) settle(turn, open, { kind: 'not-me' });
              } else if (what !== 'end') order(turn, by, caller, what);
            });
            decided = checkPromises(world.session, decided);
          }
          expect(verifyChain(world.chain)).toMatchObject({ ok: true });
        },
      ),
      { numRuns: 400 },
    );
  });

  /** One open question per participant, none after the end; what was decided stays; nobody is let off by silence. */
  function checkPromises(session: Session, before: Map<string, string>): Map<string, string> {
    for (const { id } of session.participants) {
      const open = session.challenges.filter(({ state, context }) => state === 'sent' && context.participantId === id);
      expect(open.length).toBeLessThanOrEqual(1);
      if (session.state === 'ended') expect(open).toEqual([]);
    }
    const after = new Map(
      session.challenges.filter(({ state }) => state !== 'sent').map(({ id, state }) => [id, state]),
    );
    for (const [id, state] of before) expect(after.get(id)).toBe(state);
    const caller = session.participants[0];
    const denied = session.challenges.some(({ state }) => state === 'denied');
    if (denied && caller !== undefined) expect(participantStatus(session, caller)).toBe('removed');
    const passed = session.challenges.some(({ state }) => state === 'passed');
    expect(caller?.proved).toBe(passed);
    if (session.topEffect === 'hold') expect(session.cases.length).toBeGreaterThan(0);
    expect(JSON.stringify(sessionViewOf(session, employee, 1, { timeline: [], log: [] }))).not.toContain('042');
    return after;
  }

  it('asks once in ten minutes, unless the risk rises clearly or a person orders it', () => {
    const world = newWorld(impostor);
    world.wait(91_000);
    world.turn((turn) => observe(turn, score(0.5)));
    expect(world.session.challenges.map(({ state }) => state)).toEqual(['expired']);
    world.turn((turn) => observe(turn, score(4)));
    expect(world.session.challenges.map(({ state }) => state)).toEqual(['expired', 'sent']);
  });

  it('asks again on order once the first question is decided, not before', () => {
    const world = newWorld(impostor);
    world.turn((turn) =>
      expect(order(turn, employee, world.caller, 'ask')).toMatchObject({ code: 'action-not-possible' }),
    );
    world.wait(91_000);
    world.turn((turn) => expect(order(turn, employee, world.caller, 'ask').ok).toBe(true));
    expect(world.session.challenges).toHaveLength(2);
  });

  it('does not hold again whom an admin released, until the risk rises clearly', () => {
    const world = newWorld(impostor);
    world.turn((turn) => order(turn, admin, world.caller, 'release', 'I know him'));
    world.turn((turn) => observe(turn, score(1)));
    expect(world.session.participants[0]?.hold).toBeUndefined();
    world.turn((turn) => observe(turn, score(4)));
    expect(world.session.participants[0]?.hold).toBeDefined();
  });

  it('lets an employee end only a hold that a person ordered', () => {
    const held = newWorld(impostor);
    const heldCaller = held.session.participants[0];
    if (heldCaller === undefined) throw new TypeError('no caller');
    expect(sessionCan(held.session, heldCaller, employee).release.allowed).toBe(false);
    expect(sessionCan(held.session, heldCaller, admin).release.allowed).toBe(true);
    expect(Object.values(sessionCan(held.session, heldCaller, auditor)).some(({ allowed }) => allowed)).toBe(false);
    const calm = newWorld({ number: '+12025550150', asserted: false });
    calm.turn((turn) => order(turn, employee, calm.caller, 'hold'));
    calm.turn((turn) => expect(order(turn, employee, calm.caller, 'release').ok).toBe(true));
    expect(calm.session.actions.map(({ action }) => action.type)).toEqual(['hold', 'release']);
  });

  it('raises one alert for a confirmed case, with its severity, whatever is pressed afterwards', () => {
    const denied = newWorld(impostor);
    denied.turn((turn) => settle(turn, lastChallenge(turn.session), { kind: 'not-me' }));
    denied.turn((turn) => settle(turn, lastChallenge(turn.session), { kind: 'not-me' }));
    denied.turn((turn) => order(turn, admin, denied.caller, 'remove'));
    denied.turn((turn) => observe(turn, score(9)));
    const removed = newWorld(impostor);
    removed.turn((turn) => order(turn, employee, removed.caller, 'remove'));
    removed.turn((turn) => order(turn, admin, removed.caller, 'remove'));
    for (const [{ session, chain }, severity] of [
      [denied, 'high'],
      [removed, 'medium'],
    ] as const) {
      const [row] = session.cases;
      expect(row?.state).toBe('confirmed');
      expect(session.alerts).toMatchObject([{ caseId: row?.id, severity, drill: false }]);
      expect(chain.filter(({ kind }) => kind === 'alert.raised')).toHaveLength(1);
    }
  });

  it('marks the case and the alert of a drill as a drill', () => {
    const world = newWorld(impostor, 'drl_000000000000');
    world.turn((turn) => settle(turn, lastChallenge(turn.session), { kind: 'not-me' }));
    const { cases, alerts } = world.session;
    expect([...cases, ...alerts].map(({ drill }) => drill)).toEqual([true, true]);
  });

  it('gives the same answer to a repeated opening', () => {
    const world = newWorld(impostor);
    expect(callOpenedOf(world.session)).toEqual(callOpenedOf(structuredClone(world.session)));
    expect(callOpenedOf(world.session)).toMatchObject({ effect: 'hold', matchNumber: '042' });
  });

  it('binds each challenge to its own context', () => {
    const world = newWorld(impostor);
    const { context } = lastChallenge(world.session);
    expect(context).toMatchObject({
      subjectId: 'per_chief',
      binding: 'sip:1',
      expiresAtMs: context.issuedAtMs + 90_000,
    });
  });
});

describe('who a caller says to be', () => {
  const identify = (from: CallOpening['from']) =>
    identifyCaller(from, people, { calleeId: 'per_finance', seenBefore: false });
  const codesOf = (from: CallOpening['from']) => identify(from).findings.map(({ code }) => code);

  it('is read from number and name together', () => {
    expect(codesOf({ number: '001 202 555 0102', asserted: false })).toEqual(['number-on-file']);
    expect(codesOf({ asserted: false })).toEqual(['number-withheld']);
    expect(codesOf({ number: '+12025550177', asserted: false })).toEqual(['number-unknown']);
    expect(codesOf(impostor)).toEqual(['number-unknown', 'name-collision']);
    expect(codesOf({ displayName: 'Finance Lead', number: '+12025550102', asserted: true })).toEqual([
      'number-on-file',
      'name-collision',
    ]);
  });

  it('is seen through look-alike letters, word order and invisible characters', () => {
    for (const displayName of [
      'CHIEF EXECUTIVE',
      'Executive, Chief',
      'Chіef Ехecutive',
      'Chi\u200bef Exe\u00adcutive',
      'Ｃｈｉｅｆ Executive',
    ]) {
      expect(identify({ displayName, number: '+12025550177', asserted: false }).claimed?.personId, displayName).toBe(
        'per_chief',
      );
    }
  });
});
