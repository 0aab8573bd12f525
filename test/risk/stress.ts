import { askRateAt, caughtAt } from './measure.ts';
import { assumptions, type Assumptions } from './population.ts';
import { replay } from './replay.ts';
import { round, type Row } from './row.ts';
import { createStream } from './stream.ts';

/** The same with one assumption made harder. */
const harder: Record<string, Partial<Assumptions>> = {
  'as assumed': {},
  'second device taken 1 time in 10': { twoDevices: 0.6, secondShare: 0.1 },
  'new device or lost key 1 login in 30': { newDevice: 1 / 30 },
  'travel 10 %': { travel: 0.1 },
  'forgotten passwords 10 %': { forgottenPassword: 0.1 },
  'new contact every third call': { newContact: 0.33 },
};

export function stressRows(people: number): Row[] {
  return Object.entries(harder).map(([change, assumed]): Row => {
    const run = replay(createStream('stress', { ...assumptions, people, ...assumed }), 'stress');
    const at = (history: 12 | 39, method: 'ours' | 'published') =>
      round(askRateAt(run.scores(method, history, 'honest'), run.scores(method, history, 'targeted'), 0.99), 3);
    return {
      table: 'one assumption made harder',
      change,
      'honest asked, history 12 and more': round(run.settled.asked / run.settled.of),
      're-asked at targeted 0.99, history 12': at(12, 'ours'),
      'history 39': at(39, 'ours'),
      'published, history 39': at(39, 'published'),
      'very targeted caught at 5 %, history 39': round(
        caughtAt(run.scores('ours', 39, 'honest'), run.scores('ours', 39, 'very-targeted'), 0.05),
        3,
      ),
    };
  });
}
