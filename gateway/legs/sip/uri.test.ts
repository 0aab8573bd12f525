import { describe, expect, test } from 'vitest';
import { formatNameAddr, parseNameAddr } from './name-addr.ts';
import { formatSipUri, isSipUri, parseUri } from './uri.ts';

describe('URIs', () => {
  test('user, password, port, parameters and headers are told apart', () => {
    expect(parseUri('sips:al%40ice;isub=1:pw@[2001:db8::1]:5061;transport=tcp;lr?Subject=x')).toMatchObject({
      scheme: 'sips',
      user: 'al@ice;isub=1',
      host: '[2001:db8::1]',
      port: 5061,
      params: new Map([
        ['transport', 'tcp'],
        ['lr', null],
      ]),
    });
    expect(parseUri('tel:+44-1632-960001;phone-context=example')).toMatchObject({
      scheme: 'tel',
      number: '+44-1632-960001',
    });
    expect(parseUri('mailto:a@example.com')).toMatchObject({ scheme: 'mailto' });
  });

  test.each([
    'sip:',
    'sip:@host',
    'sip:a b@host',
    'sip:a@',
    'sip:a@ho_st:99999',
    'sip:a%zz@host',
    '<sip:a@b>',
    'sip:a@b:x',
    'tel:abc xyz',
    'alice',
  ])('%s is refused', (text) => {
    expect(parseUri(text)).toBeNull();
  });

  test('what is written is read back', () => {
    const text = formatSipUri({
      scheme: 'sip',
      user: 'grüße #1',
      host: '::1',
      port: 5060,
      params: new Map([['lr', null]]),
    });
    const uri = parseUri(text);
    expect(isSipUri(uri) && [uri.user, uri.host, uri.port]).toEqual(['grüße #1', '[::1]', 5060]);
  });
});

describe('name and address', () => {
  test.each([
    ['sip:a@b;tag=1', '', 'b', '1'],
    ['Alex  Example <sip:a@b;x=y>;tag=2', 'Alex Example', 'b', '2'],
    ['"<sip:evil@c>" <sip:a@b>;tag=3', '<sip:evil@c>', 'b', '3'],
    ['"Ärger, \\"laut\\"" <sip:a@b> ; tag = 4', 'Ärger, "laut"', 'b', '4'],
  ])('%s', (text, displayName, host, tag) => {
    const read = parseNameAddr(text);
    expect(read).toMatchObject({ displayName, uri: { host } });
    expect(read?.params.get('tag')).toBe(tag);
  });

  test.each(['"open <sip:a@b>', '<sip:a@b', 'sip:a@b?x=y', 'a, b <sip:a@b>', '<sip:a@b> tag=1', ''])(
    '%s is refused',
    (text) => {
      expect(parseNameAddr(text)).toBeNull();
    },
  );

  test('display names are quoted when written', () => {
    const text = formatNameAddr({ displayName: 'He said "\\"', uri: 'sip:a@b', params: new Map([['tag', 'x']]) });
    expect(parseNameAddr(text)?.displayName).toBe('He said "\\"');
  });
});
