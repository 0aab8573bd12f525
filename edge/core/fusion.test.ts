import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { combine, workingParameters } from './fusion.ts';
import { type Signal, type SignalCode, signalOf, signalTable } from './signal.ts';

const codes = Object.keys(signalTable) as SignalCode[];

const anySignal: fc.Arbitrary<Signal> = fc
  .record({
    code: fc.constantFrom(...codes),
    llrNats: fc.double({ min: -8, max: 8, noNaN: true }),
    atMs: fc.nat(1e6),
    id: fc.uuid(),
  })
  .map(({ code, llrNats, atMs, id }) =>
    signalOf(code, { id, participantId: 'par_x', source: 'edge', evidence: {}, atMs, llrNats }),
  );

const manySignals = fc.array(anySignal, { maxLength: 24 });

test('without evidence the risk is the prior', () => {
  const risk = combine([]);
  expect(risk.p).toBeCloseTo(workingParameters.prior, 12);
  expect(risk.contributions).toEqual([]);
});

test('prior and contributions add up to the logit exactly', () => {
  fc.assert(
    fc.property(manySignals, (signals) => {
      const { logit, priorNats, contributions } = combine(signals);
      const sum = contributions.reduce((total, line) => total + line.nats, priorNats);
      expect(Math.abs(sum - logit)).toBeLessThan(1e-9);
    }),
  );
});

test('the order of the signals does not matter', () => {
  fc.assert(
    fc.property(manySignals, fc.infiniteStream(fc.nat()), (signals, keys) => {
      const shuffled = signals
        .map((signal) => ({ signal, key: keys.next().value ?? 0 }))
        .toSorted((a, b) => a.key - b.key);
      expect(combine(shuffled.map(({ signal }) => signal))).toEqual(combine(signals));
    }),
  );
});

test('the risk is a probability, never NaN, even when a signal is not a number', () => {
  fc.assert(
    fc.property(
      manySignals,
      fc.constantFrom(Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY),
      (signals, odd) => {
        const broken = signalOf('synthetic-voice', {
          id: 'z',
          participantId: 'par_x',
          source: 'listener',
          evidence: {},
          atMs: 9e9,
          llrNats: odd,
        });
        const { p } = combine([...signals, broken]);
        expect(p).toBeGreaterThan(0);
        expect(p).toBeLessThan(1);
        expect(p).toBe(combine(signals).p);
      },
    ),
  );
});

test('more evidence against him of one kind never lowers the risk', () => {
  fc.assert(
    fc.property(manySignals, anySignal, fc.double({ min: 0, max: 4, noNaN: true }), (signals, signal, more) => {
      const others = signals.filter((other) => other.code !== signal.code);
      const before = combine([...others, signal]).logit;
      const after = combine([...others, { ...signal, llrNats: Math.abs(signal.llrNats) + more }]).logit;
      expect(after).toBeGreaterThanOrEqual(before - 1e-9);
    }),
  );
});

test('of one code the latest counts', () => {
  const at = (atMs: number, llrNats: number): Signal =>
    signalOf('synthetic-voice', {
      id: `s${atMs}`,
      participantId: 'par_x',
      source: 'listener',
      evidence: {},
      atMs,
      llrNats,
    });
  expect(combine([at(2, -0.5), at(1, 3)]).contributions.map((line) => line.nats)).toEqual([-0.5]);
});

test('overlapping findings of one group are discounted in a line of their own', () => {
  const signals = (['link-forwarded', 'invite-bound'] as const).map((code) =>
    signalOf(code, { id: code, participantId: 'par_x', source: 'edge', evidence: {}, atMs: 1, llrNats: 2 }),
  );
  const { contributions } = combine(signals);
  expect(contributions.at(-1)).toMatchObject({ code: 'correlation-discount', group: 'device' });
  expect(contributions.reduce((sum, line) => sum + line.nats, 0)).toBeCloseTo(4 / 1.5, 9);
});

test('another finding against somebody never lowers the risk, however weak it is', () => {
  fc.assert(
    fc.property(manySignals, anySignal, fc.double({ min: 0, max: 8, noNaN: true }), (signals, more, llrNats) => {
      const without = signals.filter(({ code }) => code !== more.code);
      const against = { ...more, llrNats, atMs: 2e6 };
      const isSensitive = more.code === 'employee-pressured' || more.code === 'employee-suspects';
      if (!isSensitive)
        expect(combine([...without, against]).logit).toBeGreaterThanOrEqual(combine(without).logit - 1e-9);
    }),
  );
});

test('a stronger finding never gives a lower risk than a weaker one of its kind', () => {
  fc.assert(
    fc.property(manySignals, anySignal, fc.double({ min: 0, max: 4, noNaN: true }), (signals, one, more) => {
      const others = signals.filter(({ code }) => code !== one.code);
      const stronger = { ...one, llrNats: one.llrNats + more };
      expect(combine([...others, stronger]).logit).toBeGreaterThanOrEqual(combine([...others, one]).logit - 1e-9);
    }),
  );
});

const found = (code: SignalCode, llrNats: number, atMs = 0): Signal =>
  signalOf(code, { id: code, participantId: 'par_x', source: 'edge', evidence: {}, atMs, llrNats });

test('proof of identity does not cancel what was heard', () => {
  const heard = found('synthetic-voice', 3);
  const alone = combine([heard]);
  const proved = combine([heard, found('challenge-passed', -6)]);
  expect(proved.logit).toBeCloseTo(alone.logit, 9);
  expect(proved.contributions.map(({ code }) => code)).toContain('media-floor');
});

test('proof fades when proof is asked for anew, and never by time alone', () => {
  const proof = found('challenge-passed', -6, 0);
  const later = found('number-unknown', 1.2, 3_600_000);
  const fresh = combine([proof, later]);
  const asked = combine([proof, later, found('employee-pressured', 2.5, 3_600_000)]);
  expect(fresh.contributions.find(({ code }) => code === 'challenge-passed')?.nats).toBe(-6);
  expect(asked.contributions.find(({ code }) => code === 'challenge-passed')?.nats).toBe(-1.5);
});

test('of what speaks for somebody in one group only the strongest counts', () => {
  const both = combine([found('device-key', -3.5), found('user-agent', -0.3)]);
  expect(both.logit).toBeCloseTo(both.priorNats - 3.5, 9);
});

test('one proof clears an honest traveller, however unusual all else is', () => {
  const unusual = (
    ['device-key', 'user-agent', 'network-prefix', 'network-asn', 'country', 'travel', 'hour', 'contact'] as const
  ).map((code) => found(code, 4));
  expect(combine(unusual).p).toBeGreaterThan(0.8);
  for (const proof of [found('challenge-passed', -6), found('passkey-sign-in', -4)]) {
    expect(combine([...unusual, proof]).p).toBeLessThan(0.05);
  }
});
