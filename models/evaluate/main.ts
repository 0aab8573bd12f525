// Measures a detector with the pipeline that ships: node models/evaluate/main.ts [--corpus DIR] [--split dev,heldout]
// [--channels clean,g711,opus16] [--model DIR] [--scores FILE] [--json]
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { parse } from 'valibot';
import { instantiateKernels } from '../../wasm/index.ts';
import { DetectorManifest } from '../descriptor.ts';
import type { Channel } from './channels.ts';
import { CHANNELS, decodeFile, transmit } from './channels.ts';
import type { CorpusClip } from './corpus.ts';
import { readCorpus } from './corpus.ts';
import type { DetectorSession } from './detector-session.ts';
import { openDetector } from './detector-session.ts';
import type { Interval, Scored } from './metrics.ts';
import { equalErrorRate, pageBalancedErrorRate, withInterval } from './metrics.ts';

const models = dirname(dirname(fileURLToPath(import.meta.url)));
const repository = dirname(models);

interface ScoredClip extends Scored {
  readonly clip: CorpusClip;
  readonly channel: Channel;
}

const { values: options } = parseArgs({
  options: {
    corpus: { type: 'string', default: process.env['COUNTERSIGN_CORPUS'] ?? 'corpus' },
    split: { type: 'string', default: 'dev,heldout' },
    channels: { type: 'string', default: 'clean,g711,opus16' },
    model: { type: 'string', default: join(models, 'artifact-cnn-1') },
    scores: { type: 'string' },
    json: { type: 'boolean', default: false },
  },
});

function stop(reason: string): never {
  process.stderr.write(`${reason}\n`);
  process.exit(2);
}

async function scoreChannel(
  session: DetectorSession,
  clips: readonly CorpusClip[],
  audio: readonly Int16Array[],
  channel: Channel,
): Promise<{ scored: ScoredClip[]; refused: number }> {
  const scored: ScoredClip[] = [];
  let at = 0;
  for await (const heard of transmit(audio, channel)) {
    const clip = clips[at++];
    const logit = await session.scoreClip(heard);
    if (clip !== undefined && logit !== undefined) scored.push({ ...clip, clip, channel, logit });
  }
  return { scored, refused: clips.length - scored.length };
}

const percent = (x: number): string => (Number.isNaN(x) ? '-' : (100 * x).toFixed(1));

function printRow(split: string, channel: Channel, subset: string, scores: readonly Scored[], rate: Interval): void {
  const real = scores.filter((score) => !score.synthetic).length;
  const counts = { real, synthetic: scores.length - real };
  if (options.json) {
    const { value, low, high } = rate;
    const line = { model: model.name, split, channel, subset, ...counts, eer: value, eerLo: low, eerHi: high };
    process.stdout.write(`${JSON.stringify(line)}\n`);
    return;
  }
  const interval = `${percent(rate.value).padStart(5)} [${percent(rate.low)}-${percent(rate.high)}]`;
  const set = `${split.padEnd(9)} ${channel.padEnd(7)} ${subset.padEnd(13)}`;
  process.stdout.write(
    `${set} ${String(counts.real).padStart(4)} + ${String(counts.synthetic).padEnd(4)} ${interval}\n`,
  );
}

function printSplit(split: string, channel: Channel, scores: readonly Scored[]): void {
  const paired = scores.filter((score) => score.paired);
  printRow(split, channel, 'pooled', scores, withInterval(scores, equalErrorRate));
  printRow(split, channel, 'paired', paired, withInterval(paired, equalErrorRate));
  printRow(split, channel, 'page-balanced', paired, withInterval(paired, pageBalancedErrorRate));
}

if (!existsSync(join(options.corpus, 'manifest.csv'))) {
  stop(`No corpus at ${options.corpus}: give --corpus DIR or COUNTERSIGN_CORPUS (a folder with manifest.csv).`);
}
const kernelFile = join(repository, 'wasm/build/kernels.wasm');
if (!existsSync(kernelFile)) stop('wasm/build/kernels.wasm is missing: run `npm run wasm:build`.');
const channels = CHANNELS.filter((channel) => options.channels.split(',').includes(channel));
const folder = resolve(options.model);
const model = parse(DetectorManifest, JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8')));
const session = await openDetector(folder, model, instantiateKernels(readFileSync(kernelFile)));
const everything: ScoredClip[] = [];
if (!options.json) process.stdout.write(`split     channel subset        real+synth  EER % [95 % over speakers]\n`);
for (const split of options.split.split(',')) {
  const clips = readCorpus(options.corpus, [split]);
  const audio: Int16Array[] = [];
  for (const clip of clips) audio.push(await decodeFile(clip.path));
  for (const channel of channels) {
    const { scored, refused } = await scoreChannel(session, clips, audio, channel);
    everything.push(...scored);
    printSplit(split, channel, scored);
    if (refused > 0) process.stderr.write(`${split} ${channel}: ${refused} clips without enough speech\n`);
  }
}
await session.close();
if (options.scores !== undefined) {
  const rows = everything.map(({ clip, channel, logit, synthetic }) => ({
    path: clip.path,
    split: clip.split,
    system: clip.system,
    page: clip.page,
    paired: clip.paired,
    channel,
    label: synthetic ? 1 : 0,
    logit,
  }));
  writeFileSync(options.scores, JSON.stringify(rows));
}
