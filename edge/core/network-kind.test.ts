import { expect, test } from 'vitest';
import { networkKindOf } from './network-kind.ts';

test('rented machines are told by their carrier, or by its name', () => {
  expect(networkKindOf(16509, 'Amazon.com')).toBe('hosting');
  expect(networkKindOf(64500, 'Example Cloud Servers')).toBe('hosting');
  expect(networkKindOf(undefined, 'Fast VPN Ltd')).toBe('hosting');
});

test('people’s lines are access; where nothing is known, nothing is said', () => {
  expect(networkKindOf(3320, 'Deutsche Telekom AG')).toBe('access');
  expect(networkKindOf(64501, 'Ghostwriter Broadband')).toBe('access');
  expect(networkKindOf(undefined, undefined)).toBeUndefined();
});
