import { attackerModels, keyThief, type AttackerModel } from './attackers.ts';
import { calibrationOf, crossFitted } from './calibration.ts';
import { hardNegatives } from './honest.ts';
import { askRateAt, caughtAt, margin, percentile, shareFrom } from './measure.ts';
import { caughtShares, paperRates } from './paper.ts';
import {
  historyKeys,
  methods,
  tallyKey,
  type History,
  type Method,
  type Replay,
  type Tally,
  type Who,
} from './replay.ts';
import { round, type Row } from './row.ts';

/** The working base rate of C.4 item 7. */
const prior = 0.01;

/** Whoever is not honest. */
export type Rival = Exclude<Who, 'honest'>;
export type Scores = (method: Method, history: History, who: Who) => number[];

/** Scores of several replays taken together. */
export function pooled(replays: readonly Replay[]): Scores {
  return (method, history, who) => replays.flatMap((one) => one.scores(method, history, who));
}

export function caughtRows(scores: Scores, of: readonly Method[], models: readonly Rival[]): Row[] {
  return of.flatMap((method) =>
    models.flatMap((attacker) =>
      historyKeys.map((history): Row => {
        const [honest, attacks] = [scores(method, history, 'honest'), scores(method, history, attacker)];
        const at = (rate: number) => round(caughtAt(honest, attacks, rate), 3);
        const n = { honest: honest.length, attacks: attacks.length };
        return {
          table: 'caught at a challenge rate',
          method,
          attacker,
          history,
          ...n,
          '1%': at(0.01),
          '2%': at(0.02),
          '5%': at(0.05),
        };
      }),
    ),
  );
}

/** Threshold of each history by itself, which is the kindest to a score that falls with history; then one for all. */
export function askedRows(scores: Scores, of: readonly Method[], models: readonly Rival[]): Row[] {
  return of.flatMap((method) =>
    models.flatMap((attacker) => [
      ...historyKeys.map((history) =>
        askedRow(method, attacker, history, 'own', (share) =>
          askRateAt(scores(method, history, 'honest'), scores(method, history, attacker), share),
        ),
      ),
      ...historyKeys.map((history) =>
        askedRow(method, attacker, history, 'one for all', (share) =>
          shareFrom(scores(method, history, 'honest'), commonThreshold(scores, method, attacker, share)),
        ),
      ),
    ]),
  );
}

function askedRow(
  method: Method,
  attacker: Rival,
  history: History,
  threshold: string,
  rate: (share: number) => number,
): Row {
  const rates = caughtShares.map((share): [string, number] => [`TPR ${share}`, round(rate(share), 3)]);
  const row: Row = {
    table: 're-asked at a share caught',
    method,
    attacker,
    threshold,
    history,
    ...Object.fromEntries(rates),
  };
  const paper = history === 12 || history === 39 ? paperRates[attacker]?.[history] : undefined;
  return method !== 'published' || threshold !== 'own' || paper === undefined
    ? row
    : { ...row, 'their own data': paper.join(' ') };
}

/** Attacks on short and on long histories count alike. */
function commonThreshold(scores: Scores, method: Method, attacker: Rival, share: number): number {
  const weighted = historyKeys.flatMap((history) => {
    const attacks = scores(method, history, attacker);
    return attacks.map((score) => ({ score, weight: 1 / attacks.length / historyKeys.length }));
  });
  weighted.sort((a, b) => b.score - a.score);
  let caught = 0;
  for (const { score, weight } of weighted) {
    caught += weight;
    if (caught >= share - 1e-9) return score;
  }
  return Number.NEGATIVE_INFINITY;
}

export function policyRows(replays: readonly Replay[]): Row[] {
  const everybody: Who[] = ['honest', ...attackerModels, keyThief, 'takeover'];
  return everybody.flatMap((who) =>
    historyKeys.flatMap((history) =>
      [false, true].flatMap((learning): Row[] => {
        const { asked, of } = sum(replays.map((one) => one.asked.get(tallyKey(who, history, learning))));
        if (of === 0) return [];
        const share = asked / of;
        const profile = learning ? 'learning' : 'usable';
        return [
          {
            table: 'asked by the first policy',
            who,
            history,
            profile,
            asked,
            of,
            share: round(share),
            '+-': round(margin(share, of)),
          },
        ];
      }),
    ),
  );
}

function sum(tallies: readonly (Tally | undefined)[]): Tally {
  const total = { asked: 0, of: 0 };
  for (const tally of tallies) {
    total.asked += tally?.asked ?? 0;
    total.of += tally?.of ?? 0;
  }
  return total;
}

export function hardNegativeRows(replays: readonly Replay[]): Row[] {
  return hardNegatives.map((kind): Row => {
    const all = replays.map((one) => one.hardNegatives[kind]);
    const add = (key: 'asked' | 'held' | 'cleared' | 'of') => all.reduce((total, one) => total + one[key], 0);
    const of = add('of');
    const share = (key: 'asked' | 'held' | 'cleared') => round(add(key) / of, 3);
    return {
      table: 'honest people who look odd, history 12 and more',
      kind,
      of,
      asked: share('asked'),
      held: share('held'),
      'cleared by one passkey': share('cleared'),
    };
  });
}

export function ablationRows(scores: Scores): Row[] {
  return methods.flatMap((method) =>
    ([12, 39] as const).map((history): Row => {
      const honest = scores(method, history, 'honest');
      const caught = (model: AttackerModel) => round(caughtAt(honest, scores(method, history, model), 0.02), 3);
      const reAsked = round(askRateAt(honest, scores(method, history, 'targeted'), 0.99), 3);
      return {
        table: 'what each part is worth: caught at 2 %',
        method,
        history,
        naive: caught('naive'),
        vpn: caught('vpn'),
        targeted: caught('targeted'),
        'very-targeted': caught('very-targeted'),
        're-asked at targeted 0.99': reAsked,
      };
    }),
  );
}

export function calibrationRows(replays: readonly Replay[]): Row[] {
  const all = replays.flatMap(({ labelled }) => labelled);
  const { fitted, a, b } = crossFitted(all, prior);
  const row = (scale: string, logits: typeof all): Row => {
    const { ece, brier, cllr } = calibrationOf(logits, prior);
    return {
      table: 'calibration at a base rate of 0.01',
      scale,
      ECE: round(ece, 5),
      Brier: round(brier, 5),
      Cllr: round(cllr, 4),
    };
  };
  return [row('working', all), { ...row('fitted, cross-validated by person', fitted), a: round(a, 3), b: round(b, 3) }];
}

export function timeRows(replays: readonly Replay[]): Row[] {
  const all = replays.flatMap(({ microseconds }) => microseconds);
  const at = (q: number) => round(percentile(all, q), 1);
  return [
    {
      table: 'time per decision, microseconds (Node, counts at hand)',
      decisions: all.length,
      p50: at(0.5),
      p99: at(0.99),
      'p99.9': at(0.999),
    },
  ];
}
