import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, test } from 'vitest';

const main = fileURLToPath(new URL('main.ts', import.meta.url));
const scratch = mkdtempSync(join(tmpdir(), 'evaluate-'));
afterAll(() => rmSync(scratch, { recursive: true }));

const evaluate = (...args: string[]) => spawnSync(process.execPath, [main, ...args], { encoding: 'utf8' });

test('without a corpus it says so and exits with 2', () => {
  const { status, stderr } = evaluate('--corpus', join(scratch, 'nowhere'));
  expect(status).toBe(2);
  expect(stderr).toContain('COUNTERSIGN_CORPUS');
});

/** One second of a buzz of changing pitch in syllables, as 16-bit mono WAV at 16 kHz. */
function wav(pitchHz: number): Buffer {
  let phase = 0;
  const samples = Int16Array.from({ length: 16_000 }, (_, i) => {
    const t = i / 16_000;
    phase += (pitchHz + 40 * Math.sin(9 * t)) / 16_000;
    const voice = [1, 2, 3, 4, 5, 6, 7].reduce((sum, k) => sum + Math.sin(2 * Math.PI * k * phase) / k, 0);
    return t % 0.3 < 0.2 ? 2000 * voice : 0;
  });
  const header = Buffer.alloc(44);
  header.write('RIFF');
  header.writeUInt32LE(36 + samples.byteLength, 4);
  header.write('WAVEfmt ', 8);
  header.writeUInt32LE(16, 16);
  header.writeUInt16LE(1, 20);
  header.writeUInt16LE(1, 22);
  header.writeUInt32LE(16_000, 24);
  header.writeUInt32LE(32_000, 28);
  header.writeUInt16LE(2, 32);
  header.writeUInt16LE(16, 34);
  header.write('data', 36);
  header.writeUInt32LE(samples.byteLength, 40);
  return Buffer.concat([header, Buffer.from(samples.buffer)]);
}

test.skipIf(spawnSync('ffmpeg', ['-version']).error !== undefined)(
  'a folder with a manifest is measured in every channel with the shipped pipeline',
  () => {
    mkdirSync(join(scratch, 'corpus'));
    const rows = ['path,split,label,system,speaker,source,paired'];
    for (const [i, label] of ['bonafide', 'spoof', 'bonafide', 'spoof'].entries()) {
      writeFileSync(join(scratch, 'corpus', `${i}.wav`), wav(110 + 20 * i));
      rows.push(`${i}.wav,dev,${label},"a, b",speaker ${i},page,1`);
    }
    writeFileSync(join(scratch, 'corpus', 'manifest.csv'), `${rows.join('\n')}\n`);
    const channels = ['clean', 'g711', 'g711a', 'opus16'];
    const corpus = join(scratch, 'corpus');
    const options = ['--corpus', corpus, '--split', 'dev', '--channels', channels.join(), '--json'];
    const { status, stdout, stderr } = evaluate(...options);
    expect(stderr).toBe('');
    expect(status).toBe(0);
    const lines = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(lines).toHaveLength(channels.length * 3);
    for (const line of lines) expect(line).toMatchObject({ split: 'dev', real: 2, synthetic: 2 });
  },
);
