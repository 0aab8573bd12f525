import { findSynthesiser } from '../gateway/speech/synthesise.ts';

const words = ['zero', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine'];
const rateHz = 8000;
/** A digit through G.711 correlates above 0.95 with itself; other digits of the same voice stay far below. */
const certain = 0.8;

type Match = { digit: string; at: number; score: number };

/** The three digits that a held phone leg was told, found in a recording of it (16-bit PCM, 8 kHz). */
export async function spokenNumber(heard: Int16Array): Promise<string | undefined> {
  const voice = await findSynthesiser();
  if (voice === undefined) throw new Error('no speech program: the number cannot have been spoken');
  const recent = heard.subarray(Math.max(0, heard.length - 13 * rateHz));
  const found: Match[] = [];
  for (const [digit, word] of words.entries()) {
    found.push(...matchesOf(recent, trimmed(await voice.speak(word)), String(digit)));
  }
  const inOrder = withoutOverlaps(found).toSorted((a, b) => a.at - b.at);
  // The number is said twice in each round: three digits close together are one saying of it.
  for (let i = 0; i + 2 < inOrder.length; i += 1) {
    const [a, b, c] = inOrder.slice(i, i + 3);
    if (a !== undefined && b !== undefined && c !== undefined && c.at - a.at < 3.5 * rateHz)
      return a.digit + b.digit + c.digit;
  }
  return undefined;
}

function trimmed(pcm: Int16Array): Int16Array {
  const loud = (sample: number): boolean => Math.abs(sample) > 300;
  return pcm.subarray(pcm.findIndex(loud), pcm.findLastIndex(loud) + 1);
}

/** Normalised cross-correlation, coarse (every 8th sample) and then exact around the candidates. */
function matchesOf(heard: Int16Array, template: Int16Array, digit: string): Match[] {
  const matches: Match[] = [];
  for (let at = 0; at + template.length <= heard.length; at += 1) {
    if (correlation(heard, template, at, 8) < certain - 0.3) continue;
    const score = correlation(heard, template, at, 1);
    if (score >= certain) matches.push({ digit, at, score });
  }
  return matches;
}

function correlation(heard: Int16Array, template: Int16Array, at: number, step: number): number {
  let [dot, energyA, energyB] = [0, 1, 1];
  for (let i = 0; i < template.length; i += step) {
    const a = heard[at + i] ?? 0;
    const b = template[i] ?? 0;
    dot += a * b;
    energyA += a * a;
    energyB += b * b;
  }
  return dot / Math.sqrt(energyA * energyB);
}

function withoutOverlaps(matches: readonly Match[]): Match[] {
  const best: Match[] = [];
  for (const match of matches.toSorted((a, b) => b.score - a.score)) {
    if (best.every((other) => Math.abs(other.at - match.at) > 0.25 * rateHz)) best.push(match);
  }
  return best;
}
