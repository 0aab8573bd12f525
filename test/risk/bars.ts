import { askRateAt, percentile, shareFrom } from './measure.ts';
import { paperRates } from './paper.ts';
import { poison, poisonScripts, type PoisonScript } from './poison.ts';
import { historyKeys, tallyKey, type Replay } from './replay.ts';
import { round, type Row } from './row.ts';

/** What the project promises, each of the worst seed. A bar that is missed is a result, not a failure of the run. */
export function barRows(replays: readonly Replay[], seeds: readonly string[]): Row[] {
  return [
    ...([12, 39] as const).flatMap((history) => quarterBars(replays, history)),
    veryTargetedBar(replays),
    atMost(
      'honest logins asked, history 12 and more',
      0.02,
      worst(replays, ({ settled }) => settled.asked / settled.of),
    ),
    ...clearableBars(replays),
    ...poisonBars(seeds),
    atMost(
      'decision, p99, milliseconds',
      2,
      worst(replays, ({ microseconds }) => percentile(microseconds, 0.99) / 1000),
    ),
  ];
}

function bar(name: string, wanted: string, got: number, met: boolean): Row {
  return { table: 'bars', bar: name, wanted, got: round(got), met };
}

function atMost(name: string, most: number, got: number): Row {
  return bar(name, `<= ${round(most)}`, got, got <= most);
}

function atLeast(name: string, least: number, got: number): Row {
  return bar(name, `>= ${round(least)}`, got, got >= least);
}

function worst(replays: readonly Replay[], value: (one: Replay) => number): number {
  return Math.max(...replays.map(value));
}

/**
 * "At most a quarter", read three ways, because the published method fares worse here than on its own data: of the rate
 * in the paper, of its rate on this stream, and of the paper's rate at whatever share it catches here for that rate.
 */
function quarterBars(replays: readonly Replay[], history: 12 | 39): Row[] {
  const paper = paperRates.targeted?.[history][2] ?? Number.NaN;
  const rate = (one: Replay, method: 'ours' | 'published', share: number) =>
    askRateAt(one.scores(method, history, 'honest'), one.scores(method, history, 'targeted'), share);
  const ours = worst(replays, (one) => rate(one, 'ours', 0.99));
  const published = Math.min(...replays.map((one) => rate(one, 'published', 0.99)));
  const name = `re-asked, targeted, history ${history}`;
  return [
    atMost(`${name}, TPR 0.99: a quarter of the paper's ${paper}`, paper / 4, ours),
    atMost(`${name}, TPR 0.99: a quarter of the published method here (${round(published, 3)})`, published / 4, ours),
    atMost(
      `${name}, TPR at which the published method re-asks ${paper} here`,
      paper / 4,
      worst(replays, (one) => rate(one, 'ours', shareCaughtFor(one, history, paper))),
    ),
  ];
}

/** The share of targeted attacks that the published method catches when it may re-ask so many. */
function shareCaughtFor(one: Replay, history: 12 | 39, askRate: number): number {
  const honest = one.scores('published', history, 'honest').toSorted((a, b) => b - a);
  const threshold = honest[Math.floor(askRate * honest.length) - 1] ?? Number.POSITIVE_INFINITY;
  return shareFrom(one.scores('published', history, 'targeted'), threshold);
}

function veryTargetedBar(replays: readonly Replay[]): Row {
  const share = Math.min(
    ...replays.map((one) => {
      const tallies = historyKeys
        .filter((history) => history >= 5)
        .flatMap((history) =>
          [false, true].map((learning) => one.asked.get(tallyKey('very-targeted', history, learning))),
        );
      return (
        tallies.reduce((n, tally) => n + (tally?.asked ?? 0), 0) / tallies.reduce((n, tally) => n + (tally?.of ?? 0), 0)
      );
    }),
  );
  return atLeast('very targeted attackers asked by rule, history 5 and more', 1, share);
}

function clearableBars(replays: readonly Replay[]): Row[] {
  const share = (kind: 'travel' | 'new-phone' | 'new-phone-abroad') =>
    Math.min(...replays.map(({ hardNegatives }) => hardNegatives[kind].cleared / hardNegatives[kind].of));
  return [
    atLeast('traveller cleared by one passkey', 1, share('travel')),
    atLeast('new phone cleared by one passkey', 1, share('new-phone')),
    atLeast('traveller with a new phone cleared by one passkey', 1, share('new-phone-abroad')),
    atLeast(
      'honest people asked, cleared by one passkey',
      1,
      -worst(replays, ({ settled }) => -settled.cleared / Math.max(1, settled.asked)),
    ),
  ];
}

function poisonBars(seeds: readonly string[]): Row[] {
  return (Object.keys(poisonScripts) as PoisonScript[]).map((script) => {
    const asked = seeds.map((seed) => poison(script, seed).filter((day) => day.asked).length);
    return atLeast(`slow poison by ${script}: days of 30 on which every attempt is asked`, 30, Math.min(...asked));
  });
}
