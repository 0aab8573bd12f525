import { describe, expect, it } from 'vitest';
import { FreemanModel } from './freeman.ts';
import type { Login } from './login.ts';

const login = (
  personId: string,
  [address, asn, country]: string[],
  [text, browser, os, deviceType]: string[],
): Login => ({
  personId,
  teamId: '',
  atMs: 0,
  deviceKey: undefined,
  userAgent: { text: text ?? '', browser: browser ?? '', os: os ?? '', deviceType: deviceType ?? '' },
  network: { address: address ?? '', prefix: '', asn: asn ?? '', country: country ?? '', kind: 'home' },
  position: undefined,
  method: undefined,
  contact: undefined,
  failed: 0,
  oddities: [],
});

const chrome = ['Chrome 1 text', 'Chrome 1', 'Windows', 'desktop'];
const firefox = ['Firefox 1 text', 'Firefox 1', 'Windows', 'desktop'];
const model = new FreemanModel();
model.learn(login('ann', ['a', 'AS1', 'NO'], chrome));
model.learn(login('ann', ['a', 'AS1', 'NO'], chrome));
model.learn(login('ann', ['b', 'AS1', 'NO'], chrome));
model.learn(login('bob', ['c', 'AS2', 'NO'], firefox));
// p(user | attack) / p(user | honest) = (1 / 2) / (3 / 4)
const prior = 2 / 3;

describe('the published score, worked out by hand', () => {
  it('of a login that the user has shown twice', () => {
    // Address: 2 of 2 + 3 unseen within its value, 2 of 4 + (1 + 2 carriers + 1 country) everywhere.
    const address = (0.6 * (2 / 5) * (2 / 8) + 0.3 * (3 / 4) + 0.1) / (0.6 * (2 / 3) + 0.3 + 0.1);
    // Browser: 3 of 3 + 4 within, 3 of 4 + (1 + 2 browsers + 1 system + 1 type).
    const agent = 0.5387 * (3 / 7) * (3 / 9) + 0.268 * (3 / 4) + 0.1882 + 0.0051;
    expect(model.score(login('ann', ['a', 'AS1', 'NO'], chrome))).toBeCloseTo(address * agent * prior, 12);
  });

  it('of a new address of the usual carrier: only what was never seen is smoothed', () => {
    const address = (0.6 * (1 / 8) + 0.3 * (3 / 4) + 0.1) / (0.3 + 0.1);
    const agent = 0.5387 * (3 / 7) * (3 / 9) + 0.268 * (3 / 4) + 0.1882 + 0.0051;
    expect(model.score(login('ann', ['d', 'AS1', 'NO'], chrome))).toBeCloseTo(address * agent * prior, 12);
  });

  it('of values of which the user has shown nothing: a quarter of the global likelihood each', () => {
    const strange = login('ann', ['e', 'AS9', 'US'], ['Opera text', 'Opera 1', 'Linux', 'tablet']);
    expect(model.score(strange)).toBeCloseTo(4 * 4 * prior, 12);
  });

  it('does not exist without a history', () => {
    expect(model.score(login('eve', ['a', 'AS1', 'NO'], chrome))).toBeUndefined();
  });
});
