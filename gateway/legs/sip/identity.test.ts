import { describe, expect, test } from 'vitest';
import type { Flow } from './flow.ts';
import { SipHeaders } from './headers.ts';
import { claimedIdentity, type ClaimedIdentity } from './identity.ts';
import { createPeerTable } from './peers.ts';
import { toE164 } from './phone-number.ts';

const flow: Flow = {
  transport: 'udp',
  reliable: false,
  remote: { address: '::ffff:198.51.100.7', port: 5060 },
  open: true,
  send() {},
};

function claim(trustedPeer: string | null, extra: readonly (readonly [string, string])[] = []): ClaimedIdentity {
  const headers = new SipHeaders();
  const base: [string, string][] = [
    ['Via', 'SIP/2.0/UDP 10.0.0.1:5060;branch=z9hG4bKa;received=198.51.100.7'],
    ['Via', 'SIP/2.0/UDP phone.example;branch=z9hG4bKb'],
    ['From', '"Chief Executive" <sip:+44.1632.960001;verstat=TN-Validation-Passed@trunk.example>;tag=1'],
    ['Contact', '<sip:x@10.0.0.1:5060>'],
    ['User-Agent', 'desk phone 1.0'],
  ];
  for (const [name, value] of [...base, ...extra]) headers.append(name, value);
  const invite = { kind: 'request', method: 'INVITE', uri: 'sip:200@gw', headers, body: new Uint8Array(0) } as const;
  return claimedIdentity(invite, flow, { trustedPeer, authenticatedUser: null, defaultCountryCode: '44' });
}

const asserted: [string, string][] = [
  [
    'P-Asserted-Identity',
    '"Real Name" <sip:01632960002@carrier.example>, <tel:+441632960002;verstat=TN-Validation-Failed>',
  ],
  ['P-Attestation-Indicator', 'C'],
];

describe('who the caller says he is', () => {
  test('a stranger has only his From; what he asserts and verifies himself is not believed', () => {
    expect(claim(null, asserted)).toMatchObject({
      source: 'from',
      displayName: 'Chief Executive',
      user: '+44.1632.960001',
      e164: '+441632960001',
      verstat: null,
      attestation: null,
      trustedPeer: null,
    });
  });

  test('a trusted trunk asserts the number; the From stays visible', () => {
    expect(claim('carrier', asserted)).toMatchObject({
      source: 'p-asserted-identity',
      displayName: 'Real Name',
      e164: '+441632960002',
      verstat: 'TN-Validation-Failed',
      attestation: 'C',
      from: { displayName: 'Chief Executive' },
    });
    const rpid: [string, string] = [
      'Remote-Party-ID',
      '"Old Style" <sip:0044 1632960003@c>;party=called, <sip:00441632960003@c>;party=calling',
    ];
    expect(claim('carrier', [rpid])).toMatchObject({ source: 'remote-party-id', e164: '+441632960003' });
  });

  test('where it came from, and how it was forwarded', () => {
    const extra: [string, string][] = [
      ['Diversion', '"Front Desk" <sip:+441632960009@pbx>;reason=no-answer'],
      ['History-Info', '<sip:201@pbx>;index=1, <sip:200@pbx>;index=1.1'],
      ['Privacy', 'id;critical'],
      ['Identity', 'eyJ.a.b;info=<https://cert.example/x.cer>'],
    ];
    expect(claim(null, extra)).toMatchObject({
      sourceAddress: '198.51.100.7',
      viaReceived: '198.51.100.7',
      viaHosts: ['10.0.0.1', 'phone.example'],
      contactHost: '10.0.0.1',
      userAgent: 'desk phone 1.0',
      diversions: [{ displayName: 'Front Desk', e164: '+441632960009', reason: 'no-answer' }],
      history: [{ user: '201' }, { user: '200' }],
      anonymous: true,
      identityHeaders: ['eyJ.a.b;info=<https://cert.example/x.cer>'],
    });
  });
});

test.each([
  ['+44 (1632) 960-001', null, '+441632960001'],
  ['00441632960001', null, '+441632960001'],
  ['01632960001', '44', '+441632960001'],
  ['441632960001', '44', '+441632960001'],
  ['2025550123', '1', '+12025550123'],
  ['12025550123', '1', '+12025550123'],
  ['011441632960001', '1', '+441632960001'],
  ['0612345678', '39', '+390612345678'],
  ['01632960001', null, null],
  ['6001', '44', null],
  ['anonymous', '44', null],
  ['+0123456789', null, null],
])('%s with country %s is %s', (text, country, expected) => {
  expect(toE164(text, country)).toBe(expected);
});

test('a phone-context completes a local number', () => {
  expect(toE164('960001', null, '+441632')).toBe('+441632960001');
});

test('peers are addresses or blocks, never names', () => {
  const peerOf = createPeerTable([
    { name: 'pbx', address: '192.0.2.0/28' },
    { name: 'six', address: '2001:db8::1' },
  ]);
  expect([
    peerOf('192.0.2.15'),
    peerOf('192.0.2.16'),
    peerOf('::ffff:192.0.2.1'),
    peerOf('2001:db8::1'),
    peerOf(''),
  ]).toEqual(['pbx', null, 'pbx', 'six', null]);
  expect(() => createPeerTable([{ name: 'x', address: 'pbx.example' }])).toThrow(TypeError);
});
