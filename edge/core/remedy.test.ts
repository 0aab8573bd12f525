import { expect, test } from 'vitest';
import { reasonSentence } from './reason.ts';
import { remedyOf } from './remedy.ts';
import { signalTable, type SignalCode } from './signal.ts';

const codes = Object.keys(signalTable) as SignalCode[];

test('every finding has a sentence, and every one that can speak against somebody says what would lower it', () => {
  for (const code of codes) {
    expect(reasonSentence(code, {})).toMatch(/^[A-Z].*[.]$/);
    const speaksFor = signalTable[code].llrNats < 0;
    expect(remedyOf(code) === undefined, code).toBe(speaksFor);
  }
});

test('what overlaps or is set off needs nothing to lower it', () => {
  for (const code of ['correlation-discount', 'identity-offset', 'media-floor'] as const) {
    expect(remedyOf(code)).toBeUndefined();
    expect(reasonSentence(code, {})).toMatch(/[.]$/);
  }
});
