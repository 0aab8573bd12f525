import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { encodeG711 } from '../rtp/g711.ts';
import type { AudioFrame } from '../rtp/rtp-endpoint.ts';
import type { IncomingCall } from './incoming-call.ts';
import type { LegEnd } from './leg.ts';
import { createSipServer } from './sip-server.ts';
import { createPortFinder, hasProgram, listen, startProgram, tone, until } from './test-peers.ts';

const baresip = hasProgram('baresip');
if (!baresip) console.log('skipped: baresip is not installed (apt-get install baresip-core)');

describe.skipIf(!baresip)('the server against baresip', () => {
  test('a softphone calls, is heard and hears us', { timeout: 20_000 }, async () => {
    const folder = mkdtempSync(join(tmpdir(), 'baresip-'));
    const port = createPortFinder(22_000, 22_400);
    const server = await createSipServer(
      { bindAddress: '127.0.0.1', port: await port(), rtp: { minPort: 22_600, maxPort: 22_999 } },
      { log: () => {} },
    );
    onTestFinished(async () => {
      await server.close();
      await rm(folder, { recursive: true, force: true });
    });
    const frames: AudioFrame[] = [];
    const ends: LegEnd[] = [];
    const pickUp = async (call: IncomingCall): Promise<void> => {
      const leg = await call.answer();
      leg.on('end', (reason) => ends.push(reason));
      leg.rtp.on('frame', (frame) => frames.push(frame));
      leg.rtp.setSource(toneSource(880));
    };
    server.on('invite', (call) => void pickUp(call));
    writePhone(folder, await port());
    const phone = startProgram(
      'baresip',
      ['-f', folder, '-e', `/dial sip:200@127.0.0.1:${server.port}`, '-t', '12'],
      folder,
    );
    onTestFinished(() => phone.stop());
    await until(() => frames.length >= 130, 10_000);
    phone.stop();
    await phone.done;
    await until(() => ends.length === 1);
    expect(ends).toEqual(['remote-bye']);
    const heard = listen(frames.slice(30, 110), 440);
    expect(heard.rms).toBeGreaterThan(1000);
    expect(heard.share).toBeGreaterThan(0.9);
    const played = readRecording(folder);
    expect(played.length).toBeGreaterThan(8000);
    const theirs = listen([frameOf(played.slice(4000, 12_000))], 880);
    expect(theirs.rms).toBeGreaterThan(1000);
    expect(theirs.share).toBeGreaterThan(0.9);
  });
});

function toneSource(frequencyHz: number): () => Uint8Array {
  const bytes = encodeG711('PCMU', tone(frequencyHz, 1000));
  let at = 0;
  return () => {
    const frame = bytes.subarray(at, at + 160);
    at = (at + 160) % bytes.length;
    return frame;
  };
}

function frameOf(pcm: Int16Array): AudioFrame {
  return { payload: encodeG711('PCMU', pcm), payloadType: 0, codec: 'PCMU', rtpTimestamp: 0, lost: false, atMs: 0 };
}

/** baresip's sndfile module writes what it decodes into a file of its own naming. */
function readRecording(folder: string): Int16Array {
  const name = readdirSync(folder).find((file) => file.endsWith('-dec.wav')) ?? '';
  const bytes = readFileSync(join(folder, name));
  const start = bytes.indexOf('data', 0, 'latin1') + 8;
  return new Int16Array(Uint8Array.from(bytes.subarray(start, bytes.length - ((bytes.length - start) % 2))).buffer);
}

function writePhone(folder: string, sipPort: number): void {
  writeFileSync(join(folder, 'in.wav'), wav(tone(440, 10_000)));
  writeFileSync(
    join(folder, 'accounts'),
    '"Softphone" <sip:6002@127.0.0.1;transport=udp>;regint=0;audio_codecs=PCMU\n',
  );
  writeFileSync(join(folder, 'contacts'), '');
  const lines = [
    `sip_listen 127.0.0.1:${sipPort}`,
    'net_interface 127.0.0.1',
    'module_path /usr/lib/baresip/modules',
    'module g711.so',
    'module aufile.so',
    'module aubridge.so',
    'module sndfile.so',
    `snd_path ${folder}`,
    'module_app account.so',
    'module_app menu.so',
    `audio_source aufile,${join(folder, 'in.wav')}`,
    'audio_player aubridge,nowhere',
    'audio_alert none,none',
    'rtp_ports 22400-22600',
    'ausrc_srate 8000',
    'auplay_srate 8000',
  ];
  writeFileSync(join(folder, 'config'), `${lines.join('\n')}\n`);
}

function wav(pcm: Int16Array): Uint8Array {
  const bytes = Buffer.alloc(44 + pcm.length * 2);
  bytes.write('RIFF', 0);
  bytes.writeUInt32LE(36 + pcm.length * 2, 4);
  bytes.write('WAVEfmt ', 8);
  bytes.writeUInt32LE(16, 16);
  bytes.writeUInt16LE(1, 20);
  bytes.writeUInt16LE(1, 22);
  bytes.writeUInt32LE(8000, 24);
  bytes.writeUInt32LE(16_000, 28);
  bytes.writeUInt16LE(2, 32);
  bytes.writeUInt16LE(16, 34);
  bytes.write('data', 36);
  bytes.writeUInt32LE(pcm.length * 2, 40);
  pcm.forEach((sample, i) => bytes.writeInt16LE(sample, 44 + i * 2));
  return bytes;
}
