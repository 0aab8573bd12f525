import { expect, test } from 'vitest';
import { SourceLock } from './source-lock.ts';

const remote = { address: '192.0.2.1', port: 4000, rtcpPort: 4001 };

test('only the offered host is learnt, then its port is pinned', () => {
  const lock = new SourceLock('sdp-host');
  expect(lock.admit('192.0.2.1', 4000)).toBe(false);
  lock.offer(remote);
  expect(lock.admit('203.0.113.9', 4000)).toBe(false);
  expect(lock.admit('::ffff:192.0.2.1', 5555)).toBe(true);
  expect(lock.admit('192.0.2.1', 4000)).toBe(false);
  expect(lock.target()).toEqual({ address: '192.0.2.1', port: 5555 });
});

test('behind NAT the first source is pinned and nobody else gets in', () => {
  const lock = new SourceLock('first-packet');
  lock.offer({ ...remote, address: '10.0.0.5' });
  expect(lock.admit('203.0.113.9', 1000)).toBe(true);
  expect(lock.admit('203.0.113.10', 1000)).toBe(false);
  lock.offer({ ...remote, address: '10.0.0.6' });
  expect(lock.admit('203.0.113.10', 1000)).toBe(true);
});

test('reports go to their own port', () => {
  const lock = new SourceLock('sdp-host');
  lock.offer({ ...remote, rtcpPort: 4711 });
  expect(lock.controlTarget()).toEqual({ address: '192.0.2.1', port: 4711 });
  expect([lock.admitControl('192.0.2.1'), lock.admitControl('203.0.113.9')]).toEqual([true, false]);
});
