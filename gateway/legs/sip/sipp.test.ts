import { mkdtempSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { encodeG711 } from '../rtp/g711.ts';
import type { AudioFrame } from '../rtp/rtp-endpoint.ts';
import type { SipServerConfig } from './config.ts';
import type { IncomingCall } from './incoming-call.ts';
import type { LegEnd, SipLeg } from './leg.ts';
import { createSipServer, type SipServer } from './sip-server.ts';
import {
  createPortFinder,
  hasProgram,
  listen,
  type ProgramResult,
  type SippCall,
  startSipp,
  tone,
  until,
} from './test-peers.ts';

const sipp = hasProgram('sipp');
if (!sipp) console.log('skipped: sipp is not installed (apt-get install sip-tester)');

interface Lab {
  server: SipServer;
  calls: IncomingCall[];
  legs: SipLeg[];
  ends: LegEnd[];
  frames: AudioFrame[];
  run(scenario: string, options?: Partial<SippCall>): Promise<ProgramResult>;
}

describe.skipIf(!sipp).concurrent('the server against sipp', () => {
  let folder = '';
  const open: SipServer[] = [];
  const sipPort = createPortFinder(22_000, 22_400);
  const mediaPort = createPortFinder(22_400, 22_600);

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'sipp-'));
    writeFileSync(join(folder, 'tone.ul'), encodeG711('PCMU', tone(440, 2000)));
  });

  afterAll(async () => {
    await Promise.all(open.map((server) => server.close()));
    await rm(folder, { recursive: true, force: true });
  });

  async function lab(
    act: (call: IncomingCall, lab: Lab) => unknown,
    config: Partial<SipServerConfig> = {},
  ): Promise<Lab> {
    const server = await createSipServer(
      { bindAddress: '127.0.0.1', port: await sipPort(), rtp: { minPort: 22_600, maxPort: 22_999 }, ...config },
      { log: () => {} },
    );
    open.push(server);
    const state: Lab = {
      server,
      calls: [],
      legs: [],
      ends: [],
      frames: [],
      async run(scenario, options = {}) {
        const ports = { localPort: await sipPort(), mediaPort: await mediaPort() };
        return startSipp({ scenario, serverPort: server.port, ...ports, cwd: folder, ...options }).done;
      },
    };
    server.on('invite', (call) => {
      state.calls.push(call);
      void act(call, state);
    });
    return state;
  }

  async function pickUp(call: IncomingCall, state: Lab): Promise<SipLeg> {
    call.ring();
    const leg = await call.answer();
    state.legs.push(leg);
    leg.on('end', (reason) => state.ends.push(reason));
    leg.rtp.on('frame', (frame) => state.frames.push(frame));
    return leg;
  }

  test.each(['udp', 'tcp'] as const)('a call with audio over %s', async (transport) => {
    const state = await lab(pickUp);
    const result = await state.run('call', { transport });
    expect(result, result.output).toMatchObject({ code: 0 });
    expect(state.ends).toEqual(['remote-bye']);
    const heard = listen(state.frames.slice(10, 80), 440);
    expect(state.frames.length).toBeGreaterThan(80);
    expect(heard.rms).toBeGreaterThan(4000);
    expect(heard.share).toBeGreaterThan(0.95);
    expect(state.calls[0]?.from).toMatchObject({ displayName: 'Alex Example', e164: '+441632960001', source: 'from' });
    expect(state.calls[0]?.to.user).toBe('200');
    expect(state.server.stats()).toMatchObject({ calls: 0, dialogs: 0, rtpPortsInUse: 0, internalErrors: 0 });
  });

  test('CANCEL ends a ringing call with 487', async () => {
    const reasons: string[] = [];
    const state = await lab((call) => {
      call.on('cancel', (reason) => reasons.push(reason));
      call.ring();
    });
    const result = await state.run('cancel');
    expect(result, result.output).toMatchObject({ code: 0 });
    expect(reasons).toEqual(['cancelled']);
    expect(state.server.stats()).toMatchObject({ calls: 0, dialogs: 0 });
  });

  test('a repeated INVITE is one call with one answer', async () => {
    const state = await lab(pickUp);
    const result = await state.run('retransmitted-invite');
    expect(result, result.output).toMatchObject({ code: 0 });
    expect(state.calls).toHaveLength(1);
    expect(state.server.stats().absorbed).toBeGreaterThan(0);
  });

  test('a late ACK finds the call still up', async () => {
    const state = await lab(pickUp);
    const result = await state.run('late-ack');
    expect(result, result.output).toMatchObject({ code: 0 });
    expect(state.ends).toEqual(['remote-bye']);
  });

  test('the caller holds and resumes', async () => {
    const holds: boolean[] = [];
    const state = await lab(async (call, lab) => (await pickUp(call, lab)).on('hold', (held) => holds.push(held)));
    const result = await state.run('hold-resume');
    expect(result, result.output).toMatchObject({ code: 0 });
    expect(holds).toEqual([true, false]);
  });

  test('we hold, resume and hang up', async () => {
    const state = await lab((call, lab) =>
      pickUp(call, lab).then((leg) =>
        leg.once(
          'confirmed',
          () =>
            void leg
              .hold()
              .then(() => leg.resume())
              .then(() => leg.hangup('done')),
        ),
      ),
    );
    const result = await state.run('held-by-us');
    expect(result, result.output).toMatchObject({ code: 0 });
    expect(state.ends).toEqual(['local-bye']);
  });

  test('a hangup before the ACK waits for it', async () => {
    const state = await lab((call, lab) => pickUp(call, lab).then((leg) => leg.hangup('not now')));
    const result = await state.run('bye-from-us');
    expect(result, result.output).toMatchObject({ code: 0 });
    await until(() => state.ends.length === 1);
    expect(state.ends).toEqual(['local-bye']);
  });

  test('OPTIONS is answered with what we can do', async () => {
    const state = await lab(() => {});
    const result = await state.run('options');
    expect(result, result.output).toMatchObject({ code: 0 });
  });

  const auth = { realm: 'pbx.example', users: [{ username: '6001', password: 's3cret' }] };

  test('a stranger with the right password may call', async () => {
    const state = await lab(pickUp, { auth: { ...auth, algorithms: ['MD5'] } });
    const result = await state.run('digest');
    expect(result, result.output).toMatchObject({ code: 0 });
    expect(state.calls.map((call) => call.from.authenticatedUser)).toEqual(['6001']);
  });

  test('a stranger with a wrong password may not', async () => {
    const state = await lab(pickUp, { auth: { ...auth, algorithms: ['MD5'] } });
    const result = await state.run('digest-refused');
    expect(result, result.output).toMatchObject({ code: 0 });
    expect(state.calls).toEqual([]);
    expect(state.server.stats().authRefused).toBe(1);
  });

  test('a malformed INVITE gets 400', async () => {
    const state = await lab(pickUp);
    const result = await state.run('malformed');
    expect(result, result.output).toMatchObject({ code: 0 });
    expect(state.server.stats().malformed).toBe(1);
  });

  test('a delayed offer is answered in the ACK, and INFO carries a digit', async () => {
    const digits: string[] = [];
    const state = await lab(async (call, lab) =>
      (await pickUp(call, lab)).on('dtmf', (press) => digits.push(press.digit)),
    );
    const result = await state.run('delayed-offer');
    expect(result, result.output).toMatchObject({ code: 0 });
    expect(state.legs[0]?.codec).toBe('PCMA');
    expect(digits).toEqual(['7']);
  });
});
