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

test('what would lower a finding is a whole sentence, and names the thing itself where only that helps', () => {
  for (const code of codes) expect(remedyOf(code) ?? 'Nothing.', code).toMatch(/^[A-Z].{6,}[.]$/);
  const said = (code: SignalCode) => remedyOf(code) ?? '';
  expect(said('device-key')).toMatch(/device he has used before/);
  expect(said('sign-in-moved')).toMatch(/this very browser/);
  expect(said('country')).toMatch(/after a few sessions/);
  expect(said('travel')).toMatch(/where he is/);
  expect(said('hour')).toMatch(/counts for little/);
  expect(said('login-method')).toBe('Signing in with his passkey.');
  expect(said('login-failures')).toMatch(/within an hour/);
  expect(said('number-unknown')).toMatch(/put on file/);
  expect(said('number-withheld')).toMatch(/number shown/);
  expect(said('number-on-file-new')).toMatch(/for a week/);
  expect(said('attestation-weak')).toMatch(/attestation A/);
  expect(said('sim-changed')).toMatch(/Seven days/);
  expect(said('number-forwarded')).toMatch(/forwarding off/);
  expect(said('name-collision')).toMatch(/whose name it is/);
  expect(said('link-forwarded')).toMatch(/invitation of his own/);
  expect(said('synthetic-voice')).toMatch(/Nothing he does at once/);
  expect(said('challenge-denied')).toMatch(/that it is not him/);
  expect(said('challenge-timeout')).toMatch(/new challenge/);
  expect(said('employee-suspects')).toMatch(/after the report/);
});

test('findings of one kind are lowered alike', () => {
  for (const alike of [
    ['user-agent', 'network-prefix', 'network-asn', 'country', 'network-kind'],
    ['hour', 'contact', 'contact-channel', 'group-size'],
    ['login-failures', 'login-velocity'],
    ['challenge-wrong-number', 'challenge-timeout'],
    ['employee-suspects', 'employee-pressured'],
  ] as const) {
    expect(new Set(alike.map((code) => remedyOf(code))).size).toBe(1);
  }
});
