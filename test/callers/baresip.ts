import { spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { type Caller, callerOf } from './sipp.ts';

export type BaresipOptions = {
  to: string;
  displayName: string;
  number: string;
  sipPort: number;
  port: number;
  folder: string;
  /** 16-bit 8 kHz mono WAV that is played into the call, again and again. */
  wav: string;
};

export type Listener = Caller & {
  /** Everything heard so far: 16-bit PCM, 8 kHz. */
  heard: () => Int16Array;
};

/** baresip (not ours) as a caller; its sndfile module records what it hears. */
export function baresipCall(options: BaresipOptions): Listener {
  const home = path.join(options.folder, `baresip-${options.port}`);
  fs.mkdirSync(home, { recursive: true });
  fs.writeFileSync(path.join(home, 'config'), configOf(options, home));
  const account = `"${options.displayName}" <sip:${options.number}@127.0.0.1;transport=udp>;regint=0;audio_codecs=PCMU\n`;
  fs.writeFileSync(path.join(home, 'accounts'), account);
  fs.writeFileSync(path.join(home, 'contacts'), '');
  const dial = `/dial sip:${options.to}@127.0.0.1:${options.sipPort}`;
  const child = spawn('baresip', ['-f', home, '-e', dial], { cwd: home, stdio: ['pipe', 'pipe', 'pipe'] });
  return { ...callerOf(child), heard: () => recordingIn(home) };
}

function configOf(options: BaresipOptions, home: string): string {
  return [
    `sip_listen 127.0.0.1:${options.port}`,
    'net_interface 127.0.0.1',
    `rtp_ports ${options.port + 2}-${options.port + 40}`,
    'module_path /usr/lib/baresip/modules',
    ...['g711', 'aufile', 'aubridge', 'sndfile'].map((name) => `module ${name}.so`),
    ...['account', 'menu'].map((name) => `module_app ${name}.so`),
    `snd_path ${home}`,
    `audio_source aufile,${options.wav}`,
    'audio_player aubridge,nowhere',
    'audio_alert none,none',
    'ausrc_srate 8000',
    'auplay_srate 8000',
    '',
  ].join('\n');
}

function recordingIn(home: string): Int16Array {
  const file = fs.readdirSync(home).find((name) => name.endsWith('-dec.wav'));
  if (file === undefined) return new Int16Array(0);
  const bytes = Uint8Array.from(fs.readFileSync(path.join(home, file)).subarray(44));
  return new Int16Array(bytes.buffer, 0, Math.floor(bytes.byteLength / 2));
}

/** Mean square, full scale 1. */
export function energyOf(samples: Int16Array): number {
  let sum = 0;
  for (const sample of samples) sum += (sample / 32_768) ** 2;
  return samples.length === 0 ? 0 : sum / samples.length;
}
