import type { Rehearsal, RehearsalCounts } from '../../data/console/policy-api.ts';
import type { Names } from './names.ts';
import { percentWords } from './policy-words.ts';

export type RehearsalLine = {
  key: keyof RehearsalCounts;
  label: string;
  before: string;
  after: string;
  change: string;
};

const labels: [keyof RehearsalCounts, string][] = [
  ['sessions', 'Calls and meetings'],
  ['participants', 'Participants'],
  ['asked', 'Asked'],
  ['held', 'Held'],
  ['blocked', 'Removed'],
  ['challengeRate', 'Challenge rate'],
];

/** The counts beside each other, with what changes. */
export function rehearsalLines(before: RehearsalCounts, after: RehearsalCounts): RehearsalLine[] {
  return labels.map(([key, label]) => {
    const text = (value: number): string => (key === 'challengeRate' ? rateWords(value) : String(value));
    const step = after[key] - before[key];
    const sign = step > 0 ? '+' : '−';
    const isSame = text(Math.abs(step)) === text(0);
    return {
      key,
      label,
      before: text(before[key]),
      after: text(after[key]),
      change: isSame ? 'same' : `${sign}${text(Math.abs(step))}`,
    };
  });
}

/** A rate over few sessions has no more than one honest decimal. */
function rateWords(share: number): string {
  return percentWords(Math.round(share * 1000) / 1000);
}

/** In whose names people would be asked, most often first. */
export function askedNames(rehearsal: Pick<Rehearsal, 'asked'>, names: Names): { name: string; times: number }[] {
  const times = new Map<string, number>();
  for (const { subjectId } of rehearsal.asked) {
    const name = subjectId === undefined ? 'nobody known' : names.of(subjectId);
    times.set(name, (times.get(name) ?? 0) + 1);
  }
  return [...times].map(([name, count]) => ({ name, times: count })).sort((a, b) => b.times - a.times);
}
