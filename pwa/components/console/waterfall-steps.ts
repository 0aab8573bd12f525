import type { ParticipantView } from '#core/view';
import { isAdjustment } from '#core/fusion';

export type RiskDetail = NonNullable<ParticipantView['risk']>;

/** One line of the waterfall: where it starts and ends on the nats axis, and the figure as shown. */
export type WaterfallStep = {
  key: string;
  kind: 'prior' | 'against' | 'for' | 'discount';
  sentence: string;
  /** What would lower it, where something would. */
  lowers: string | undefined;
  fromNats: number;
  toNats: number;
  /** Signed, two decimals; the shown figures add up to the shown total exactly. */
  shown: string;
};

export type Waterfall = { steps: WaterfallStep[]; totalShown: string; lowestNats: number; highestNats: number };

/** Turns a risk into lines that visibly sum: prior first, then findings from the heaviest to the lightest. */
export function waterfallOf(risk: RiskDetail): Waterfall {
  const lines = risk.contributions.toSorted((a, b) => Math.abs(b.nats) - Math.abs(a.nats));
  const parts = [risk.priorNats, ...lines.map((line) => line.nats)];
  const figures = roundToSum(parts, 2);
  let sum = 0;
  const steps = parts.map((nats, index): WaterfallStep => {
    const line = lines[index - 1];
    const fromNats = sum;
    sum += nats;
    return {
      key: line === undefined ? 'prior' : `${index}-${line.code}`,
      kind: kindOf(line),
      sentence: line === undefined ? priorSentence(risk.priorNats) : line.sentence,
      lowers: line?.lowers,
      fromNats,
      toNats: sum,
      shown: signed(figures[index] ?? 0),
    };
  });
  const ends = [0, ...steps.map((step) => step.toNats)];
  return {
    steps,
    totalShown: signed(figures.reduce((total, figure) => total + figure, 0)),
    lowestNats: Math.min(...ends),
    highestNats: Math.max(...ends),
  };
}

/**
 * Rounds so that the rounded parts add up to the rounded sum: each goes down, then the parts that lost most go up by
 * one unit (largest remainder).
 */
export function roundToSum(parts: readonly number[], digits: number): number[] {
  const unit = 10 ** digits;
  const scaled = parts.map((part) => part * unit);
  const floors = scaled.map((part) => Math.floor(part));
  const target = Math.round(scaled.reduce((total, part) => total + part, 0));
  const missing = target - floors.reduce((total, part) => total + part, 0);
  const order = scaled
    .map((part, index) => ({ index, lost: part - Math.floor(part) }))
    .toSorted((a, b) => b.lost - a.lost);
  for (const { index } of order.slice(0, missing)) floors[index] = (floors[index] ?? 0) + 1;
  return floors.map((part) => part / unit);
}

/** Risk on the familiar scale: 0.0 to 10.0. */
export function riskOfTen(p: number): string {
  return (Math.min(1, Math.max(0, p)) * 10).toFixed(1);
}

/** "62 %", "< 0.1 %", "> 99.9 %": a model is never sure. */
export function percentText(p: number): string {
  if (p < 0.001) return '< 0.1 %';
  if (p > 0.999) return '> 99.9 %';
  return `${p < 0.1 ? (p * 100).toFixed(1) : Math.round(p * 100)} %`;
}

export function signed(nats: number): string {
  const text = Math.abs(nats).toFixed(2);
  return Number(text) === 0 ? '0.00' : `${nats < 0 ? '−' : '+'}${text}`;
}

function kindOf(line: RiskDetail['contributions'][number] | undefined): WaterfallStep['kind'] {
  if (line === undefined) return 'prior';
  if (isAdjustment(line.code)) return 'discount';
  return line.nats > 0 ? 'against' : 'for';
}

function priorSentence(priorNats: number): string {
  const oneIn = Math.round(1 + Math.exp(-priorNats));
  return `Before any finding: about 1 in ${oneIn} is an impostor.`;
}
