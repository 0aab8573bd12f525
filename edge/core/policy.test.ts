import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { combine } from './fusion.ts';
import { decide, effects, firstPolicy } from './policy.ts';
import { type Signal, type SignalCode, signalOf } from './signal.ts';

const stranger = { claimsColleague: false, proved: false };
const claimant = { claimsColleague: true, proved: false };

function signal(code: SignalCode, evidence: Signal['evidence'] = {}, llrNats?: number): Signal {
  return signalOf(code, {
    id: code,
    participantId: 'par_x',
    source: 'edge',
    evidence,
    atMs: 1,
    ...(llrNats === undefined ? {} : { llrNats }),
  });
}

const decideOn = (signals: Signal[], context = stranger) => decide(combine(signals), firstPolicy, context);

test('a colleague who calls from his number on file is not disturbed', () => {
  expect(decideOn([signal('number-on-file')]).effect).toBe('none');
});

test('a stranger from a new number is not disturbed either', () => {
  expect(decideOn([signal('number-unknown')]).effect).toBe('none');
});

test('a colleague’s name from an unknown number is held, and says why, strongest first', () => {
  const decision = decideOn([signal('number-unknown'), signal('name-collision')], claimant);
  expect(decision).toMatchObject({ effect: 'hold', reasons: ['name-collision', 'number-unknown'], policyVersion: 1 });
});

test('strong signs of synthesis under a colleague’s name hold, even from the number on file', () => {
  const voice = signal('synthetic-voice', { strength: 'strong' }, 0.7);
  expect(decideOn([signal('number-on-file'), voice], claimant).effect).toBe('hold');
  expect(decideOn([signal('number-on-file'), voice], stranger).effect).toBe('none');
  expect(
    decideOn([signal('number-on-file'), signal('synthetic-voice', { strength: 'weak' }, 0.4)], claimant).effect,
  ).toBe('none');
});

test('“Not me” removes', () => {
  expect(decideOn([signal('challenge-denied')], claimant).effect).toBe('block');
});

test('novelty and voice alone never remove anybody, however high the risk', () => {
  const worst = [
    signal('number-withheld'),
    signal('name-collision'),
    signal('link-forwarded'),
    signal('synthetic-voice', { strength: 'strong' }, 4),
  ];
  expect(combine(worst).p).toBeGreaterThan(firstPolicy.bands.block);
  expect(decideOn(worst, claimant).effect).toBe('hold');
});

test('a wrong number and a timeout keep him held', () => {
  expect(decideOn([signal('challenge-wrong-number')], claimant).effect).toBe('hold');
  expect(decideOn([signal('challenge-timeout')], claimant).effect).toBe('hold');
});

test('a passed challenge clears an honest traveller', () => {
  const traveller = [signal('number-unknown'), signal('name-collision'), signal('challenge-passed')];
  expect(decideOn(traveller, { claimsColleague: true, proved: true }).effect).toBe('none');
});

test('a higher risk never has a weaker effect', () => {
  const at = (llrNats: number): number => effects.indexOf(decideOn([signal('employee-suspects', {}, llrNats)]).effect);
  fc.assert(
    fc.property(
      fc.double({ min: -5, max: 10, noNaN: true }),
      fc.double({ min: 0, max: 5, noNaN: true }),
      (llr, more) => {
        expect(at(llr + more)).toBeGreaterThanOrEqual(at(llr));
      },
    ),
  );
});
