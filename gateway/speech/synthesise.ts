import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { resample } from './resample.ts';
import { parseWav, type Pcm } from './wav.ts';

const run = promisify(execFile);

export type Synthesiser = {
  readonly program: 'espeak-ng' | 'flite';
  /** 16-bit PCM at 8 kHz. Rejects when the program fails. */
  speak(text: string): Promise<Int16Array>;
};

const limits = { timeout: 20_000, maxBuffer: 32 * 1024 * 1024 } as const;

/** The first speech program that this machine has, or undefined. */
export async function findSynthesiser(): Promise<Synthesiser | undefined> {
  for (const [program, probe, render] of [
    ['espeak-ng', '--version', renderEspeak],
    ['flite', '-lv', renderFlite],
  ] as const) {
    const works = await run(program, [probe], limits).then(
      () => true,
      () => false,
    );
    if (works) return { program, speak: async (text) => telephone(await render(text)) };
  }
  return undefined;
}

function telephone(pcm: Pcm | undefined): Int16Array {
  if (pcm === undefined) throw new Error('the speech program wrote no usable audio');
  return resample(pcm.samples, pcm.rateHz, 8000);
}

async function renderEspeak(text: string): Promise<Pcm | undefined> {
  // Arguments, never a shell; `--` keeps a text that starts with a dash a text.
  const { stdout } = await run('espeak-ng', ['--stdout', '-v', 'en-gb', '-s', '150', '--', text], {
    ...limits,
    encoding: 'buffer',
  });
  return parseWav(stdout);
}

async function renderFlite(text: string): Promise<Pcm | undefined> {
  const folder = await mkdtemp(path.join(tmpdir(), 'countersign-speech-'));
  try {
    const file = path.join(folder, 'speech.wav');
    await run('flite', ['-t', text, '-o', file], limits);
    return parseWav(await readFile(file));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
