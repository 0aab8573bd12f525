import { describe, expect, it } from 'vitest';
import { distanceKm } from '#core/travel';
import { attackOn } from './attackers.ts';
import { familyOf, type Login } from './login.ts';
import { assumptions } from './population.ts';
import { createRandom } from './random.ts';
import { createStream } from './stream.ts';

const small = { ...assumptions, people: 200 };
const stream = createStream('stream test', small);
const share = (test: (login: Login) => boolean) => stream.logins.filter(test).length / stream.logins.length;

describe('a stream of honest logins', () => {
  it('is the same for the same seed, and another for another seed', () => {
    expect(createStream('stream test', small).logins).toEqual(stream.logins);
    expect(createStream('another', small).logins.slice(0, 9)).not.toEqual(stream.logins.slice(0, 9));
  });

  it('comes in order of time, each person no faster than an airliner', () => {
    const last = new Map<string, Login>();
    let before = 0;
    for (const login of stream.logins) {
      expect(login.atMs).toBeGreaterThanOrEqual(before);
      before = login.atMs;
      const previous = last.get(login.personId);
      last.set(login.personId, login);
      if (previous?.position === undefined || login.position === undefined) continue;
      const hours = (login.atMs - previous.atMs) / 3_600_000;
      expect(distanceKm(previous.position, login.position)).toBeLessThan(900 * hours + 1);
    }
  });

  it('keeps the published marginals: 3 % travel, 1 in 150 new devices, 3 % browser updates', () => {
    expect(share(({ oddities }) => oddities.includes('travel'))).toBeCloseTo(0.03, 1.7);
    expect(share(({ oddities }) => oddities.includes('new-device'))).toBeCloseTo(1 / 150, 2.3);
    expect(share(({ oddities }) => oddities.includes('browser-update'))).toBeCloseTo(0.03, 1.9);
    expect(share(({ oddities }) => oddities.includes('forgotten-password'))).toBeCloseTo(0.015, 1.9);
  });
});

describe('attackers', () => {
  const usual = stream.logins.find(({ network, oddities }) => network.kind === 'home' && oddities.length === 0);
  const person = stream.people.find(({ id }) => id === usual?.personId);
  if (usual === undefined || person === undefined) throw new Error('nobody logs in at home');
  const victim = { person, usual, world: stream.world, people: stream.people.length, atMs: usual.atMs };
  const random = createRandom('attackers test');

  it('know what their model says and never hold the device', () => {
    const naive = Array.from({ length: 50 }, () => attackOn(victim, 'naive', random));
    expect(new Set(naive.map(({ network }) => network.country)).size).toBeGreaterThan(10);
    const vpn = attackOn(victim, 'vpn', random);
    expect(vpn.network).toMatchObject({ country: usual.network.country, kind: 'vpn' });
    const targeted = attackOn(victim, 'targeted', random);
    expect(targeted.network.asn).toBe(usual.network.asn);
    expect(familyOf(targeted.userAgent.browser)).toBe(familyOf(usual.userAgent.browser));
    const very = attackOn(victim, 'very-targeted', random);
    expect(very.network.prefix).toBe(usual.network.prefix);
    expect(very.userAgent).toEqual(usual.userAgent);
    expect(very.atMs).toBe(usual.atMs);
    for (const attack of [...naive, vpn, targeted, very]) expect(attack.deviceKey).toMatch(/^attacker-/);
  });
});

describe('names of software', () => {
  it.each([
    ['Chrome Mobile 81.0.4044', 'Chrome Mobile'],
    ['Chrome 79.0.3945.192.205', 'Chrome'],
    ['Mac OS X 10.15', 'Mac OS X'],
    ['Windows XP', 'Windows XP'],
    ['Android', 'Android'],
  ])('%s is of the family %s', (name, family) => {
    expect(familyOf(name)).toBe(family);
  });
});
