import { createHash } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Events } from '../events.ts';
import type { Synthesiser } from '../speech/synthesise.ts';
import { holdTone } from './hold-tone.ts';

export type Prompts = {
  /** True when words can be spoken; otherwise there is the tone alone. */
  readonly speaks: boolean;
  /** One round for a held leg: words, the number if there is one, then tone. 16-bit PCM at 8 kHz. */
  holdRound(matchNumber: string | undefined): Int16Array;
  /** The number once, for a leg that is asked and not held. */
  question(matchNumber: string): Int16Array;
};

const wait = 'Please wait. You are being verified.';
const typeNumber = 'Type this number in your Countersign app.';
const digits = ['zero', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine'];
const pause = new Int16Array(8000 * 0.3);

/** Renders every phrase and digit once; kept in `stateDir` for the next start. */
export async function loadPrompts(deps: {
  stateDir: string;
  synthesiser: Synthesiser | undefined;
  events: Events;
}): Promise<Prompts> {
  const { synthesiser, events } = deps;
  const spoken = new Map<string, Int16Array>();
  if (synthesiser === undefined) events.note('speech.unavailable', { reason: 'neither espeak-ng nor flite is here' });
  else {
    await Promise.all(
      [wait, typeNumber, ...digits].map(async (phrase) => {
        try {
          spoken.set(phrase, await rendered(phrase, synthesiser, path.join(deps.stateDir, 'prompts')));
        } catch (error) {
          events.note('speech.unavailable', { phrase, error });
        }
      }),
    );
  }
  const say = (phrase: string): Int16Array => spoken.get(phrase) ?? new Int16Array(0);
  const number = (matchNumber: string): Int16Array[] =>
    Array.from(matchNumber).flatMap((digit) => [say(digits[Number(digit)] ?? ''), pause]);
  const question = (matchNumber: string): Int16Array =>
    join([say(typeNumber), pause, ...number(matchNumber), pause, ...number(matchNumber)]);
  const tone = holdTone();
  return {
    speaks: spoken.size === digits.length + 2,
    question,
    holdRound(matchNumber) {
      const words = matchNumber === undefined ? [] : [question(matchNumber), pause];
      return join([say(wait), pause, ...words, tone, tone]);
    },
  };
}

async function rendered(phrase: string, synthesiser: Synthesiser, folder: string): Promise<Int16Array> {
  const name = createHash('sha256').update(`1 ${synthesiser.program} ${phrase}`).digest('hex').slice(0, 24);
  const file = path.join(folder, `${name}.pcm`);
  const known = await readFile(file).catch(() => undefined);
  if (known !== undefined && known.length > 0) return new Int16Array(Uint8Array.from(known).buffer);
  const pcm = await synthesiser.speak(phrase);
  await mkdir(folder, { recursive: true });
  await writeFile(`${file}.new`, new Uint8Array(pcm.buffer, pcm.byteOffset, pcm.byteLength));
  await rename(`${file}.new`, file);
  return pcm;
}

function join(parts: readonly Int16Array[]): Int16Array {
  const whole = new Int16Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
