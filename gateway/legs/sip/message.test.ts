import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type ParseResult, parseCSeq, parseMessage, type SipMessage, serialiseMessage } from './message.ts';
import { parseNameAddr } from './name-addr.ts';
import { parseVia } from './via.ts';

const utf8 = new TextEncoder();
const parse = (text: string): ParseResult => parseMessage(utf8.encode(text));

function read(text: string): SipMessage {
  const result = parse(text);
  if (!result.ok) throw new Error(result.reason);
  return result.message;
}

function reasonOf(text: string): string {
  const result = parse(text);
  return result.ok ? 'accepted' : `${result.status} ${result.reason}`;
}

const lines = [
  'INVITE sip:200@gw.example SIP/2.0',
  'Via: SIP/2.0/UDP 192.0.2.1:5060;branch=z9hG4bKabc',
  'From: "A. Caller" <sip:alice@example.com>;tag=1',
  'To: <sip:200@gw.example>',
  'Call-ID: x1@example.com',
  'CSeq: 1 INVITE',
];
const text = (...changed: string[]): string => `${[...lines, ...changed].join('\r\n')}\r\n\r\n`;
const without = (name: string): string => `${lines.filter((line) => !line.startsWith(name)).join('\r\n')}\r\n\r\n`;

/** Valid, but as strange as the grammar allows: RFC 4475 §3.1 in spirit. */
const strange = [
  '\r\n\r\nINVITE sip:200;x=%20y@gw.example:5070;transport=udp;lr?Subject=a SIP/2.0',
  'v:  SIP  / 2.0 / UDP   192.0.2.1:5060 ;branch = z9hG4bKabc ; rport, SIP/2.0/TCP [2001:db8::1]:5061;branch=z9hG4bKdef',
  'TO : <sip:200@gw.example>',
  'f: "Quote \\" and \\\\ , ; <b>"',
  '   <sip:al%69ce@example.com>',
  "\t;tag=9-_.!%*+`'~",
  'I: weird"id(\\)@[x]{}',
  'cSEQ:',
  '  0000000042',
  '  INVITE',
  'Unknown-Header:',
  'm:"Grüße" <sip:caller@192.0.2.1>, <sip:two@192.0.2.1>',
  'L:   5',
  '',
  'hello, and what came behind it',
].join('\r\n');

describe('strange but valid', () => {
  const message = read(strange);
  const { headers } = message;

  test('compact names, blanks, folding and keep-alive lines in front', () => {
    expect(message).toMatchObject({ kind: 'request', method: 'INVITE' });
    expect(parseCSeq(headers.get('cseq'))).toEqual({ number: 42, method: 'INVITE' });
    expect(headers.get('Unknown-Header')).toBe('');
    expect(headers.get('Call-ID')).toBe('weird"id(\\)@[x]{}');
  });

  test('quoted strings keep their commas, brackets and escapes', () => {
    const from = parseNameAddr(headers.get('From') ?? '');
    expect(from?.displayName).toBe('Quote " and \\ , ; <b>');
    expect(from?.uri).toMatchObject({ user: 'alice', host: 'example.com' });
    expect(from?.params.get('tag')).toBe("9-_.!%*+`'~");
  });

  test('several values in one line are several values', () => {
    const vias = headers.list('Via').map(parseVia);
    expect(vias.map((via) => [via?.transport, via?.host, via?.port])).toEqual([
      ['UDP', '192.0.2.1', 5060],
      ['TCP', '[2001:db8::1]', 5061],
    ]);
    expect(parseNameAddr(headers.list('Contact')[0] ?? '')?.displayName).toBe('Grüße');
    expect(headers.list('Contact')).toHaveLength(2);
  });

  test('the body is as long as Content-Length says, in bytes', () => {
    expect(new TextDecoder().decode(message.body)).toBe('hello');
    const umlaut = read(`${lines.join('\r\n')}\r\nContent-Length: 3\r\n\r\nüx`);
    expect(new TextDecoder().decode(umlaut.body)).toBe('üx');
    expect(new TextDecoder().decode(serialiseMessage(umlaut))).toContain('Content-Length: 3\r\n\r\nüx');
  });

  test('line feeds alone are understood, and a response without a reason', () => {
    expect(read(text().replaceAll('\r\n', '\n'))).toMatchObject({ method: 'INVITE' });
    expect(read(text().replace(/^.*\r\n/, 'SIP/2.0 486\r\n'))).toMatchObject({
      kind: 'response',
      status: 486,
      reason: '',
    });
  });
});

describe('malformed', () => {
  test.each([
    ['no start line', '\r\n\r\n', '400 Malformed Start Line'],
    ['a start line of one word', 'INVITE\r\n\r\n', '400 Malformed Start Line'],
    [
      'blanks inside the Request-URI',
      text().replace('200@gw.example SIP', '200 @gw.example SIP'),
      '400 Malformed Request Line',
    ],
    [
      'two blanks before the version',
      text().replace('gw.example SIP', 'gw.example  SIP'),
      '400 Malformed Request Line',
    ],
    ['another version', text().replace('SIP/2.0\r', 'SIP/7.0\r'), '505 Version Not Supported'],
    ['no Via', without('Via'), '400 Missing Via Header Field'],
    ['no Call-ID', without('Call-ID'), '400 Missing Call-ID Header Field'],
    ['two From', text('From: <sip:b@b>;tag=2'), '400 Repeated From Header Field'],
    ['a CSeq too large', text().replace('1 INVITE', '2147483648 INVITE'), '400 Malformed CSeq Header Field'],
    ['a CSeq of another method', text().replace('1 INVITE', '1 BYE'), '400 CSeq Method Does Not Match'],
    ['a line without colon', text('what is this'), '400 Malformed Header Field'],
    ['a carriage return inside a line', text('Subject: a\rX: b'), '400 Malformed Header Field'],
    ['a body shorter than said', `${lines.join('\r\n')}\r\nContent-Length: 9\r\n\r\nabc`, '400 Bad Content-Length'],
    ['a negative length', `${lines.join('\r\n')}\r\nContent-Length: -1\r\n\r\nabc`, '400 Bad Content-Length'],
    [
      'two different lengths',
      `${lines.join('\r\n')}\r\nl: 1\r\nContent-Length: 2\r\n\r\nabc`,
      '400 Bad Content-Length',
    ],
    ['too many lines', text(...Array.from({ length: 300 }, (_, i) => `X: ${i}`)), '400 Too Many Header Fields'],
    ['too long a header', text(`X: ${'y'.repeat(40_000)}`), '413 Message Too Large'],
  ])('%s', (_name, bad, reason) => {
    expect(reasonOf(bad)).toBe(reason);
  });

  test('what could be read of a bad request is kept for the response', () => {
    const result = parse(text('Content-Length: 99'));
    expect(result.ok ? null : result.request?.headers.get('Call-ID')).toBe('x1@example.com');
  });

  test('a line of blanks as long as allowed costs no time', () => {
    const start = performance.now();
    parse(`INVITE ${' '.repeat(32_000)}x\r\n\r\n`);
    parse(text(`Via: SIP${' '.repeat(15_000)}x`, `Contact: "${'\\'.repeat(15_000)}`));
    expect(performance.now() - start).toBeLessThan(200);
  });
});

describe('any bytes', () => {
  function settle(bytes: Uint8Array): void {
    const first = parseMessage(bytes);
    if (!first.ok) return;
    const written = serialiseMessage(first.message);
    const second = parseMessage(written);
    if (!second.ok) throw new Error(`what we wrote is unreadable: ${second.reason}`);
    expect(Buffer.from(serialiseMessage(second.message)).equals(Buffer.from(written))).toBe(true);
    for (const value of first.message.headers.list('Contact')) parseNameAddr(value);
    for (const value of first.message.headers.list('Via')) parseVia(value);
  }

  test('never throw, and what is accepted is written and read the same', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 400 }), settle), { numRuns: 300 });
  });

  test('nor do valid messages with bytes changed, removed or doubled', () => {
    const whole = utf8.encode(strange);
    const edit = fc.record({ at: fc.nat(whole.length - 1), remove: fc.nat(6), add: fc.uint8Array({ maxLength: 4 }) });
    fc.assert(
      fc.property(fc.array(edit, { minLength: 1, maxLength: 5 }), (edits) => {
        let bytes = [...whole];
        for (const { at, remove, add } of edits) bytes = [...bytes.slice(0, at), ...add, ...bytes.slice(at + remove)];
        settle(Uint8Array.from(bytes));
      }),
      { numRuns: 300 },
    );
  });
});
