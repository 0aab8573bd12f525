import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { canonicalJson, type Json } from './canonical.ts';

test('keys are sorted at every depth and undefined members are left out', () => {
  expect(canonicalJson({ b: [1, { d: null, c: 'x' }], a: undefined, A: true })).toBe(
    '{"A":true,"b":[1,{"c":"x","d":null}]}',
  );
});

test('the text says the same as the value, and the order of members does not matter', () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 3 }), (value) => {
      const text = canonicalJson(value);
      // JSON has no negative zero: both sides go through it once.
      expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(value)));
      expect(canonicalJson(JSON.parse(text) as Json)).toBe(text);
    }),
  );
});

test('what JSON cannot carry is refused', () => {
  expect(() => canonicalJson(Number.NaN)).toThrow(TypeError);
});

test('keys that are whole numbers are sorted as text, and odd texts are escaped as JSON does', () => {
  const odd = ['"', '\\', '\n', '\u007f', 'é', '\u2028', '\ud800'];
  expect(canonicalJson({ 9: 'a', 10: odd, a: 1 })).toBe(`{"10":${JSON.stringify(odd)},"9":"a","a":1}`);
  expect(canonicalJson({ b: odd, a: 1 })).toBe(`{"a":1,"b":${JSON.stringify(odd)}}`);
  expect(() => canonicalJson({ b: [Number.NaN], a: 1 })).toThrow(TypeError);
});

test('values alone are written as JSON writes them, at every place the same', () => {
  for (const value of [null, true, false, 'text', 'é"', '', 0, -1.5, 1e21]) {
    expect(canonicalJson(value)).toBe(JSON.stringify(value));
    expect(canonicalJson([value])).toBe(`[${JSON.stringify(value)}]`);
    expect(canonicalJson({ b: value, a: value })).toBe(`{"a":${JSON.stringify(value)},"b":${JSON.stringify(value)}}`);
  }
  expect(canonicalJson({})).toBe('{}');
  expect(canonicalJson([])).toBe('[]');
});

test('the order of members that are already sorted, equal at the start or empty is kept', () => {
  expect(canonicalJson({ '': 1, a: 2, aa: 3, b: 4 })).toBe('{"":1,"a":2,"aa":3,"b":4}');
  expect(canonicalJson({ aa: 3, a: 2, '': 1 })).toBe('{"":1,"a":2,"aa":3}');
  expect(canonicalJson({ a: undefined, b: { d: 1, c: undefined, a: 2 } })).toBe('{"b":{"a":2,"d":1}}');
  expect(canonicalJson([{ b: 1, a: 2 }, [{ d: 1, c: 2 }]])).toBe('[{"a":2,"b":1},[{"c":2,"d":1}]]');
});

test.each([Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY])(
  '%d is refused wherever it stands',
  (odd) => {
    for (const value of [odd, [odd], { a: odd }, { a: [{ b: odd }] }, { b: 1, a: odd }, { a: undefined, b: odd }]) {
      expect(() => canonicalJson(value)).toThrow('canonical JSON carries finite numbers only');
    }
  },
);
