import { expect, test } from 'vitest';
import { comparedFeatures } from './feature.ts';
import { adjustments } from './fusion.ts';
import { reasonSentence } from './reason.ts';
import { signalTable, type Evidence, type SignalCode } from './signal.ts';

const codes = [...(Object.keys(signalTable) as SignalCode[]), ...adjustments];
const facts: Evidence = {
  person: 'Chief Executive',
  number: '+12025550177',
  km: 6440,
  kmh: 6400,
  failed: 7,
  succeeded: 9,
  strength: 'strong',
};

test('every finding has a whole sentence of its own, with nothing missing in it', () => {
  for (const evidence of [
    { state: 'new', ...facts },
    { state: 'rare', ...facts },
    { state: 'usual', ...facts },
    facts,
    {},
  ]) {
    const sentences = codes.map((code) => reasonSentence(code, evidence));
    for (const [i, sentence] of sentences.entries()) {
      expect(sentence, codes[i]).toMatch(/^[A-Z].{10,}\.$/);
      expect(sentence, codes[i]).not.toMatch(/undefined|null|NaN/);
    }
    expect(new Set(sentences).size).toBe(codes.length);
  }
});

test('what is usual reads as usual, and what is new does not', () => {
  for (const code of [...comparedFeatures, 'hour', 'contact'] as const) {
    expect(reasonSentence(code, { state: 'usual' }), code).toMatch(/usual|known device|before/);
    if (code !== 'hour') expect(reasonSentence(code, { state: 'rare' }), code).toMatch(/seldom/);
    for (const evidence of [{ state: 'new' }, {} as Evidence]) {
      expect(reasonSentence(code, evidence), code).toMatch(/never|new|first time|unusual/);
    }
  }
});

test.each<[SignalCode, RegExp]>([
  ['travel', /6440 km .* 6400 km\/h/],
  ['login-failures', / 7 times/],
  ['login-velocity', / 9 times/],
  ['number-on-file', /on file for Chief Executive\./],
  ['number-unknown', /\+12025550177/],
  ['name-collision', /name of Chief Executive /],
  ['synthetic-voice', /shows strong signs/],
  ['challenge-denied', /^Chief Executive says/],
  ['challenge-timeout', /^Chief Executive did not/],
])('the sentence of %s names its facts', (code, pattern) => {
  expect(reasonSentence(code, facts)).toMatch(pattern);
});

test.each<[SignalCode, RegExp]>([
  ['number-on-file', /for a colleague\./],
  ['number-unknown', /from a number,/],
  ['name-collision', /of a colleague /],
  ['synthetic-voice', /shows no signs/],
  ['challenge-denied', /^The person says/],
  ['challenge-timeout', /^The person did not/],
])('the sentence of %s does without facts that were erased', (code, pattern) => {
  expect(reasonSentence(code, {})).toMatch(pattern);
});
