import { createSocket, type Socket } from 'node:dgram';
import { connect } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import type { SipServerConfig } from './config.ts';
import type { IncomingCall } from './incoming-call.ts';
import type { LegEnd, SipLeg } from './leg.ts';
import { answered, type OutgoingCall, type PlaceCallOptions } from './outgoing-call.ts';
import { createSipServer, type SipServer } from './sip-server.ts';
import { createPortFinder, until } from './test-peers.ts';

const sipPort = createPortFinder(22_000, 22_400);
const closers: (() => unknown)[] = [];

afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

async function open(config: Partial<SipServerConfig> = {}): Promise<SipServer> {
  const base = { bindAddress: '127.0.0.1', port: await sipPort(), rtp: { minPort: 22_800, maxPort: 22_989 } };
  const server = await createSipServer({ ...base, ...config }, { log: () => {} });
  closers.push(() => server.close());
  return server;
}

/** Two servers and one call between them. */
async function callBetween(config: Partial<SipServerConfig> = {}, options: PlaceCallOptions = {}, transport = 'udp') {
  const [us, them] = [await open(), await open(config)];
  const invited = new Promise<IncomingCall>((resolve) => them.once('invite', resolve));
  const call = us.placeCall(`sip:200@127.0.0.1:${them.port};transport=${transport}`, options);
  return { us, them, call, invited };
}

async function talk(config: Partial<SipServerConfig> = {}, options: PlaceCallOptions = {}, transport = 'udp') {
  const { us, them, call, invited } = await callBetween(config, options, transport);
  const near = answered(call);
  const far = await (await invited).answer();
  return { us, them, near: await near, far };
}

const endOf = (leg: SipLeg): Promise<LegEnd> => new Promise((resolve) => leg.once('end', resolve));
const failureOf = (call: OutgoingCall): Promise<number> => new Promise((resolve) => call.once('failed', resolve));

describe('calls between two servers', () => {
  test.each(['udp', 'tcp'])('%s: rings, is answered, holds, resumes, keys, ends', async (transport) => {
    const from = { displayName: 'Chief Executive', user: '+441632960001' };
    const { us, them, call, invited } = await callBetween({}, { from, headers: [['X-Drill', 'yes']] }, transport);
    const ringing = new Promise((resolve) => call.once('ringing', resolve));
    const near = answered(call);
    const incoming = await invited;
    expect(incoming.from).toMatchObject({ displayName: 'Chief Executive', e164: '+441632960001' });
    expect([incoming.header('x-drill'), incoming.remote.transport]).toEqual(['yes', transport]);
    incoming.ring();
    expect(await ringing).toBe(180);
    const far = await incoming.answer();
    const leg = await near;
    expect(leg.transportBinding().replace(/;remote=.*/, '')).toBe(far.transportBinding().replace(/;remote=.*/, ''));
    const holds: boolean[] = [];
    const digits: string[] = [];
    far.on('hold', (held) => holds.push(held));
    far.on('dtmf', (press) => digits.push(press.digit));
    await leg.hold();
    expect(leg.rtp.format).toMatchObject({ sending: true, receiving: false });
    expect(far.rtp.format).toMatchObject({ sending: false, receiving: true });
    await leg.resume();
    expect(holds).toEqual([true, false]);
    leg.sendDtmf('12');
    await until(() => digits.join('') === '12');
    const over = endOf(leg);
    far.hangup('over');
    expect(await over).toBe('remote-bye');
    await until(() => us.stats().rtpPortsInUse + them.stats().rtpPortsInUse === 0);
    expect(us.stats()).toMatchObject({ calls: 0, dialogs: 0, internalErrors: 0 });
  });

  test('two offers at once: one waits and both get through', async () => {
    const { near, far } = await talk();
    await Promise.all([near.hold(), far.hold()]);
    expect([near.rtp.format?.receiving, far.rtp.format?.receiving]).toEqual([false, false]);
  });

  test('a rejection reaches the caller with its status', async () => {
    const { call, invited } = await callBetween();
    const failed = failureOf(call);
    (await invited).reject(603);
    expect(await failed).toBe(603);
  });

  test('the caller gives up while it rings', async () => {
    const { call, invited } = await callBetween();
    const incoming = await invited;
    const cancelled = new Promise((resolve) => incoming.once('cancel', resolve));
    const failed = failureOf(call);
    call.once('ringing', () => call.cancel());
    incoming.ring();
    expect([await cancelled, await failed]).toEqual(['cancelled', 487]);
    await expect(incoming.answer()).rejects.toMatchObject({ code: 'call-gone' });
  });

  test('nobody listens: 480; nobody answers: 480; nobody is there: 408', async () => {
    const [us, them] = [await open({ timers: { t1Ms: 5, t2Ms: 20 } }), await open()];
    const target = `sip:1@127.0.0.1:${them.port}`;
    expect(await failureOf(us.placeCall(target))).toBe(480);
    const { call } = await callBetween({ limits: { ringMs: 50 } });
    expect(await failureOf(call)).toBe(480);
    expect(await failureOf(us.placeCall(`sip:1@127.0.0.1:${await sipPort()}`))).toBe(408);
    expect(await failureOf(us.placeCall(`sip:1@127.0.0.1:${await sipPort()};transport=tcp`))).toBe(503);
    expect(() => us.placeCall('mailto:x@y')).toThrow('not a sip URI');
  });

  test('a password is asked for and given; a wrong one is refused', async () => {
    const auth = { realm: 'pbx', users: [{ username: '6001', password: 's3cret' }] };
    const { near, far } = await talk({ auth }, { credentials: { username: '6001', password: 's3cret' } });
    await near.hold();
    const over = endOf(far);
    near.hangup();
    expect(await over).toBe('remote-bye');
    const { call } = await callBetween({ auth }, { credentials: { username: '6001', password: 'guess' } });
    expect(await failureOf(call)).toBe(403);
    const nobody = await callBetween({ auth });
    expect(await failureOf(nobody.call)).toBe(401);
  });

  test('strangers are refused where only peers may call', async () => {
    const { call } = await callBetween({ acceptStrangers: false });
    expect(await failureOf(call)).toBe(403);
    const trusted = await callBetween({
      acceptStrangers: false,
      trustedPeers: [{ name: 'pbx', address: '127.0.0.0/8' }],
    });
    expect((await trusted.invited).from.trustedPeer).toBe('pbx');
  });

  test('no common law: 488; no RTP port left: 503', async () => {
    const [us, them] = [await open({ codecs: ['PCMA'] }), await open({ codecs: ['PCMU'] })];
    expect(await failureOf(us.placeCall(`sip:1@127.0.0.1:${them.port}`))).toBe(488);
    const { call, invited } = await callBetween({ rtp: { minPort: 22_990, maxPort: 22_991 } });
    const blocker = createSocket('udp4');
    await new Promise<void>((resolve) => blocker.bind(22_990, '127.0.0.1', resolve));
    closers.push(() => blocker.close());
    const failed = failureOf(call);
    await expect((await invited).answer()).rejects.toMatchObject({ code: 'no-rtp-port' });
    expect(await failed).toBe(503);
  });

  test('limits: too many INVITEs a second, too many calls', async () => {
    const { us, them } = await callBetween({ limits: { invitesPerSecond: 1, inviteBurst: 2, calls: 1 } });
    await until(() => them.stats().calls === 1);
    const target = `sip:1@127.0.0.1:${them.port}`;
    expect(await failureOf(us.placeCall(target))).toBe(503);
    expect(await failureOf(us.placeCall(target))).toBe(503);
    expect(them.stats()).toMatchObject({ overloaded: 1, rateLimited: 1 });
  });

  test('a listener that throws costs one call, not the server', async () => {
    const [us, them] = [await open(), await open()];
    them.once('invite', () => {
      throw new Error('boom');
    });
    expect(await failureOf(us.placeCall(`sip:1@127.0.0.1:${them.port}`))).toBe(500);
    expect(them.stats()).toMatchObject({ internalErrors: 1, calls: 0 });
  });

  test('closing ends every call within a second', async () => {
    const { near, them, us } = await talk();
    const ringing = us.placeCall(`sip:1@127.0.0.1:${them.port}`);
    await new Promise((resolve) => them.once('invite', resolve));
    const [over, failed] = [endOf(near), failureOf(ringing)];
    const start = performance.now();
    await Promise.all([them.close(), them.close()]);
    expect(performance.now() - start).toBeLessThan(1000);
    expect([await over, await failed]).toEqual(['remote-bye', 487]);
    expect(() => them.placeCall('sip:a@127.0.0.1')).toThrow('closed');
  });

  test('a registration is kept and taken back', async () => {
    const registrar = createSocket('udp4');
    await new Promise<void>((resolve) => registrar.bind(0, '127.0.0.1', resolve));
    closers.push(() => registrar.close());
    const expires: string[] = [];
    registrar.on('message', (bytes, from) => {
      const text = bytes.toString();
      const copied = text.match(/^(Via|From|To|Call-ID|CSeq|Contact): .*$/gm) ?? [];
      expires.push(/^Expires: (\d+)/m.exec(text)?.[1] ?? '');
      const status = /^Authorization: Digest username="6001"/m.test(text) ? '200 OK' : '401 Unauthorized';
      const ask = 'WWW-Authenticate: Digest realm="r", nonce="n", qop="auth"';
      registrar.send(
        [`SIP/2.0 ${status}`, ...copied, ask, 'Content-Length: 0', '', ''].join('\r\n'),
        from.port,
        from.address,
      );
    });
    const us = await open();
    const aor = `sip:6001@127.0.0.1:${registrar.address().port}`;
    const registration = us.register({ aor, expiresS: 60, credentials: { username: '6001', password: 'x' } });
    await new Promise((resolve) => registration.once('registered', resolve));
    await us.close();
    expect([...new Set(expires)]).toEqual(['60', '0']);
  });
});

/** A phone of bare datagrams. */
async function phone(server: SipServer) {
  const socket: Socket = createSocket('udp4');
  await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve));
  closers.push(() => socket.close());
  const heard: string[] = [];
  socket.on('message', (bytes) => heard.push(bytes.toString()));
  const { port } = socket.address();
  const sdp = `v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=audio ${port} RTP/AVP 0\r\n`;
  function send(
    method: string,
    changes: { to?: string; branch?: string; extra?: string[]; uri?: string; body?: string; cseq?: number } = {},
  ): void {
    const { to = '<sip:200@gw>', branch = `z9hG4bK${method}`, extra = [], uri = 'sip:200@gw', cseq = 1 } = changes;
    const body = changes.body ?? (method === 'INVITE' ? sdp : '');
    const head = [
      `${method} ${uri} SIP/2.0`,
      `Via: SIP/2.0/UDP 127.0.0.1:${port};branch=${branch};rport`,
      'From: <sip:a@b>;tag=1',
    ];
    head.push(`To: ${to}`, 'Call-ID: raw', `CSeq: ${cseq} ${method}`, `Contact: <sip:a@127.0.0.1:${port}>`);
    if (body !== '' && !extra.some((line) => line.startsWith('Content-Type')))
      head.push('Content-Type: application/sdp');
    socket.send([...head, ...extra, `Content-Length: ${body.length}`, '', body].join('\r\n'), server.port, '127.0.0.1');
  }
  const statuses = (): number[] => heard.map((text) => Number(/^SIP\/2\.0 (\d+)/.exec(text)?.[1] ?? 0));
  return { send, heard, statuses, raw: (text: string) => socket.send(text, server.port, '127.0.0.1') };
}

describe('requests that are refused', () => {
  test.each([
    ['405', 'SUBSCRIBE', {}],
    ['501', 'FROBNICATE', {}],
    ['416', 'OPTIONS', { uri: 'mailto:a@b' }],
    ['400', 'OPTIONS', { uri: 'sip:@' }],
    ['420', 'INVITE', { extra: ['Require: 100rel, timer'] }],
    ['483', 'INVITE', { extra: ['Max-Forwards: 0'] }],
    ['400', 'INVITE', { extra: ['Max-Forwards: many'] }],
    ['415', 'INVITE', { extra: ['Content-Type: text/plain'], body: 'hello' }],
    ['415', 'INVITE', { extra: ['Content-Encoding: gzip'] }],
    ['400', 'INVITE', { body: 'v=nothing' }],
    ['422', 'INVITE', { extra: ['Session-Expires: 30'] }],
    ['481', 'BYE', { to: '<sip:200@gw>;tag=none' }],
    ['481', 'CANCEL', {}],
    ['603', 'REFER', { to: '<sip:200@gw>;tag=none' }],
  ])('%s for %s %o', async (status, method, changes) => {
    const server = await open();
    const peer = await phone(server);
    peer.send(method, changes);
    await until(() => peer.statuses().length > 0);
    expect(peer.statuses()[0]).toBe(Number(status));
    if (status === '420') expect(peer.heard[0]).toContain('Unsupported: 100rel');
    if (status === '405') expect(peer.heard[0]).toContain('Allow: INVITE');
  });

  test('the same request over another path: 482', async () => {
    const server = await open();
    server.on('invite', () => {});
    const peer = await phone(server);
    peer.send('INVITE', { branch: 'z9hG4bKone' });
    peer.send('INVITE', { branch: 'z9hG4bKtwo' });
    await until(() => peer.statuses().includes(482));
    expect(server.stats().calls).toBe(1);
  });

  test('a call whose ACK is lost: the same 200 again and again, then BYE', async () => {
    const server = await open({ timers: { t1Ms: 20, t2Ms: 80 } });
    const ends: LegEnd[] = [];
    server.on('invite', (call) => void call.answer().then((leg) => leg.on('end', (reason) => ends.push(reason))));
    const peer = await phone(server);
    peer.send('INVITE');
    peer.send('INVITE');
    await until(() => ends.length === 1);
    const tags = peer.heard
      .filter((text) => text.startsWith('SIP/2.0 200'))
      .map((text) => /^To: .*tag=(\w+)/m.exec(text)?.[1]);
    expect(tags.length).toBeGreaterThan(10);
    expect(new Set(tags).size).toBe(1);
    expect(ends).toEqual(['ack-timeout']);
    await until(() => peer.heard.some((text) => text.startsWith('BYE sip:a@127.0.0.1')));
  });

  test('inside a call: old CSeq 500, UPDATE answered, unknown INFO 415, REFER 603, BYE at last', async () => {
    const server = await open();
    server.on('invite', (call) => void call.answer());
    const peer = await phone(server);
    peer.send('INVITE', { cseq: 5 });
    await until(() => peer.statuses().includes(200));
    const to = `<sip:200@gw>;tag=${/^To: .*tag=(\w+)/m.exec(peer.heard.at(-1) ?? '')?.[1] ?? ''}`;
    const ask = async (method: string, changes: Parameters<typeof peer.send>[1]): Promise<number> => {
      const known = peer.heard.length;
      peer.send(method, { to, branch: `z9hG4bK${known}-${method}`, ...changes });
      await until(() => peer.heard.slice(known).some((text) => text.includes(` ${method}\r\n`)));
      return Number(/^SIP\/2\.0 (\d+)/.exec(peer.heard.findLast((text) => text.includes(` ${method}\r\n`)) ?? '')?.[1]);
    };
    peer.send('ACK', { to, branch: 'z9hG4bKack', cseq: 5 });
    expect(await ask('OPTIONS', { cseq: 4 })).toBe(500);
    expect(await ask('OPTIONS', { cseq: 6 })).toBe(200);
    expect(await ask('UPDATE', { cseq: 7 })).toBe(200);
    expect(await ask('INFO', { cseq: 8, body: 'x', extra: ['Content-Type: text/plain'] })).toBe(415);
    expect(await ask('REFER', { cseq: 9 })).toBe(603);
    expect(await ask('BYE', { cseq: 10 })).toBe(200);
    expect(server.stats()).toMatchObject({ dialogs: 0, calls: 0 });
  });
});

describe('a peer that vanished', () => {
  async function silentCall(limits: Partial<SipServerConfig['limits']>) {
    const server = await open({ timers: { t1Ms: 10, t2Ms: 20 }, limits: { mediaSilenceMs: 150, ...limits } });
    const leg = new Promise<SipLeg>((resolve) => {
      server.on('invite', (call) => void call.answer().then(resolve));
    });
    const peer = await phone(server);
    peer.send('INVITE');
    await until(() => peer.statuses().includes(200));
    const to = `<sip:200@gw>;tag=${/^To: .*tag=(\w+)/m.exec(peer.heard.at(-1) ?? '')?.[1] ?? ''}`;
    peer.send('ACK', { to, branch: 'z9hG4bKack' });
    const optionsSeen = (): string[] => peer.heard.filter((text) => text.startsWith('OPTIONS '));
    const answer = (text: string, status: string, body = ''): void => {
      const kept = text.split('\r\n').filter((line) => /^(Via|From|To|Call-ID|CSeq):/i.test(line));
      const type = body === '' ? [] : ['Content-Type: application/sdp', 'Contact: <sip:a@127.0.0.1>'];
      peer.raw([`SIP/2.0 ${status}`, ...kept, ...type, `Content-Length: ${body.length}`, '', body].join('\r\n'));
    };
    return { server, leg: await leg, peer, optionsSeen, answer };
  }

  test('is asked by OPTIONS inside the dialog, and given up when nothing answers', async () => {
    const { server, leg, peer, optionsSeen } = await silentCall({});
    expect(await endOf(leg)).toBe('media-timeout');
    expect(optionsSeen().length).toBeGreaterThan(1);
    expect(optionsSeen()[0]).toMatch(/^OPTIONS sip:a@127\.0\.0\.1.*To: <sip:a@b>;tag=1/s);
    await until(() => peer.heard.some((text) => text.startsWith('BYE ')) && server.stats().calls === 0);
  });

  test('is given up when it does not know the call any more, and kept while it does', async () => {
    const { leg, optionsSeen, answer } = await silentCall({});
    const ended = endOf(leg);
    let known = 0;
    for (const status of ['200 OK', '200 OK', '481 Call/Transaction Does Not Exist']) {
      await until(() => optionsSeen().length > known);
      expect(leg.ended).toBe(false);
      answer(optionsSeen().at(-1) ?? '', status);
      known = optionsSeen().length;
    }
    expect(await ended).toBe('media-timeout');
  });

  test('is left alone while we hold it', async () => {
    const { leg, peer, optionsSeen, answer } = await silentCall({ mediaSilenceMs: 300 });
    const held = leg.hold();
    await until(() => peer.heard.some((text) => text.startsWith('INVITE ')));
    const offer = peer.heard.find((text) => text.startsWith('INVITE ')) ?? '';
    expect(offer).toContain('a=sendonly');
    answer(
      offer,
      '200 OK',
      'v=0\r\no=- 1 2 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=audio 9 RTP/AVP 0\r\na=recvonly\r\n',
    );
    await held;
    const asked = optionsSeen().length;
    const quietUntilMs = Date.now() + 800;
    await until(() => Date.now() > quietUntilMs);
    expect([leg.ended, optionsSeen().length]).toEqual([false, asked]);
  });
});

test('a refusal carries the headers it was given', async () => {
  const server = await open();
  server.on('invite', (call) => call.reject(503, { headers: [['Retry-After', '10']] }));
  const peer = await phone(server);
  peer.send('INVITE');
  await until(() => peer.statuses().includes(503));
  expect(peer.heard.find((text) => text.startsWith('SIP/2.0 503'))).toContain('Retry-After: 10\r\n');
});

describe('what is no SIP', () => {
  test('garbage, strays and keep-alives are counted or ignored, and calls still work', async () => {
    const server = await open();
    const peer = await phone(server);
    for (const text of [
      '\r\n\r\n',
      'x',
      'hello hello hello hello',
      'ACK sip:a SIP/2.0\r\n\r\n',
      `INVITE ${'('.repeat(5000)}`,
    ])
      peer.raw(text);
    peer.raw(
      'SIP/2.0 200 OK\r\nVia: SIP/2.0/UDP x;branch=z9hG4bKq\r\nFrom: a\r\nTo: b\r\nCall-ID: c\r\nCSeq: 1 INVITE\r\n\r\n',
    );
    peer.send('ACK', { to: '<sip:200@gw>;tag=none' });
    await until(() => server.stats().strayAcks === 1);
    expect(server.stats()).toMatchObject({ malformed: 3, garbage: 1, strayResponses: 1, internalErrors: 0 });
    peer.send('OPTIONS');
    await until(() => peer.statuses().includes(200));
  });

  test('a TCP stream answers pings, survives split messages and is closed when broken', async () => {
    const server = await open();
    const socket = connect(server.port, '127.0.0.1');
    let heard = '';
    socket.on('data', (chunk: Buffer) => {
      heard += chunk.toString();
    });
    const closed = new Promise((resolve) => socket.on('close', resolve));
    socket.write('\r\n\r\n');
    await until(() => heard === '\r\n');
    const options = [
      'OPTIONS sip:gw SIP/2.0',
      'Via: SIP/2.0/TCP x;branch=z9hG4bKt',
      'From: <sip:a@b>;tag=1',
      'To: <sip:gw>',
    ];
    socket.write([...options, 'Call-ID: t', 'CSeq: 1 OP'].join('\r\n'));
    await until(() => server.stats().tcpConnections === 1);
    socket.write('TIONS\r\nContent-Length: 0\r\n\r\n');
    await until(() => heard.includes('SIP/2.0 200 OK'));
    socket.write('OPTIONS sip:gw SIP/2.0\r\nContent-Length: much\r\n\r\n');
    await closed;
    expect(server.stats()).toMatchObject({ garbage: 1, tcpConnections: 0 });
  });
});
