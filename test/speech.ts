import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';

const librivox = '/usr/share/pocketsphinx/test/data/librivox';

/** Recorded people, from Debian's pocketsphinx-testdata; undefined when it is not installed. */
export function humanSpeechFiles(): string[] | undefined {
  if (!fs.existsSync(librivox)) return undefined;
  return fs
    .readdirSync(librivox)
    .filter((file) => file.endsWith('.wav'))
    .toSorted()
    .map((file) => path.join(librivox, file));
}

/** Seconds; a softphone that reaches the end of its file hangs up. */
const lasting = '150';

function run(command: string, args: readonly string[]): void {
  const done = spawnSync(command, args, { stdio: ['ignore', 'ignore', 'pipe'], encoding: 'utf8' });
  if (done.status !== 0) throw new Error(`${command} failed: ${done.stderr}`);
}

/** Writes all the recordings, one after the other, in the given format. */
export function humanSpeech(target: string, format: readonly string[]): string {
  const files = humanSpeechFiles() ?? [];
  const inputs = files.flatMap((file) => ['-i', file]);
  const filter = `${files.map((_, i) => `[${i}:a]`).join('')}concat=n=${files.length}:v=0:a=1,aloop=loop=-1:size=2147483647[out]`;
  run('ffmpeg', [
    '-y',
    '-loglevel',
    'error',
    ...inputs,
    '-filter_complex',
    filter,
    '-map',
    '[out]',
    '-t',
    lasting,
    ...format,
    target,
  ]);
  return target;
}

/** The same length of speech by espeak-ng: a voice that nobody has. */
export function syntheticSpeech(target: string, format: readonly string[]): string {
  const text =
    'Good morning. I am calling about the invoice that we discussed yesterday. The transfer has to leave before noon, ' +
    'otherwise the supplier will cancel the contract. I am in a meeting all day, so please do not call me back. ' +
    'Just confirm the amount and send the money to the new account that I will give you now.';
  const wav = `${target}.espeak.wav`;
  run('espeak-ng', ['-v', 'en-us', '-s', '150', '-w', wav, text]);
  run('ffmpeg', ['-y', '-loglevel', 'error', '-stream_loop', '-1', '-i', wav, '-t', lasting, ...format, target]);
  fs.rmSync(wav);
  return target;
}

/** Raw G.711 mu-law at 8 kHz, as sipp streams it. */
export const rawMuLaw = ['-ar', '8000', '-ac', '1', '-f', 'mulaw'];
/** 16-bit WAV at 8 kHz, as baresip reads it. */
export const wav8k = ['-ar', '8000', '-ac', '1', '-c:a', 'pcm_s16le'];
