import { spawn, spawnSync } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { createServer } from 'node:net';
import { fileURLToPath } from 'node:url';
import { decodeG711 } from '../rtp/g711.ts';
import type { AudioFrame } from '../rtp/rtp-endpoint.ts';

/** Peers that we did not write, and ears for what they send. For tests only. */
export function hasProgram(name: string): boolean {
  return spawnSync('sh', ['-c', `command -v ${name}`]).status === 0;
}

export interface ProgramResult {
  code: number | null;
  output: string;
}

export interface RunningProgram {
  done: Promise<ProgramResult>;
  stop(): void;
}

/** Starts a program; `limitMs` ends it. */
export function startProgram(command: string, args: readonly string[], cwd: string, limitMs = 20_000): RunningProgram {
  const child = spawn(command, args, { cwd, stdio: ['ignore', 'pipe', 'pipe'] });
  const limit = setTimeout(() => child.kill('SIGKILL'), limitMs);
  let output = '';
  const keep = (chunk: Buffer): void => {
    output = (output + chunk.toString('latin1')).slice(-20_000);
  };
  child.stdout.on('data', keep);
  child.stderr.on('data', keep);
  const done = new Promise<ProgramResult>((resolve) => {
    child.on('close', (code) => {
      clearTimeout(limit);
      resolve({ code, output });
    });
  });
  return { done, stop: () => void child.kill('SIGTERM') };
}

export interface SippCall {
  scenario: string;
  serverPort: number;
  localPort: number;
  mediaPort: number;
  transport?: 'udp' | 'tcp';
  service?: string;
  cwd: string;
}

/** Runs one scenario of `scenarios/`, one call. Exit code 0: every expectation held. */
export function startSipp(call: SippCall): RunningProgram {
  const file = fileURLToPath(new URL(`./scenarios/${call.scenario}.xml`, import.meta.url));
  const args = ['-sf', file, '-m', '1', '-i', '127.0.0.1', '-p', String(call.localPort), '-mp', String(call.mediaPort)];
  args.push('-t', call.transport === 'tcp' ? 't1' : 'u1', '-s', call.service ?? '200', '-nostdin', '-timeout', '12s');
  args.push('-timeout_error', '-trace_err', '-error_file', `${call.scenario}-${call.localPort}.err`);
  return startProgram('sipp', [...args, `127.0.0.1:${call.serverPort}`], call.cwd);
}

/** Ports free for UDP and TCP with `stride - 1` more behind them that no other caller gets (sipp binds four for media). */
export function createPortFinder(from: number, to: number, stride = 4): () => Promise<number> {
  const slots = Math.floor((to - from) / stride);
  let next = Math.floor(Math.random() * slots);
  return async () => {
    for (let tries = 0; tries < slots; tries++) {
      const port = from + (next++ % slots) * stride;
      if ((await bindsUdp(port)) && (await bindsTcp(port))) return port;
    }
    throw new Error(`no free port in ${from}-${to}`);
  };
}

function bindsUdp(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createSocket('udp4');
    socket.once('error', () => resolve(false));
    socket.bind({ port, address: '127.0.0.1', exclusive: true }, () => socket.close(() => resolve(true)));
  });
}

function bindsTcp(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}

/** Waits until `condition` holds; rejects after `limitMs`. */
export async function until(condition: () => boolean, limitMs = 8000): Promise<void> {
  const end = performance.now() + limitMs;
  while (!condition()) {
    if (performance.now() > end) throw new Error(`not within ${limitMs} ms: ${condition.toString()}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

export function tone(frequencyHz: number, durationMs: number, amplitude = 8000): Int16Array {
  return Int16Array.from({ length: durationMs * 8 }, (_, i) =>
    Math.round(amplitude * Math.sin((2 * Math.PI * frequencyHz * i) / 8000)),
  );
}

/** The share of a signal's energy at one frequency (Goertzel), and its RMS. */
export function listen(frames: readonly AudioFrame[], frequencyHz: number): { rms: number; share: number } {
  const samples = frames.flatMap((frame) => [...decodeG711(frame.codec, frame.payload)]);
  const coefficient = 2 * Math.cos((2 * Math.PI * frequencyHz) / 8000);
  let [before, last, energy] = [0, 0, 0];
  for (const sample of samples) {
    [before, last] = [last, sample + coefficient * last - before];
    energy += sample * sample;
  }
  const power = before * before + last * last - coefficient * before * last;
  if (samples.length === 0 || energy === 0) return { rms: 0, share: 0 };
  return { rms: Math.sqrt(energy / samples.length), share: (2 * power) / (samples.length * energy) };
}
