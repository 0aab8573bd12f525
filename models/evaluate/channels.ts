// The transmission channels of the evaluation, with real codecs through ffmpeg. Many clips go through one run of it: starting
// the program costs more than coding a clip.
import { spawn } from 'node:child_process';
import type { G711Chunk } from '../scoring.ts';

export type Channel = 'clean' | 'g711' | 'g711a' | 'opus16';
export const CHANNELS: readonly Channel[] = ['clean', 'g711', 'g711a', 'opus16'];

const GROUP = 50;
const RAW = (rateHz: number, format = 's16le'): string[] => ['-f', format, '-ar', String(rateHz), '-ac', '1'];

/** Runs ffmpeg over stdin and stdout; rejects with its stderr. */
export function ffmpeg(args: readonly string[], input: Uint8Array): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const child = spawn('ffmpeg', ['-v', 'error', '-nostdin', ...args], { stdio: ['pipe', 'pipe', 'pipe'] });
    const out: Buffer[] = [];
    const errors: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => out.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => errors.push(chunk));
    child.stdin.on('error', () => undefined); // the exit code tells more than EPIPE
    child.on('error', reject);
    child.on('close', (code) => {
      if (code === 0) resolve(Buffer.concat(out));
      else reject(new Error(`ffmpeg ${args.join(' ')}: ${Buffer.concat(errors).toString().trim()}`));
    });
    child.stdin.end(input);
  });
}

export async function decodeFile(path: string): Promise<Int16Array> {
  const bytes = await ffmpeg(['-i', path, ...RAW(16_000), '-'], new Uint8Array());
  return new Int16Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength));
}

function concatenate(clips: readonly Int16Array[]): Uint8Array {
  const all = new Int16Array(clips.reduce((sum, clip) => sum + clip.length, 0));
  let at = 0;
  for (const clip of clips) {
    all.set(clip, at);
    at += clip.length;
  }
  return new Uint8Array(all.buffer);
}

/** Cuts coded audio back into clips; `perSample` = coded units for one sample of the originals. */
function divide<T>(lengths: readonly number[], perSample: number, cut: (from: number, to: number) => T): T[] {
  let at = 0;
  return lengths.map((length) => {
    const from = Math.round(at * perSample);
    at += length;
    return cut(from, Math.round(at * perSample));
  });
}

async function throughG711(clips: readonly Int16Array[], law: 'pcmu' | 'pcma'): Promise<G711Chunk[]> {
  const coded = await ffmpeg(
    [...RAW(16_000), '-i', '-', ...RAW(8000, law === 'pcmu' ? 'mulaw' : 'alaw'), '-'],
    concatenate(clips),
  );
  const lengths = clips.map((clip) => clip.length);
  return divide(lengths, 0.5, (from, to) => ({ law, payload: coded.subarray(from, to) }));
}

function toFloats(samples: Int16Array): Float32Array {
  return Float32Array.from(samples, (x) => x / 32_768);
}

async function throughOpus(clips: readonly Int16Array[]): Promise<Float32Array[]> {
  const opus = ['-c:a', 'libopus', '-b:a', '16k', '-application', 'voip', '-frame_duration', '20', '-f', 'ogg'];
  const packed = await ffmpeg([...RAW(16_000), '-i', '-', ...opus, '-'], concatenate(clips));
  const decoded = await ffmpeg(['-i', '-', ...RAW(16_000), '-'], packed);
  const samples = new Int16Array(decoded.buffer.slice(decoded.byteOffset, decoded.byteOffset + decoded.byteLength));
  const lengths = clips.map((clip) => clip.length);
  return divide(lengths, 1, (from, to) => toFloats(samples.subarray(from, to)));
}

/** What a listener of that channel hands to the scoring stream, clip by clip and in order. */
export async function* transmit(
  clips: readonly Int16Array[],
  channel: Channel,
): AsyncGenerator<Float32Array | G711Chunk> {
  for (let first = 0; first < clips.length; first += GROUP) {
    const group = clips.slice(first, first + GROUP);
    if (channel === 'clean') yield* group.map(toFloats);
    else if (channel === 'opus16') yield* await throughOpus(group);
    else yield* await throughG711(group, channel === 'g711' ? 'pcmu' : 'pcma');
  }
}
