import type { Bandwidth, Calibration } from './descriptor.ts';

/** Platt line without bounds, in nats; NaN stays NaN. */
export function logLikelihoodRatio(logit: number, calibration: Calibration, bandwidth: Bandwidth): number {
  const { a, b } = calibration[bandwidth];
  return a * logit + b;
}

/** Cuts to the bounds that the measurements of this bandwidth support; NaN stays NaN. */
export function boundNats(llrNats: number, calibration: Calibration, bandwidth: Bandwidth): number {
  const [low, high] = calibration[bandwidth].boundNats;
  return Math.min(high, Math.max(low, llrNats));
}

/** Bounded log-likelihood ratio (nats, > 0 speaks for synthetic speech) of one window's logit. */
export function calibrate(logit: number, calibration: Calibration, bandwidth: Bandwidth): number {
  return boundNats(logLikelihoodRatio(logit, calibration, bandwidth), calibration, bandwidth);
}
