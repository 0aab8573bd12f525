import { spawn, spawnSync } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { describe, expect, it, vi } from 'vitest';
import { decodeG711, encodeG711 } from '../legs/rtp/g711.ts';
import { parseRtpPacket, type RtpPacket } from '../legs/rtp/rtp-packet.ts';
import { sequenceDelta } from '../legs/rtp/wrap.ts';
import { tonePower } from '../testing/test-phone.ts';
import { mixPcm } from './mix.ts';
import { Mixer } from './mixer.ts';

const packet = (sequence: number, payload: Uint8Array): RtpPacket => ({
  marker: false,
  payloadType: 0,
  sequence,
  timestamp: sequence * 160,
  ssrc: 1,
  csrcs: [],
  extension: null,
  payload,
});

function tone(hz: number, amplitude: number, frame: number): Int16Array {
  return Int16Array.from({ length: 160 }, (_, i) =>
    Math.round(amplitude * Math.sin((2 * Math.PI * hz * (frame * 160 + i)) / 8000)),
  );
}

/** Feeds one frame of each talker a tick and collects what the leg hears. */
function play(mixer: Mixer, talkers: Record<string, (frame: number) => Uint8Array>, ticks: number): Int16Array {
  const heard: number[] = [];
  for (let frame = 0; frame < ticks; frame += 1) {
    for (const [id, source] of Object.entries(talkers)) mixer.push(id, packet(frame, source(frame)));
    const bytes = mixer.nextFrame();
    if (bytes !== null) heard.push(...decodeG711(mixer.codec, bytes));
  }
  return Int16Array.from(heard);
}

describe('the mixer of a phone leg', () => {
  it('sums two talkers', () => {
    const mixer = new Mixer('phone', 'PCMU');
    mixer.addTalker('a', 'PCMU');
    mixer.addTalker('b', 'PCMA');
    const heard = play(
      mixer,
      { a: (n) => encodeG711('PCMU', tone(500, 6000, n)), b: (n) => encodeG711('PCMA', tone(1000, 6000, n)) },
      50,
    );
    expect(tonePower(heard, 500, 8000)).toBeCloseTo(6000, -3);
    expect(tonePower(heard, 1000, 8000)).toBeCloseTo(6000, -3);
  });

  it('never plays the leg its own voice', () => {
    const mixer = new Mixer('phone', 'PCMU');
    mixer.addTalker('phone', 'PCMU');
    mixer.addTalker('a', 'PCMU');
    const heard = play(
      mixer,
      { phone: (n) => encodeG711('PCMU', tone(500, 9000, n)), a: (n) => encodeG711('PCMU', tone(1000, 6000, n)) },
      50,
    );
    expect(tonePower(heard, 500, 8000)).toBeLessThan(100);
    expect(tonePower(heard, 1000, 8000)).toBeGreaterThan(5000);
  });

  it('passes a single talker of the same codec byte for byte, and says so', () => {
    const mixer = new Mixer('phone', 'PCMU');
    mixer.addTalker('a', 'PCMU');
    const payload = Uint8Array.from({ length: 160 }, (_, i) => (i * 37) & 0xff);
    mixer.push('a', packet(1, payload));
    mixer.push('a', packet(2, payload));
    expect(mixer.nextFrame()).toEqual(payload);
    expect([mixer.passed, mixer.mixed]).toEqual([1, 0]);
  });

  it('limits instead of wrapping round', () => {
    const loud = new Int16Array(160).fill(30_000);
    const mixed = mixPcm([
      { pcm: loud, gain: 1 },
      { pcm: loud, gain: 1 },
    ]);
    expect(mixed[0]).toBe(32_767);
    expect(mixPcm([{ pcm: loud.map((sample) => -sample), gain: 2 }])[0]).toBe(-32_768);
  });

  it('ducks the talkers by 12 dB under an announcement', () => {
    const mixer = new Mixer('phone', 'PCMU');
    mixer.addTalker('a', 'PCMU');
    mixer.announcer.loop(Int16Array.from(Array.from({ length: 50 }, (_, n) => [...tone(1000, 4000, n)]).flat()));
    const heard = play(mixer, { a: (n) => encodeG711('PCMU', tone(500, 8000, n)) }, 50);
    expect(tonePower(heard, 500, 8000)).toBeCloseTo(2000, -3);
    expect(tonePower(heard, 1000, 8000)).toBeCloseTo(4000, -3);
  });

  it('forgets a talker’s waiting audio when he is silenced', () => {
    const mixer = new Mixer('phone', 'PCMU');
    mixer.addTalker('a', 'PCMU');
    for (let n = 0; n < 4; n += 1) mixer.push('a', packet(n, encodeG711('PCMU', tone(500, 8000, n))));
    mixer.silence('a');
    expect(mixer.nextFrame()).toBeNull();
  });

  it('drops repeated and late packets', () => {
    const mixer = new Mixer('phone', 'PCMU');
    mixer.addTalker('a', 'PCMU');
    const one = new Uint8Array(160).fill(1);
    for (const sequence of [10, 10, 9, 11]) mixer.push('a', packet(sequence, one));
    expect([mixer.nextFrame(), mixer.nextFrame(), mixer.nextFrame()]).toEqual([one, one, null]);
  });

  it('works a burst off again: no delay above 40 ms stays for the rest of the call', () => {
    const mixer = new Mixer('phone', 'PCMU');
    mixer.addTalker('a', 'PCMU');
    const numbered = (n: number) => packet(n, new Uint8Array(160).fill(n & 0xff));
    for (let n = 0; n < 7; n += 1) mixer.push('a', numbered(n));
    const behind: number[] = [];
    for (let n = 7; n < 400; n += 1) {
      mixer.push('a', numbered(n));
      behind.push((n - (mixer.nextFrame()?.[0] ?? 0)) & 0xff);
    }
    expect(behind[0]).toBe(7);
    expect(behind.at(-1)).toBeLessThanOrEqual(2);
    expect(behind.at(-1)).toBeGreaterThan(0);
  });

  const canEncode = spawnSync('ffmpeg', ['-version']).error === undefined;
  if (!canEncode) console.log('skipped: the Opus test of the mixer needs ffmpeg');

  it.skipIf(!canEncode)('decodes Opus of a browser to 8 kHz and sums it with a telephone', async () => {
    const opus = await opusPackets(700, 3);
    expect(opus.length).toBeGreaterThan(100);
    const mixer = new Mixer('phone', 'PCMA');
    mixer.addTalker('page', 'opus');
    mixer.addTalker('other', 'PCMU');
    // The decoder is WebAssembly that loads in the background; until then the talker is silent.
    const first = opus[0]?.sequence ?? 0;
    await vi.waitFor(() => {
      mixer.push('page', { ...(opus[0] ?? packet(0, new Uint8Array(1))), sequence: (probe += 1) });
      mixer.push('page', { ...(opus[1] ?? packet(0, new Uint8Array(1))), sequence: (probe += 1) });
      expect(mixer.nextFrame()).not.toBeNull();
    });
    mixer.silence('page');
    const heard: number[] = [];
    for (const [n, one] of opus.slice(2).entries()) {
      mixer.push('page', { ...one, sequence: (probe + 1 + one.sequence - first) & 0xffff });
      mixer.push('other', packet(n, encodeG711('PCMU', tone(1200, 4000, n))));
      heard.push(...decodeG711('PCMA', mixer.nextFrame() ?? new Uint8Array(160).fill(0xd5)));
    }
    const pcm = Int16Array.from(heard.slice(4000, 12_000));
    expect(tonePower(pcm, 700, 8000)).toBeGreaterThan(3000);
    expect(tonePower(pcm, 1200, 8000)).toBeCloseTo(4000, -3);
    expect(tonePower(pcm, 350, 8000)).toBeLessThan(200);
    mixer.close();
  });
});

let probe = 0;

/** A stereo tone as a browser would send it: Opus in RTP packets, made by ffmpeg's libopus. */
async function opusPackets(hz: number, seconds: number): Promise<RtpPacket[]> {
  const socket = createSocket('udp4');
  await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve));
  const packets: RtpPacket[] = [];
  socket.on('message', (bytes) => {
    const parsed = parseRtpPacket(Uint8Array.from(bytes));
    if (parsed !== null) packets.push(parsed);
  });
  const tone = ['-f', 'lavfi', '-i', `sine=frequency=${hz}:sample_rate=48000:duration=${seconds},volume=8`];
  const codec = ['-ac', '2', '-c:a', 'libopus', '-b:a', '48k', '-application', 'voip', '-frame_duration', '20'];
  const to = `rtp://127.0.0.1:${socket.address().port}`;
  const child = spawn('ffmpeg', [
    '-v',
    'error',
    '-nostdin',
    ...tone,
    ...codec,
    '-payload_type',
    '111',
    '-f',
    'rtp',
    to,
  ]);
  await new Promise((resolve) => child.once('close', resolve));
  // What the kernel still holds for us comes with the next turns.
  await vi.waitFor(() => expect(packets.length).toBeGreaterThan(seconds * 49));
  socket.close();
  return packets.toSorted((a, b) => sequenceDelta(a.sequence, b.sequence));
}
