import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { answerDirection, answerOffer, createOffer, type LocalMedia, readAnswer } from './offer-answer.ts';
import { parseSdp, type SdpSession } from './sdp.ts';

const local: LocalMedia = {
  address: '192.0.2.9',
  port: 40_000,
  codecs: ['PCMU', 'PCMA'],
  direction: 'sendrecv',
  sessionId: '77',
  version: 3,
};

function session(...lines: string[]): SdpSession {
  const head = ['v=0', 'o=- 1 1 IN IP4 192.0.2.1', 's=-', 'c=IN IP4 192.0.2.1', 't=0 0'];
  const result = parseSdp(`${[...head, ...lines].join('\r\n')}\r\n`);
  if (!result.ok) throw new Error(result.reason);
  return result.session;
}

describe('answering an offer', () => {
  test("the offerer's first usable law wins, with his event type", () => {
    const offer = session('m=audio 4000 RTP/AVP 9 8 0 96', 'a=rtpmap:96 telephone-event/8000');
    const result = answerOffer(offer, local);
    expect(result).toMatchObject({
      ok: true,
      agreed: {
        codec: 'PCMA',
        payloadType: 8,
        telephoneEventType: 96,
        remote: { address: '192.0.2.1', port: 4000, rtcpPort: 4001 },
      },
    });
    expect(result.ok && result.sdp).toContain('m=audio 40000 RTP/AVP 8 96\r\n');
    expect(result.ok && result.sdp).toContain('o=- 77 3 IN IP4 192.0.2.9\r\n');
  });

  test('every line is answered in order; what we do not take has port 0', () => {
    const result = answerOffer(
      session(
        'm=video 5000 RTP/AVP 97',
        'a=rtpmap:97 H264/90000',
        'm=audio 4000 RTP/SAVP 0',
        'm=audio 4002 RTP/AVP 0',
        'm=image 6000 udptl t38',
      ),
      local,
    );
    const lines = result.ok ? result.sdp.split('\r\n').filter((line) => line.startsWith('m=')) : [];
    expect(lines).toEqual([
      'm=video 0 RTP/AVP 97',
      'm=audio 0 RTP/SAVP 0',
      'm=audio 40000 RTP/AVP 0',
      'm=image 0 udptl t38',
    ]);
  });

  test.each([
    ['only unknown codecs', 'm=audio 4000 RTP/AVP 9 3'],
    ['a dynamic type that is something else', 'm=audio 4000 RTP/AVP 96'],
    ['a refused line', 'm=audio 0 RTP/AVP 0'],
  ])('%s is not acceptable', (_name, line) => {
    expect(answerOffer(session(line), local).ok).toBe(false);
  });

  test('c=0.0.0.0 is a hold without an address', () => {
    const result = answerOffer(session('m=audio 4000 RTP/AVP 0', 'c=IN IP4 0.0.0.0'), local);
    expect(result).toMatchObject({ agreed: { remote: null, direction: 'recvonly' } });
  });

  test.each([
    ['sendonly', 'sendrecv', 'recvonly'],
    ['recvonly', 'sendrecv', 'sendonly'],
    ['inactive', 'sendrecv', 'inactive'],
    ['sendrecv', 'sendonly', 'sendonly'],
    ['sendonly', 'sendonly', 'inactive'],
  ] as const)('offered %s, wanted %s: %s', (offered, wanted, answer) => {
    expect(answerDirection(offered, wanted)).toBe(answer);
  });
});

test('our offer names both laws and is answered by ourselves', () => {
  const parsed = parseSdp(createOffer(local));
  const answer = parsed.ok ? answerOffer(parsed.session, { ...local, codecs: ['PCMA'] }) : null;
  const read = parseSdp(answer?.ok === true ? answer.sdp : '');
  expect(read.ok && readAnswer(read.session, local)).toMatchObject({
    ok: true,
    agreed: { codec: 'PCMA', telephoneEventType: 101 },
  });
});

test('digits where words are expected are read as text', () => {
  const result = parseSdp('v=0\r\ns=7\r\nm=audio 4000 RTP/AVP 96\r\na=rtpmap:96 1234/8000\r\na=label:1\r\n');
  expect(result).toMatchObject({
    session: { userAgentName: '7', media: [{ label: '1', codecs: [{ name: '1234' }] }] },
  });
});

test('broken SDP is refused with a reason', () => {
  for (const text of [
    '',
    'v=1\r\n',
    'v=0\r\nm=audio RTP\r\n',
    'v=0\r\nm=audio 99999 RTP/AVP 0\r\n',
    'v=0\r\n'.padEnd(40_000, 'a'),
  ]) {
    expect(parseSdp(text)).toMatchObject({ ok: false });
  }
});

test('no text makes the SDP parser throw', () => {
  const line = fc.oneof(
    fc.string({ maxLength: 40 }),
    fc
      .tuple(
        fc.constantFrom('v=0', 'm=audio 1 RTP/AVP ', 'a=rtpmap:', 'c=IN IP4 ', 'o=', 'a=rtcp:', 'a=label:'),
        fc.string({ maxLength: 12 }),
      )
      .map((parts) => parts.join('')),
  );
  fc.assert(
    fc.property(fc.array(line, { maxLength: 12 }), (lines) => {
      const result = parseSdp(lines.join('\r\n'));
      if (result.ok) answerOffer(result.session, local);
    }),
    { numRuns: 300 },
  );
});
