import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { logit } from './exact-math.ts';
import { combine, isAdjustment, type Risk } from './fusion.ts';
import { signalGroups, signalOf, signalTable, type Signal, type SignalCode } from './signal.ts';

/** The lines of the waterfall, reckoned by hand from requirements C.4 items 7, 9 and 11. */
const found = (code: SignalCode, llrNats: number, atMs = 0, id: string = code): Signal =>
  signalOf(code, { id, participantId: 'par_x', source: 'edge', evidence: {}, atMs, llrNats });
const nats = (risk: Risk, code: string) => risk.contributions.find((line) => line.code === code)?.nats;
const moved = (signals: Signal[], parameters?: Parameters<typeof combine>[1]) => {
  const risk = combine(signals, parameters);
  return risk.logit - risk.priorNats;
};
const halfHourMs = 1_800_000;

describe('findings of one group', () => {
  const device: SignalCode[] = ['device-key', 'user-agent', 'link-forwarded', 'sign-in-moved'];

  test('that are alike count m / (1 + (m - 1) / 2) times one of them', () => {
    for (const m of [1, 2, 3]) {
      const alike = device.slice(0, m).map((code) => found(code, 1));
      expect(moved(alike), `${m} findings`).toBeCloseTo(m / (1 + (m - 1) / 2), 12);
    }
  });

  test('that differ count by rank, whatever their codes', () => {
    for (const [a, b] of [
      ['device-key', 'user-agent'],
      ['user-agent', 'device-key'],
    ] as const) {
      expect(moved([found(a, 3), found(b, 1)])).toBeCloseTo(3 + 1 / 3, 12);
    }
    expect(moved([found('device-key', 1), found('user-agent', 2), found('link-forwarded', 0.5)])).toBeCloseTo(
      2 + 1 / 3 + 0.5 * (3 / 2 - 4 / 3),
      12,
    );
  });

  test('are added up where nothing is correlated, and count as one where all is', () => {
    const two = [found('device-key', 1.5), found('user-agent', 1)];
    expect(moved(two, { prior: 0.01, groupCapNats: 12, correlation: 0 })).toBeCloseTo(2.5, 12);
    expect(moved(two, { prior: 0.01, groupCapNats: 12, correlation: 1 })).toBeCloseTo(1.5, 12);
  });

  test('never count more than four nats together, but reports and challenges count up to twelve', () => {
    for (const group of signalGroups) {
      const codes = (Object.keys(signalTable) as SignalCode[]).filter((code) => signalTable[code].group === group);
      const all = codes.map((code) => found(code, 20));
      const isOpen = group === 'challenge' || group === 'report';
      expect(moved(all), group).toBeCloseTo(isOpen ? 12 : 4, 9);
      expect(moved(all, { prior: 0.01, groupCapNats: 3, correlation: 0.5 }), group).toBeCloseTo(isOpen ? 3 : 4, 9);
    }
  });

  test('for and against somebody stand side by side: the strongest of what speaks for him counts', () => {
    const risk = combine([found('device-key', -2), found('user-agent', -0.3), found('link-forwarded', 2)]);
    expect(risk.logit - risk.priorNats).toBeCloseTo(0, 12);
    expect(nats(risk, 'correlation-discount')).toBeCloseTo(0.3, 12);
  });

  test('are discounted in a line that says how many there were, and only where there is something to take away', () => {
    const risk = combine([found('device-key', 1), found('user-agent', 1), found('link-forwarded', -1)]);
    expect(risk.contributions.find(({ code }) => code === 'correlation-discount')?.evidence).toEqual({ findings: 3 });
    expect(combine([found('device-key', 1)]).contributions).toHaveLength(1);
    expect(combine([found('device-key', 1), found('hour', 1)]).contributions).toHaveLength(2);
  });
});

test('lines stand group by group and in a group by code, adjustments last of their group', () => {
  const signals = (['employee-suspects', 'user-agent', 'synthetic-voice', 'device-key', 'hour'] as const).map((code) =>
    found(code, 1),
  );
  const lines = combine(signals).contributions.map(({ group, code }) => `${group}/${code}`);
  expect(lines).toEqual([
    'device/device-key',
    'device/user-agent',
    'device/correlation-discount',
    'time/hour',
    'media/synthetic-voice',
    'report/employee-suspects',
  ]);
});

test('of one code the latest counts, of one moment the one with the greater id, whatever the order', () => {
  const [a, b, c] = [found('hour', 0.1, 5, 'a'), found('hour', 0.2, 5, 'b'), found('hour', 0.9, 4, 'c')];
  for (const order of [
    [a, b, c],
    [c, b, a],
    [b, a, c],
  ]) {
    expect(moved(order)).toBeCloseTo(0.2, 12);
  }
});

test('the prior is what it is set to', () => {
  for (const prior of [0.001, 0.01, 0.5]) {
    const risk = combine([found('hour', 1)], { prior, groupCapNats: 12, correlation: 0.5 });
    expect(risk.priorNats).toBeCloseTo(Math.log(prior / (1 - prior)), 12);
    expect(risk.logit).toBe(risk.priorNats + 1);
    expect(logit(risk.p)).toBeCloseTo(risk.logit, 9);
  }
});

describe('a proof of identity', () => {
  const unusual = (['country', 'hour', 'contact', 'number-unknown', 'login-failures'] as const).map((code) =>
    found(code, 1),
  );

  test('sets off all that speaks against who somebody is, and nothing that was heard or reported', () => {
    const proved = combine([...unusual, found('device-key', 2), found('challenge-passed', -6)]);
    expect(nats(proved, 'identity-offset')).toBeCloseTo(-7, 12);
    const reported = combine([found('employee-suspects', 2, -1), found('challenge-passed', -6)]);
    expect(nats(reported, 'identity-offset')).toBeUndefined();
    expect(nats(combine([found('synthetic-voice', 2), found('challenge-passed', -6)]), 'identity-offset')).toBe(
      undefined,
    );
  });

  test('sets off by as much as it is fresh, and is worth half in thirty minutes from what asks for it anew', () => {
    for (const code of ['employee-pressured', 'employee-suspects'] as const) {
      const aged = combine([...unusual, found('challenge-passed', -6), found(code, 2, halfHourMs)]);
      expect(nats(aged, 'challenge-passed')).toBeCloseTo(-3, 12);
      expect(nats(aged, 'identity-offset')).toBeCloseTo(-2.5, 12);
      const before = combine([...unusual, found('challenge-passed', -6, 10), found(code, 2, 10)]);
      expect(nats(before, 'challenge-passed')).toBe(-6);
    }
    const signedIn = combine([...unusual, found('passkey-sign-in', -4), found('employee-suspects', 2, halfHourMs * 2)]);
    expect(nats(signedIn, 'passkey-sign-in')).toBeCloseTo(-1, 12);
    expect(nats(signedIn, 'identity-offset')).toBeCloseTo(-1.25, 12);
  });

  test('never turns into more than what it sets off, nor speaks for him twice', () => {
    const strong = combine([...unusual, found('challenge-passed', -12)]);
    expect(nats(strong, 'identity-offset')).toBeCloseTo(-5, 12);
    const both = combine([...unusual, found('passkey-sign-in', -4), found('challenge-passed', -6)]);
    expect(nats(both, 'identity-offset')).toBeCloseTo(-5, 12);
    expect(nats(combine([found('hour', -0.5), found('challenge-passed', -6)]), 'identity-offset')).toBeUndefined();
  });

  test('leaves what was heard at full weight: the floor gives back just what the proof took', () => {
    const risk = combine([found('synthetic-voice', 3), found('device-key', -3), found('challenge-passed', -6)]);
    expect(nats(risk, 'media-floor')).toBeCloseTo(9, 12);
    expect(risk.logit).toBeCloseTo(risk.priorNats + 3, 12);
    expect(nats(combine([found('synthetic-voice', -0.5), found('challenge-passed', -6)]), 'media-floor')).toBe(
      undefined,
    );
    expect(nats(combine([found('synthetic-voice', 3), found('hour', 1)]), 'media-floor')).toBeUndefined();
  });

  test('never makes the risk smaller than what was heard makes it alone', () => {
    const codes = Object.keys(signalTable) as SignalCode[];
    const anySignal = fc
      .tuple(fc.constantFrom(...codes), fc.double({ min: -8, max: 8, noNaN: true }))
      .map(([code, llrNats]) => found(code, llrNats));
    fc.assert(
      fc.property(
        fc.array(anySignal, { maxLength: 20 }),
        fc.double({ min: 1e-6, max: 4, noNaN: true }),
        (all, heard) => {
          const others = all.filter(({ code }) => code !== 'synthetic-voice');
          const voice = found('synthetic-voice', heard);
          expect(combine([...others, voice]).logit).toBeGreaterThanOrEqual(combine([voice]).logit - 1e-9);
        },
      ),
    );
  });
});

test('the inputs are left as they are, and the same inputs give the same risk', () => {
  const signals = [found('user-agent', 1), found('device-key', 2), found('challenge-passed', -6)].map((one) =>
    Object.freeze(one),
  );
  expect(combine(Object.freeze(signals))).toEqual(combine(structuredClone(signals)));
});

test('adjustments are no findings', () => {
  expect(
    ['correlation-discount', 'identity-offset', 'media-floor', 'hour'].map((code) => isAdjustment(code as 'hour')),
  ).toEqual([true, true, true, false]);
});
